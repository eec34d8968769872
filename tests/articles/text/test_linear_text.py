"""Tests that work on a text takes time in proportion to its length, also for hostile input."""

import gc
import time
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError

from articles.forms.body import body_field
from articles.publishing import diff, merge
from articles.text import (
    embeds,
    hidden_text,
    length,
    markup,
    parser_limits,
    paste,
    pull_quotes,
    tables,
    teaser,
)
from articles.text.plain_text import text_of
from tests.articles.pasted import long_word

pytestmark = pytest.mark.slow

SIZE = 20_000  # characters; then twice that
LISTED = "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'>"
# Pieces that the patterns and loops match, repeated.
PIECES = [
    "word ",
    "word. ",
    ". ",
    ".)",
    "漢",
    "漢。",
    "a b a ",
    " ",
    "\xa0",
    "&nbsp; ",
    "<p>a</p>",
    "<p>a b</p><p>b</p>",
    "<p>",
    "<li>a",
    "<ul><li>a",
    "<ul><li>a</li></ul>",
    "<blockquote><p>a. ",
    "<blockquote><p>a.</p></blockquote>",
    "<div>a",
    "<aside class=pullquote>b</aside>",
    "<span>",
    "<span style='mso-list:Ignore'>",
    "<b><i>a",
    "<a href=#a>",
    "<a ",
    "<a href='https://www.google.com/url?q=https://example.org/'>a</a> ",
    " src=x",
    " style=",
    "mso-list:",
    "mso-list: level",
    "font-weight:  ",
    "<iframe ",
    "<iframe src=x>",
    "<figure class=embed><a href=x>",
    "<figure><img src=/media/a.jpg>",
    "<img src=/media/",
    "a/",
    "<del>a</del> ",
    "<del>a",
    "<p><del>a</del></p>",
    "<span hidden>a</span>b ",
    "<p style='font-size:0'>a",
    "<style>.a{",
    "<style>.a p .a{display:none}</style><p class='a b'>a",
    "<pre>a\n",
    "<p style='white-space:pre'>a\n \n<i> \n",
    "<span style='display:block'>a<b> <!-- a -->",
    "<figure><figcaption>a<p>b",
    "<aside>a<h2>b<p>c",
    "<q>a<rt>b",
    "<suggestion-start name=deletion:a>a",
    "@a",
    "<sup><a href=#cmnt1>[a]</a></sup>",
    "<div><p><a href='#cmnt_ref1'>[a]</a>",
    "<table><tr><td>a",
    "<table><tr><td>a<td>b</table>",
    "<tr><td>a</td></tr>",
    "<table><tr><td rowspan=300 colspan=99>a<td>b<tr><td>c</table>",
    "<td><table role=presentation><tr><td><p>a",
    "<th>a",
    "<caption>a",
    "<td><sup>1</sup><sub>2",
    "<sup> ",
    "<sub>0",
    "<dl><dt>a<dd>b",
    "<!--",
    "<!-- a -->",
    "<",
    '"',
    "&",
]
OPENINGS = [
    "",
    "<p style=a>",
    "<iframe",
    LISTED,
    "<p style='",
    "<style>",
    "<table><tr><td>",
    "<a href='https://a.org/",
]


def seconds(work: Callable[[str], object], text: str) -> float:
    """Return the CPU time, because other processes use the machine too."""
    gc.disable()  # garbage collection would include objects of other tests
    try:
        began = time.process_time()
        work(text)
        return time.process_time() - began
    finally:
        gc.enable()


def is_linear(work: Callable[[str], object], once: str, twice: str) -> bool:
    """Compare doubled input in the best of six attempts, because other processes slow down some of
    them.
    """
    return any(seconds(work, twice) < 3 * seconds(work, once) + 0.05 for _ in range(6))


def cut(html: str) -> str:
    try:
        return teaser.cut(html)
    except ValidationError:
        return ""


def compare(html: str) -> None:
    diff.texts(html, html[1:] + "b")
    diff.texts(f"<p>{html}</p>", f"<p>{html.replace('a', 'b a')}</p>")
    merge.texts(html, f"a{html}", f"{html}b")


RAW: list[Callable[[str], object]] = [
    parser_limits.close_unclosed,
    markup.clean,
    hidden_text.remove_hidden,
    embeds.from_frames,
    paste.made_plain,
]
CLEANED: list[Callable[[str], object]] = [
    *(cut, markup.plain, text_of, length.words_in, embeds.with_cards, compare),
    *(pull_quotes.hide_repeated_from_screen_readers, tables.with_scroll_regions),
]


