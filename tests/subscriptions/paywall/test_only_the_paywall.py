"""Only the paywall creates an Access, and only text_for() gives a reader the text."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
APPS = (
    "accounts",
    "subscriptions",
    "articles",
    "newsletters",
    "comments",
    "desk",
    "operations",
    "submissions",
    "config",
)
PAYWALL = "subscriptions/paywall/rule.py"
# Code that stores or indexes a text, and the desk's forms: none of it responds to a reader.
MAY_NAME_THE_TEXT = {
    "articles/desk_text.py",
    "articles/publishing/checklist.py",
    "articles/tasks.py",
    "articles/admin/views/column_pages.py",
    "articles/models/__init__.py",
    "articles/models/columns.py",
    "articles/publishing/save.py",
    "articles/search/index.py",
    "articles/forms/columns.py",
    "articles/admin/columns.py",
    "articles/admin/views/preview.py",
}


def makers_of_access(source: str) -> list[int]:
    """Return lines that call Access, under any imported name, or that replace() a refusal."""
    tree = ast.parse(source)
    names = {"Access"} | {
        alias.asname
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name == "Access" and alias.asname
    }
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [node.lineno for node in calls if called(node) in names or is_replaced(node)]


def is_replaced(node: ast.Call) -> bool:
    return called(node) == "replace" and any(
        keyword.arg in {"granted", "column_pk"} for keyword in node.keywords
    )


def names_the_text(source: str) -> bool:
    nodes = list(ast.walk(ast.parse(source)))
    plain = {node.id for node in nodes if isinstance(node, ast.Name)}
    plain |= {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    plain |= {
        alias.name for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    rows = {
        node.value
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    plain |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    named = {"ColumnText", "desk_text", "articles.desk_text"} & plain
    return bool(named) or any(
        "articles_columntext" in text or "text__body" in text for text in rows
    )


def called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Name):
        return node.func.id
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""


def modules() -> Iterator[Path]:
    for app in APPS:
        yield from (path for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts)


@pytest.mark.promise("Only the paywall creates an `Access`", section="paywall")
@pytest.mark.slow
def test_only_the_paywall_makes_an_access() -> None:
    results = {
        str(path.relative_to(ROOT)) for path in modules() if makers_of_access(path.read_text())
    }
    assert results == {PAYWALL}


@pytest.mark.promise(
    "Only named modules use the table of texts, and no text is read once the meter is used up",
    section="paywall",
)
def test_only_these_modules_name_the_texts_table() -> None:
    results = {
        str(path.relative_to(ROOT)) for path in modules() if names_the_text(path.read_text())
    }
    assert results == MAY_NAME_THE_TEXT


@pytest.mark.parametrize(
    "source",
    [
        "from articles.models import ColumnText",
        "models.ColumnText.objects.first()",
        "from articles.desk_text import body_of",
        "from articles import desk_text",
        'cursor.execute("SELECT body FROM articles_columntext")',
        'Column.objects.values("text__body")',
    ],
)
def test_the_scan_sees_the_text_named(source: str) -> None:
    assert names_the_text(source)


@pytest.mark.parametrize(
    "source",
    [
        "from subscriptions.paywall.access import Access\nAccess(1, True, 'free')",
        "from subscriptions.paywall.access import Access as A\nA(1, True, 'free')",
        "from subscriptions import access\naccess.Access(1, True, 'free')",
        "from dataclasses import replace\nreplace(access, granted=True)",
    ],
)
def test_the_scan_sees_every_way(source: str) -> None:
    assert makers_of_access(source) == [2]
