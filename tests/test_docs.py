"""The docs that are written side by side: their rows name tests that exist, their numbers run on."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
NAMED = re.compile(r"`(?:(?P<file>[\w/]+\.py)(?:::)?)?(?P<test>test_\w+)?`")


def named_tests() -> list[tuple[str, str]]:
    """(file, test) of every row of the promises; a test without a file stands in the last one named before it."""
    found = []
    for row in (ROOT / "docs/promises.md").read_text().splitlines():
        file = ""
        for named in NAMED.finditer("|".join(row.split("|")[2:])):
            file = named["file"] or file
            found.append((file, named["test"] or ""))
    return found


def is_there(file: str, test: str) -> bool:
    path = ROOT / "tests" / file
    return path.is_file() and (not test or f"def {test}(" in path.read_text())


def test_every_promise_names_tests_that_exist() -> None:
    named = named_tests()
    assert len(named) > 100
    assert [pair for pair in named if not is_there(*pair)] == []


def test_decisions_are_numbered_one_by_one() -> None:
    numbers = re.findall(r"^(\d+)\. \*\*", (ROOT / "docs/decisions.md").read_text(), re.MULTILINE)
    assert len(numbers) > 50
    assert [int(number) for number in numbers] == list(range(1, len(numbers) + 1))
