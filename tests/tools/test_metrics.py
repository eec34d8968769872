"""The figures about the code that the check prints."""

import ast
from pathlib import Path

import pytest

from tools import metrics

pytestmark = pytest.mark.slow

MODULE = '''
def _once(): return 1
def _twice(): return 2
def _unused(): return 3
def public():
    """Return a sum."""
    return _once() + _twice() + _twice()
'''


def test_helpers_with_one_caller_are_counted_by_their_uses() -> None:
    assert metrics.helpers_with_one_caller(ast.parse(MODULE)) == 1


def test_a_line_with_two_comment_signs_counts_once() -> None:
    assert metrics.comments("a = 1  # one # two\n# three\nb = '# none'\n") == 2


def test_density_is_nodes_for_each_line() -> None:
    function = next(metrics.functions(ast.parse("def f():\n    pass\n")))
    assert metrics.density(function) == sum(1 for _ in ast.walk(function)) / 2


def test_only_the_root_of_an_app_is_flat() -> None:
    paths = [
        Path("desk/apps.py"),
        Path("desk/__init__.py"),
        Path("desk/support/explain.py"),
        Path("articles/apps.py"),
    ]
    assert metrics.flat_modules(paths, "desk") == 1


def test_migrations_are_not_counted(capsys: pytest.CaptureFixture[str]) -> None:
    assert not [path for path in metrics.sources() if "migrations" in path.parts]
    metrics.main()
    assert "functions" in capsys.readouterr().out
