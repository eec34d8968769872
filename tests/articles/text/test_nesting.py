"""Tests of nested figures, asides, headings and lines of other programs: no visible text is
lost.
"""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from articles.text import length, markup
from newsletters.issues import html_to_text
from tests.articles.nested_cases import BOXES, FIGURES, LINES, PHOTO
from tests.articles.text.test_paste import flat
from tests.fuzzing.budget import tries


@pytest.mark.parametrize(("written", "stored", "in_mail", "words"), FIGURES)
def test_a_figure_holds_one_photo_or_video_and_the_rest_is_text(
    written: str, stored: str, in_mail: str | None, words: int
) -> None:
    cleaned = markup.clean(written)
    assert cleaned.replace("\n", "") == stored
    assert markup.clean(cleaned) == cleaned
    assert length.words_in(cleaned) == words
    if in_mail is not None:
        assert html_to_text.of(cleaned) == in_mail


@pytest.mark.parametrize(("written", "stored"), [*BOXES, *LINES])
def test_boxes_headings_and_lines(written: str, stored: str) -> None:
    cleaned = markup.clean(written)
    assert flat(cleaned) == flat(stored)
    assert markup.clean(cleaned) == cleaned


@pytest.mark.parametrize(
    ("written", "stored", "in_mail"),
    [
        (
            "<ul><li>a</li><ul><li>b</li></ul></ul>",
            "<ul><li>a<ul><li>b</li></ul></li></ul>",
            "- a\n  - b",
        ),
        ("<ul><ul><li>a</li></ul></ul>", "<ul><li><ul><li>a</li></ul></li></ul>", "- - a"),
        ("<ol start=3><li>a</li>b</ol>", '<ol start="3"><li>a<p>b</p></li></ol>', "3. a\n  b"),
        (
            "<ol><li>a</li><p>b</p><li>c</li></ol>",
            "<ol><li>a<p>b</p></li><li>c</li></ol>",
            "1. a\n  b\n2. c",
        ),
        ("<ul>a<li>b</li></ul>", "<ul><li><p>a</p></li><li>b</li></ul>", "- a\n- b"),
        ("<ul><h2>a</h2><li>b</li></ul>", "<ul><li><h2>a</h2></li><li>b</li></ul>", "- a\n- b"),
        (
            "<ul><blockquote>a</blockquote></ul>",
            "<ul><li><blockquote>a</blockquote></li></ul>",
            "- > a",
        ),
        ("<ul><b><li>a</li></b></ul>", "<ul><li><p>a</p></li></ul>", "- a"),
        ("<ul><li>a</li><br> <li>b</li></ul>", "<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        (
            "<ul><li>a</li><table><tr><td>b<td>c<tr><td>d<td>e</table></ul>",
            "<ul><li>a<table><tbody><tr><td>b</td><td>c</td></tr><tr><td>d</td><td>e</td></tr></tbody></table></li></ul>",
            "- a\n  b | c\n  d | e",
        ),
        (
            f"<ul><figure>{PHOTO}<figcaption>a</figcaption></figure><li>b</li></ul>",
            f"<ul><li><figure>{PHOTO}<figcaption>a</figcaption></figure></li><li>b</li></ul>",
            "- [Picture: a]\n- b",
        ),
    ],
)
def test_content_directly_in_a_list_belongs_to_an_item(
    written: str, stored: str, in_mail: str
) -> None:
    cleaned = markup.clean(written)
    assert cleaned.replace("\n", "") == stored
    assert markup.clean(cleaned) == cleaned
    assert html_to_text.of(cleaned) == in_mail


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("<ol><li value=5>a<li>b</ol>", '<ol start="5"><li>a</li><li>b</li></ol>'),
        (
            "<ol><li>a<li value=9>b<li>c</ol>",
            '<ol><li>a</li></ol><ol start="9"><li>b</li><li>c</li></ol>',
        ),
        ("<ol><li value=1>a<li value=2>b</ol>", "<ol><li>a</li><li>b</li></ol>"),
        ("<ol reversed><li>a<li>b</ol>", '<ol start="2"><li>a</li></ol><ol><li>b</li></ol>'),
        (
            "<ol start=9 reversed><li>a<li>b</ol>",
            '<ol start="9"><li>a</li></ol><ol start="8"><li>b</li></ol>',
        ),
        (
            "<ul><li>a<ol><li>b<li value=7>c</ol>d</ul>",
            '<ul><li>a<ol><li>b</li></ol><ol start="7"><li>c</li></ol>d</li></ul>',
        ),
        (
            "<ol reversed><li>a</li>b<li>c</li></ol>",
            '<ol start="2"><li>a<p>b</p></li></ol><ol><li>c</li></ol>',
        ),
        (
            "<ol type=a reversed><li>a<li>b</ol>",
            '<ol type="a" start="2"><li>a</li></ol><ol type="a"><li>b</li></ol>',
        ),
        ('<ol><li value="x">a</ol>', "<ol><li>a</li></ol>"),
        ("<ol reversed></ol><p>a</p>", "<p>a</p>"),
    ],
)
def test_items_keep_the_numbers_that_the_source_shows(written: str, stored: str) -> None:
    cleaned = markup.clean(written)
    assert cleaned.replace("\n", "") == stored
    assert markup.clean(cleaned) == cleaned


