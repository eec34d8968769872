"""Links and module paths in the docs."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
BASES = [ROOT, ROOT / "tests", *(path.parent for path in ROOT.glob("*/apps.py"))]  # paths may start here


def links(page: Path) -> Iterator[tuple[Path, str]]:
    """(file, anchor) of every link that stays in the project."""
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text()):
        if "://" not in target and not target.startswith("mailto:"):
            path, _, anchor = target.partition("#")
            yield (page.parent / path).resolve() if path else page, anchor


def anchors(page: Path) -> set[str]:
    """As GitHub makes them from headings."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_links_lead_to_files_and_headings_that_exist() -> None:
    found = [(page.name, *link) for page in PAGES for link in links(page)]
    assert len(found) > 20
    assert [link for link in found if not link[1].exists()] == []
    assert [link for link in found if link[2] and link[2] not in anchors(link[1])] == []


def test_modules_that_the_docs_name_exist() -> None:
    pages = [page for page in PAGES if page.name != "promises.md"]  # its paths are below tests/
    named = {(page.name, path) for page in pages for path in re.findall(r"`([\w./]+/[\w.]+\.py)`", page.read_text())}
    assert len(named) > 20
    assert sorted(pair for pair in named if not any((base / pair[1]).exists() for base in BASES)) == []
