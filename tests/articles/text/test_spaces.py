"""Tests that unintended no-break spaces are replaced and intended ones stay."""

import pytest

from articles.text import markup, reader_text
from tests.cast import MakeColumn, Person
from tests.desk.filling import change_url, filled

LONG = "The winter was long and nobody had counted the sacks"


@pytest.mark.promise(
    "Lines break between words even where all spaces are no-break spaces",
    section="text",
)
@pytest.mark.promise(
    "Lines break between words even if a paste joined them with no-break spaces",
    section="text",
)
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


@pytest.mark.promise(
    "Lines break between words even if a paste joined them with no-break spaces",
    section="text",
)
def test_a_long_bound_stretch_among_ordinary_blanks_can_break() -> None:
    bound = LONG.replace(" ", "&nbsp;")
    assert (
        markup.clean(f"<p>{LONG} {LONG} {bound} {LONG}</p>")
        == f"<p>{LONG} {LONG} {LONG} {LONG}</p>"
    )
    names = (
        "<p>It was J.&nbsp;R.&nbsp;R.&nbsp;Tolkien himself who wrote to the New&nbsp;York papers of"
        " it</p>"
    )
    assert markup.clean(names) == names


@pytest.mark.promise(
    "Lines break between words even if a paste joined them with no-break spaces",
    section="text",
)
def test_a_comment_and_a_standfirst_break_too(editor: Person, make_column: MakeColumn) -> None:
    bound = LONG.replace(" ", "\xa0")
    assert (
        reader_text.cleaned(f"{bound}\n\nIl dit\xa0: «\xa0Non\xa0»")
        == f"{LONG}\n\nIl dit\xa0: «\xa0Non\xa0»"
    )
    column = make_column()
    editor.client.post(change_url(column), filled(column, standfirst=bound))
    column.refresh_from_db()
    assert column.standfirst == LONG