def test_deeply_nested_figures_preserve_their_words() -> None:
    cleaned = markup.clean("<figure>a" * 300)
    assert markup.plain(cleaned).replace(" ", "") == "a" * 300
    assert "<figure" not in cleaned


TAGS = (
    *(
        "p",
        "h2",
        "h3",
        "ul",
        "ol start=3",
        "li",
        "blockquote",
        "aside",
        "aside class=pullquote",
        "figure",
        "figcaption",
    ),
    *(
        "figure class=embed",
        "figure class=wide",
        "table",
        "tr",
        "td",
        "th",
        "caption",
        "thead",
        "tfoot",
        "em",
        "strong",
    ),
    *(
        'a href="https://example.org/"',
        'a href="https://youtu.be/dQw4w9WgXcQ"',
        "span class=credit",
        "span",
        "sup",
    ),
    *(
        "div",
        "dl",
        "dt",
        "dd",
        "q",
        "pre",
        "code",
        "ruby",
        "rt",
        "xmp",
        "summary",
        "h1",
        "label",
        "option",
        "caption",
    ),
    *(
        'p class=MsoListParagraph style="mso-list:l0 level2"',
        'span style="display:block"',
        "table role=presentation",
    ),
    *(
        'p style="white-space:pre"',
        "td colspan=2 rowspan=2",
        "span style='mso-list:Ignore'",
        "o:p",
        "b",
        "s",
        "center",
    ),
    *(
        'iframe src="https://youtu.be/dQw4w9WgXcQ"',
        "suggestion-start name=deletion:1",
        "suggestion-end name=deletion:1",
    ),
)
WORDS = (
    *(
        "alpha",
        "beta ",
        "1. ",
        "·\xa0x",
        "<",
        "&lt;b&gt;",
        "\n",
        " ",
        "\xa0b\xa0c\xa0d\xa0e",
        "e\n",
        "https://youtu.be/dQw4w9WgXcQ",
    ),
    *(
        "<br>",
        "<hr>",
        "<hr class=teaser-break>",
        PHOTO,
        "<img src=https://example.org/c.jpg>",
        "<!-- c -->",
    ),
)


@st.composite
def nested(draw: st.DrawFn) -> str:
    """Draw nested elements, some unclosed or closed in the wrong order."""
    html = ""
    open_tags: list[str] = []
    for _ in range(draw(st.integers(2, 9))):
        kind = draw(st.integers(0, 9))
        if kind < 5:
            tag = draw(st.sampled_from(TAGS))
            html += f"<{tag}>"
            open_tags.append(tag.split()[0])
        elif kind < 7 and open_tags:
            html += f"</{open_tags.pop(draw(st.sampled_from((-1, -1, 0))))}>"
        else:
            html += draw(st.sampled_from(WORDS))
    return html + "".join(f"</{tag}>" for tag in reversed(open_tags)) * draw(st.booleans())


@pytest.mark.promise("Cleaning a text twice gives the same as cleaning it once", section="text")
@tries(400)
@given(nested())
@example("<figure><h2>a<p>b</p><figure>c</figure></h2></figure>")
def test_cleaning_twice_is_cleaning_once(html: str) -> None:
    cleaned = markup.clean(html)
    assert markup.clean(cleaned) == cleaned
