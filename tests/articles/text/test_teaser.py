"""Tests of the teaser: whole paragraphs, no pull quote or figure, at most half of the words."""

import pytest
from django.core.exceptions import ValidationError
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from articles.text import length, markup, teaser

BREAK = '<hr class="teaser-break">'
PULLQUOTE = '<aside class="pullquote"><p>Lifted from the hidden part.</p></aside>'
FIGURE = (
    '<figure><img src="/media/x.jpg" alt="hidden alt"><figcaption>Hidden'
    " caption</figcaption></figure>"
)


def paragraph(mark: str, words: int) -> str:
    return f"<p>{' '.join(f'{mark}{n}' for n in range(words))}</p>"


def paragraphs(number: int, words: int = 30) -> list[str]:
    return [paragraph(f"p{n}w", words) for n in range(number)]


def words(html: str) -> int:
    return length.count_words(markup.plain(html))


@pytest.mark.promise(
    "The teaser is right for 1, 2, 3 and 40 paragraphs, an early pull quote and the break mark",
    section="paywall",
)
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            "<p>First one here. Second one there. Third as well.</p>",
            "<p>First one here.</p>",
            id="one",
        ),
        pytest.param("".join(paragraphs(2)), paragraphs(1)[0], id="two: the first is exactly half"),
        pytest.param(
            "".join(paragraphs(3)), paragraphs(1)[0], id="three: two would be more than half"
        ),
        pytest.param(
            "".join(paragraphs(40)), "\n".join(paragraphs(40)[:2]), id="forty: at most two"
        ),
        pytest.param(
            "".join(paragraphs(40, 70)), paragraphs(40, 70)[0], id="forty long: at most 120 words"
        ),
        pytest.param(
            PULLQUOTE + "".join(paragraphs(40)),
            "\n".join(paragraphs(40)[:2]),
            id="early pull quote",
        ),
        pytest.param(
            FIGURE + "".join(paragraphs(40)), "\n".join(paragraphs(40)[:2]), id="early figure"
        ),
        pytest.param(
            "<h2>Head</h2>" + "".join(paragraphs(40)),
            "\n".join(paragraphs(40)[:2]),
            id="early heading",
        ),
        pytest.param("", "", id="nothing"),
        pytest.param(FIGURE, "", id="only a figure"),
    ],
)
def test_without_a_mark(body: str, expected: str) -> None:
    assert teaser.cut(body) == expected


def thesis(number: int) -> str:
    return f"<li><p>Thesis number {number} of several words that say it</p></li>"


def listed(tag: str, numbers: int, of: str = "") -> str:
    return f"<{tag}{of}>{''.join(thesis(number) for number in range(numbers))}</{tag}>"


SAID = [f"<p>Said number {number} of several words that say it.</p>" for number in range(6)]
SO_HE_SAID = "<p>So he said.</p>"


@pytest.mark.promise(
    "The free opening never contains what stands after a skipped element",
    section="paywall",
)
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(listed("ol", 10), listed("ol", 5), id="numbered"),
        pytest.param(listed("ol", 10, ' start="5"'), listed("ol", 5, ' start="5"'), id="numbered from five"),
        pytest.param(listed("ul", 10), listed("ul", 5), id="bullets"),
        pytest.param("<ul><li>one</li><li>two</li><li>three</li></ul>", "<ul><li>one</li></ul>", id="loose items"),
        pytest.param("<h2>Head</h2>" + listed("ol", 10), listed("ol", 5), id="heading and list"),
        pytest.param(PULLQUOTE + listed("ol", 10), listed("ol", 5), id="pull quote and list"),
        pytest.param(FIGURE + listed("ol", 10), listed("ol", 5), id="figure and list"),
        pytest.param(listed("ol", 10) + "<p>And that is all.</p>", listed("ol", 5), id="list, then a paragraph"),
        pytest.param(listed("ol", 40), listed("ol", 13), id="at most 120 words"),
        pytest.param(f"<blockquote>{''.join(SAID)}</blockquote>", f"<blockquote>{''.join(SAID[:2])}</blockquote>",
                     id="quotation: at most two paragraphs"),
        pytest.param(f"<blockquote>{''.join(SAID)}</blockquote>{SO_HE_SAID}",
                     f"<blockquote>{''.join(SAID[:2])}</blockquote>", id="quotation, then a paragraph"),
        pytest.param(f"<blockquote>{SAID[0]}</blockquote>{''.join(SAID)}",
                     f"<blockquote>{SAID[0]}</blockquote>\n{SAID[0]}", id="a quotation counts as a paragraph"),
        pytest.param("<blockquote><p>One here. Two there. Three.</p></blockquote>",
                     "<blockquote><p>One here.</p></blockquote>", id="one quoted paragraph"),
        pytest.param("<blockquote>One here. Two there. Three.</blockquote>",
                     "<blockquote><p>One here.</p></blockquote>", id="loose quotation"),
        pytest.param(SAID[0] + listed("ul", 10) + SO_HE_SAID, SAID[0] + "\n" + listed("ul", 4),
                     id="paragraph, then a list"),
        pytest.param(SAID[0] + f"<ul><li>{paragraph('w', 200)}</li></ul>" + SO_HE_SAID, SAID[0],
                     id="nothing behind a long list"),
        pytest.param(f"<ul><li>{FIGURE}<p>One here.</p></li></ul>{''.join(SAID)}",
                     f"<ul><li><p>One here.</p></li></ul>\n{SAID[0]}", id="no figure inside of an item"),
        pytest.param("<p>One.<br><br>Two.<br><br>Three.<br><br>Four.</p>", "<p>One.</p>", id="line breaks only"),
        pytest.param("<h2>Head</h2><p>One. Two. Three. Four.</p>", "<p>One.</p>", id="one paragraph below a heading"),
        pytest.param("<p>He read <em>The Times</em>, then (<em>Le Monde</em>). And then he went home. And more.</p>",
                     "<p>He read The Times, then (Le Monde).</p>", id="marks put no blanks in"),
        pytest.param(f"<p>{'漢' * 40}</p>", f"<p>{'漢' * 20}…</p>", id="no blanks and no stops"),
        pytest.param("<p>Word</p>", "", id="one word"),
    ],
)  # fmt: skip
def test_the_opening_is_what_stands_first(body: str, expected: str) -> None:
    assert teaser.cut(markup.clean(body)) == markup.clean(expected)


