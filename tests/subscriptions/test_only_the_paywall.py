"""Nobody but the paywall makes an Access, and nobody but text_for() reads a text outside the desk."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("accounts", "subscriptions", "articles", "desk", "config")
PAYWALL = "subscriptions/paywall.py"


def makers_of_access(source: str) -> list[int]:
    """Lines that call Access, by whatever name they imported it, or paywall.Access, or replace() one."""
    tree = ast.parse(source)
    names = {"Access"} | {
        alias.asname
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name == "Access" and alias.asname
    }
    return [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Call) and called(node) in names]


def called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Name):
        return node.func.id
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""


def modules() -> Iterator[Path]:
    for app in APPS:
        yield from (path for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts)


def test_only_the_paywall_makes_an_access() -> None:
    found = {str(path.relative_to(ROOT)) for path in modules() if makers_of_access(path.read_text())}
    assert found == {PAYWALL}


@pytest.mark.parametrize(
    "source",
    [
        "from subscriptions.paywall import Access\nAccess(1, True, 'free')",
        "from subscriptions.paywall import Access as A\nA(1, True, 'free')",
        "from subscriptions import paywall\npaywall.Access(1, True, 'free')",
    ],
)
def test_the_scan_sees_every_way(source: str) -> None:
    assert makers_of_access(source) == [2]