@pytest.mark.promise("Processing a text takes linear time", section="text")
@pytest.mark.parametrize("opening", OPENINGS)
def test_twice_the_text_takes_twice_the_time(opening: str) -> None:
    for fragment in PIECES:
        # The deepest nesting that `markup.clean` allows; it limits the depth before parsing.
        once, twice = (
            parser_limits.bounded_html(opening + fragment * (size // len(fragment)))
            for size in (SIZE, 2 * SIZE)
        )
        slow = [work.__name__ for work in RAW if not is_linear(work, once, twice)]
        assert slow == [], (opening, fragment)


@pytest.mark.promise("Cleaning never makes a text many times longer", section="text")
@pytest.mark.parametrize(
    "block", ["<p>x", "<div>x</div>", "<ul><li>x</ul>", "<h2>x</h2>", "<blockquote>x"]
)
@pytest.mark.parametrize(
    "mark",
    [
        '<a href="https://example.org/{}">',
        "<b class='{}'>",
        '<i title=">{}">',
        "<font color={}>",
        '<b a="1{0}"><b a="2{0}">',
        "<p><u title='{}'>",
        "<!-- --><em\ntitle='{}'>",
    ],
)
def test_a_mark_left_open_is_not_repeated_without_end(mark: str, block: str) -> None:
    text = "<p>" + mark.format("a" * 20_000) + block * 2000
    cleaned = markup.clean(text)
    assert len(cleaned) < 8 * len(text) + 60_000
    assert markup.plain(cleaned).count("x") == 2000


def test_marks_of_an_ordinary_length_go_on_from_paragraph_to_paragraph() -> None:
    link = '<a href="https://example.org/a/rather/long/address?with=a&amp;query=1">'
    text = f"<p>{link}<b>" + "<p>One paragraph with some words of its own in it." * 500
    assert markup.clean(text).count("<strong>") == 500


def test_twice_the_cleaned_text_takes_twice_the_time() -> None:
    for fragment in PIECES:
        once, twice = (
            markup.clean(fragment * (size // len(fragment))) for size in (SIZE, 2 * SIZE)
        )
        slow = [work.__name__ for work in CLEANED if not is_linear(work, once, twice)]
        assert slow == [], fragment


def test_the_same_word_again_and_again_is_compared_at_once() -> None:
    assert seconds(lambda text: diff.words(text, text.replace("a", "b a")), "a " * 1900) < 0.5


def test_prose_is_still_compared_word_by_word() -> None:
    words = [f"word{number}" if number % 3 else "the" for number in range(1500)]
    changed = [*words[:700], "new", *words[703:]]
    before, after = diff.words(" ".join(words), " ".join(changed))
    assert [segment.kind for segment in before] == ["same", "gone", "same"]
    assert [segment.words for segment in after if segment.kind == "new"] == ["new"]


@pytest.mark.promise("A style in pasted text is parsed in linear time", section="text")
@pytest.mark.parametrize(
    ("begin", "piece"),
    [
        ("font-size:", "0"),
        ("opacity:.", "0"),
        ("color:rgb(0,0,0,", "0"),
        ("color:", "/0"),
        ("clip:rect(", "0 "),
        ("transform:", "scale("),
        ("font:1", " "),
        ("", "/*"),
        ("", "'("),
        ("", "a:b;"),
    ],
)
def test_a_long_style_is_read_in_linear_time(begin: str, piece: str) -> None:
    once, twice = (
        f'<p style="{begin}{piece * (size // len(piece))}!">a</p>' for size in (SIZE, 2 * SIZE)
    )
    assert is_linear(hidden_text.remove_hidden, once, twice)


@pytest.mark.promise("A style sheet in pasted HTML is applied in linear time", section="text")
@pytest.mark.parametrize(
    "rule",
    [
        "p{{opacity:{}}}",
        "div p p.a{{opacity:1}}",
        ".a{}{{display:none}}",
        "@media {{.a{{opacity:1}}}}",
    ],
)
def test_a_style_sheet_is_applied_in_linear_time(rule: str) -> None:
    def html(size: int) -> str:
        sheet = "".join(rule.format(number) for number in range(size // len(rule) // 2))
        return f"<style>{sheet}</style>" + "<div><p class='a a1 a2'>x" * (size // 50)

    assert is_linear(
        hidden_text.remove_hidden,
        parser_limits.bounded_html(html(SIZE)),
        parser_limits.bounded_html(html(2 * SIZE)),
    )


def test_a_text_has_a_longest_length() -> None:
    field = body_field("Text")
    assert field.clean("<p>a</p>" + " " * (length.MOST_CHARACTERS - 8)) == "<p>a</p>"
    with pytest.raises(ValidationError, match="longer than 400,000 characters"):
        field.clean("a" * (length.MOST_CHARACTERS + 1))


@pytest.mark.promise("The length limit of a text counts the cleaned text", section="text")
def test_markup_that_cleaning_takes_away_does_not_count() -> None:
    field = body_field("Text")
    word = long_word(3_800_000).replace(" has been dredged <b>twice</b> in a hundred years", "")
    assert len(word) > 2_900_000
    assert 100_000 < len(field.clean(word)) < length.MOST_CHARACTERS
    with pytest.raises(ValidationError, match="more than 4,000,000 characters"):
        field.clean("<!--" + "x" * length.MOST_RAW + "-->a")
