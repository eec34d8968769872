"""docs/promises.md is made from the markers of the tests."""

from pathlib import Path

import pytest

from tools import promises

MARKED = """
import pytest

pytestmark = [pytest.mark.browser, pytest.mark.promise("Of the whole module", section="paywall")]


@pytest.mark.promise("Split " "in two | parts", section="meter")
@pytest.mark.parametrize("number", [1, 2])
def test_one(number: int) -> None: ...


@pytest.mark.promise("Split in two | parts", section="meter")
def test_two() -> None: ...


def test_three() -> None: ...
"""


@pytest.mark.promise("This page names exactly the claims of the tests", section="operations")
def test_the_page_is_up_to_date() -> None:
    assert promises.main(["--check"]) == 0


def test_an_outdated_page_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "promises.md"
    monkeypatch.setattr(promises, "PAGE", page)
    with pytest.raises(SystemExit, match="out of date"):
        promises.main(["--check"])
    assert not page.exists()
    promises.main([])
    assert promises.main(["--check"]) == 0


def test_functions_and_modules_are_marked(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(MARKED)
    page = promises.render(promises.find_promises(tmp_path))
    assert "\n| Of the whole module | `test_it.py` |\n" in page
    assert "\n| Split in two \\| parts | `test_it.py::test_one`, `test_two` |\n" in page
    assert page.index("## The paywall") < page.index("## The meter")


@pytest.mark.parametrize(
    "marker",
    [
        'promise("Claim", section="unknown")',
        'promise("Claim")',
        'promise(section="meter")',
        'promise(claim, section="meter")',
        'promise(f"{claim}", section="meter")',
    ],
)
def test_a_marker_that_cannot_be_shown_is_an_error(marker: str, tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(f"@pytest.mark.{marker}\ndef test_it(): ...\n")
    with pytest.raises(promises.BadMarkerError, match=r"tests/test_it.py:1: "):
        promises.find_promises(tmp_path)


def test_a_claim_in_two_sections_is_an_error(tmp_path: Path) -> None:
    both = '@pytest.mark.promise("Claim", section="{}")\ndef test_{}(): ...\n'
    (tmp_path / "test_it.py").write_text(
        both.format("meter", "one") + both.format("paywall", "two")
    )
    with pytest.raises(promises.BadMarkerError, match="two sections"):
        promises.render(promises.find_promises(tmp_path))
