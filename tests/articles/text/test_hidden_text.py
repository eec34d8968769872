"""Tests that text marked as deleted, struck through, hidden or as a comment is removed."""

import pytest

from articles.text import markup
from tests.articles.hidden_cases import CASES, PRINTED
from tests.articles.text.test_paste import flat


@pytest.mark.promise(
    "Deleted, struck-through, hidden and comment text of the source is never published",
    section="text",
)
@pytest.mark.parametrize(("written", "printed"), CASES + PRINTED)
def test_only_what_is_meant_to_be_read_is_printed(written: str, printed: str) -> None:
    cleaned = markup.clean(written)
    assert flat(cleaned) == flat(printed)
    assert markup.clean(cleaned) == cleaned


def test_no_empty_span_is_left() -> None:
    assert markup.clean('<p>a<span hidden>b</span><span class="c1">c</span></p>') == "<p>ac</p>"
