"""Links and module paths in the docs, and the files that the mutation run names."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
BASES = [
    ROOT,
    ROOT / "tests",
    *(path.parent for path in ROOT.glob("*/apps.py")),
]  # paths may start here


def links(page: Path) -> Iterator[tuple[Path, str]]:
    """Yield (file, anchor) of every link inside the project."""
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text()):
        if "://" not in target and not target.startswith("mailto:"):
            path, _, anchor = target.partition("#")
            yield (page.parent / path).resolve() if path else page, anchor


def anchors(page: Path) -> set[str]:
    """Return the anchors that GitHub makes from headings."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_links_lead_to_files_and_headings_that_exist() -> None:
    results = [(page.name, *link) for page in PAGES for link in links(page)]
    assert len(results) > 20
    assert [link for link in results if not link[1].exists()] == []
    assert [link for link in results if link[2] and link[2] not in anchors(link[1])] == []


def test_modules_that_the_docs_name_exist() -> None:
    pages = [page for page in PAGES if page.name != "promises.md"]  # its paths are below tests/
    named = {
        (page.name, path)
        for page in pages
        for path in re.findall(r"`([\w./]+/[\w.]+\.py)`", page.read_text())
    }
    assert len(named) > 20
    assert (
        sorted(pair for pair in named if not any((base / pair[1]).exists() for base in BASES)) == []
    )


def test_names_that_the_docs_mention_exist() -> None:
    apps = "|".join(path.parent.name for path in ROOT.glob("*/apps.py"))
    name = re.compile(rf"`((?:{apps})\.[\w.]+)`")
    named = {(page.name, found) for page in PAGES for found in name.findall(page.read_text())}
    assert len(named) > 10
    permissions = {"accounts.view_user"}
    assert (
        sorted(pair for pair in named if pair[1] not in permissions and not is_defined(pair[1]))
        == []
    )


def is_defined(name: str) -> bool:
    """Return whether a.b.c is a module, or its first name below a module occurs in that module's
    source.
    """
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        path = ROOT.joinpath(*parts[:end])
        module = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        if module.exists():
            return (
                end == len(parts) or re.search(rf"\b{parts[end]}\b", module.read_text()) is not None
            )
    return False


def test_modules_and_tests_of_the_mutation_run_exist() -> None:
    """A moved file would silently be left out of docs/mutation-tests.md."""
    options = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mutmut"]
    named = [
        *options["only_mutate"],
        *options["also_copy"],
        *options["pytest_add_cli_args_test_selection"],
    ]
    assert [name for name in named if not (ROOT / name).exists()] == []