@pytest.mark.promise(
    "The teaser is right for 1, 2, 3 and 40 paragraphs, an early pull quote and the break mark",
    section="paywall",
)
def test_the_mark_decides_and_leaves_out_what_is_body() -> None:
    opening, rest = paragraphs(3), paragraphs(20)
    body = opening[0] + PULLQUOTE + opening[1] + FIGURE + opening[2] + BREAK + "".join(rest)
    assert teaser.cut(body) == "\n".join(opening)


@pytest.mark.promise(
    "The teaser is right for 1, 2, 3 and 40 paragraphs, an early pull quote and the break mark",
    section="paywall",
)
@pytest.mark.parametrize("place", [2, 3, 4])
def test_a_mark_that_shows_more_than_half_is_refused(place: int) -> None:
    body = paragraphs(3)
    body.insert(place, BREAK)
    with pytest.raises(ValidationError, match="less than half of the column hidden"):
        teaser.cut("".join(body))


def test_a_mark_exactly_in_the_middle_is_allowed() -> None:
    opening, rest = paragraphs(2)
    assert teaser.cut(opening + BREAK + rest) == opening


def test_a_mark_before_any_text_cuts_as_if_it_were_not_there() -> None:
    assert teaser.cut(BREAK + "".join(paragraphs(40))) == "\n".join(paragraphs(40)[:2])


def test_one_endless_sentence_gives_its_first_half() -> None:
    cut = teaser.cut(paragraph("w", 40))
    assert words(cut) == 20
    assert cut.endswith("…</p>")


@pytest.mark.promise(
    "The free sentence does not end after a title or an initial",
    section="paywall",
)
@pytest.mark.parametrize(
    "sentence",
    [
        "Mr. Smith went home.",
        "On Jan. 6 Sen. Ada Brook spoke to Dr. Lund.",
        "The U.S. Senate met in St. Paul.",
        "J. R. R. Tolkien wrote it down.",
        "“Why?” she asked.",
        "He waited … and left.",
        "It was No. 10 that fell.",
        "É. Zola accused.",
        "She said so!",
        "“That is all.”",
        "They met at 10.",
    ],
)
def test_a_title_or_an_initial_ends_no_sentence(sentence: str) -> None:
    rest = (
        "Then all the others came in and nobody went away before the long night was over and the"
        " day had come."
    )
    assert teaser.cut(f"<p>{sentence} {rest}</p>") == f"<p>{escape(sentence)}</p>"


def test_sentences_end_in_other_scripts_too() -> None:
    body = f"<p>هل هذا سؤال؟ {' '.join('كلمة' for _ in range(20))}.</p>"
    assert teaser.cut(body) == "<p>هل هذا سؤال؟</p>"


def test_scripts_without_spaces_are_cut_too() -> None:
    body = f"<p>これは最初の文です。{'そして' * 40}。{'まだ' * 40}。</p>"
    assert teaser.cut(body) == "<p>これは最初の文です。</p>"


def test_markup_in_a_cut_paragraph_cannot_come_back_to_life() -> None:
    body = "<p>1 &lt;script&gt; 2. And then many more words follow here.</p>"
    assert "<script" not in teaser.cut(body)


@pytest.mark.promise(
    "A teaser is never more than half of the text, and never contains a pull quote or figure",
    section="paywall",
)
@given(
    st.lists(st.integers(min_value=1, max_value=200), min_size=1, max_size=8),
    st.lists(st.sampled_from([PULLQUOTE, FIGURE, "<hr>", "<h2>Head</h2>"]), max_size=4),
)
def test_never_more_than_half_and_never_a_pull_quote(lengths: list[int], extras: list[str]) -> None:
    prose = [paragraph(f"x{n}y", length) for n, length in enumerate(lengths)]
    cut = teaser.cut("".join(extras + prose))
    assert words(cut) <= sum(words(each) for each in prose) / 2 + 1
    assert "Lifted" not in cut
    assert "idden" not in cut


@pytest.mark.parametrize("mark", ["", '<hr class="teaser-break">'])
def test_a_picture_inside_a_paragraph_is_no_part_of_it(mark: str) -> None:
    picture = '<img src="/media/a.jpg" alt="hidden">'
    body = (
        f"<p>{picture}</p><p>One two {picture} three.</p>{mark}<p>Four five six seven eight nine"
        " ten.</p>"
    )
    assert " ".join(teaser.cut(body).split()) == "<p>One two three.</p>"


@pytest.mark.parametrize("letter", "\u0e01\u0e81\u1000\u1780\u0f40\U00020000\uff71\u6e2f")
def test_at_most_half_is_shown_in_scripts_without_spaces(letter: str) -> None:
    lines = " ".join([letter * 20] * 3)
    body = markup.clean(f"<p>{letter * 1500}</p><p>{lines}</p><p>{lines}</p>")
    assert len(markup.plain(teaser.cut(body))) <= len(markup.plain(body)) / 2
