"""dev.py check on a machine that lacks a tool."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def check() -> ModuleType:
    spec = importlib.util.spec_from_file_location("ci_check", ROOT / ".ci" / "check.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("ci", "passes", "word"), [("", True, "skipped"), ("true", False, "FAILED")]
)
def test_a_missing_tool_is_a_skip_but_a_failure_in_ci(
    check: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    ci: str,
    passes: bool,
    word: str,
) -> None:
    monkeypatch.setenv("CI", ci)
    step = check.Step("static files", [["false"]], {}, needs="no-such-program")
    assert check.passes(step) is passes
    assert capsys.readouterr().out.split() == [
        word,
        "static",
        "files",
        "no-such-program",
        "is",
        "not",
        "installed",
    ]


def test_the_lock_of_the_linters_has_hashes_and_no_registry() -> None:
    lock = json.loads((ROOT / "tools" / "web_lint" / "package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert [name for name, entry in packages.items() if "integrity" not in entry] == []
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
