"""No-break spaces between all words let lines break inside of words; those that hold two things together stay."""

import pytest

from articles import markup

LONG = "The winter was long and nobody had counted the sacks"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (f"<p>{LONG.replace(' ', '&nbsp;')}</p>", f"<p>{LONG}</p>"),
        (f"<p>{LONG.replace(' ', chr(0xA0))}</p>", f"<p>{LONG}</p>"),
        (f"<p>{LONG.replace(' ', chr(0x202F))}</p>", f"<p>{LONG}</p>"),
        (f"<p>{LONG.replace(' ', '&#160;', 8)}</p>", f"<p>{LONG}</p>"),
        ("<p>A&nbsp;<em>long&nbsp;cold</em>&nbsp;winter</p>", "<p>A <em>long cold</em> winter</p>"),
        (f"<ul><li>{LONG.replace(' ', '&nbsp;')}</li></ul>", f"<ul><li>{LONG}</li></ul>"),
        ("<p>We&nbsp;had&nbsp;10&nbsp;kg&nbsp;of&nbsp;flour</p>", "<p>We had&nbsp;10&nbsp;kg of flour</p>"),
        ("<p>Il&nbsp;dit&nbsp;:&nbsp;«&nbsp;Non&nbsp;»&nbsp;et&nbsp;il&nbsp;part</p>",
         "<p>Il dit&nbsp;: «&nbsp;Non&nbsp;» et il part</p>"),
    ],
)  # fmt: skip
def test_where_all_blanks_are_no_break_spaces_lines_can_break(written: str, kept: str) -> None:
    assert markup.clean(written) == kept


@pytest.mark.parametrize(
    "kept",
    [
        "<p>It was 10&nbsp;km to the sea</p>",
        "<p>10&nbsp;km</p>",
        "<ul><li>10&nbsp;km</li><li>20&nbsp;km</li><li>30&nbsp;km</li><li>40&nbsp;km</li></ul>",
        "<p>Il dit&nbsp;: «&nbsp;Non&nbsp;!&nbsp;»</p>",
        "<p>L’eau est à 3,5&nbsp;°C, dit-on&nbsp;; c’est peu&nbsp;?</p>",
        "<p>Mr&nbsp;Smith came</p>",
        "<h2>J.&nbsp;R.&nbsp;Smith</h2>",
        "<p>The case of J.&nbsp;R.&nbsp;Smith and of Mr&nbsp;Brown was heard</p>",
        '<p><a href="https://example.org/" title="a&nbsp;b&nbsp;c&nbsp;d&nbsp;e">one two</a></p>',
    ],
)
def test_a_single_one_stays(kept: str) -> None:
    assert markup.clean(kept) == kept


def test_cleaning_twice_changes_nothing() -> None:
    once = markup.clean("<p>We&nbsp;had&nbsp;10&nbsp;kg&nbsp;of&nbsp;flour</p>")
    assert markup.clean(once) == once
