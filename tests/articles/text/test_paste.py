"""Tests of HTML from Word and Google Docs: lists, bold and italic without styles, pasted or
imported.
"""

import re
import time

import pytest

from articles.text import figures, markup
from newsletters.issues import html_to_text
from tests.articles.pasted import GOOGLE, GOOGLE_CLEAN, WORD, WORD_CLEAN, long_word

pytestmark = pytest.mark.promise(
    "Pasted or posted HTML of Word and Google Docs is converted", section="text"
)


def flat(html: str) -> str:
    """Remove the invisible spaces around blocks."""
    return re.sub(r"\s*(</?(?:p|ul|ol|li|h2)>)\s*", r"\1", " ".join(html.split()))


@pytest.mark.parametrize(("written", "kept"), [(WORD, WORD_CLEAN), (GOOGLE, GOOGLE_CLEAN)])
def test_it_is_converted_to_our_markup(written: str, kept: str) -> None:
    cleaned = markup.clean(written)
    assert flat(cleaned) == flat(kept)
    assert markup.clean(cleaned) == cleaned


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("<p style='mso-list:l0 level2 lfo1'>· a</p><p style='mso-list:l0 level2 lfo1'>· b</p>",
         "<ul><li><p>a</p></li><li><p>b</p></li></ul>"),
        ("<p class=MsoListParagraph>1) a</p><p class=MsoListParagraph>· b</p>",
         "<ol><li><p>a</p></li></ol>\n<ul><li><p>b</p></li></ul>"),
        ("<p class=MsoListParagraph>goes on</p>", "<p>goes on</p>"),
        ("<p class=MsoListParagraph>Mr. Smith said no.</p>", "<p>Mr. Smith said no.</p>"),
        ("<p class=MsoListParagraph>1984. That was the year.</p>", "<p>1984. That was the year.</p>"),
        ("<p class=MsoListParagraph>iv) a</p><p class=MsoListParagraph>v) b</p>",
         "<ol><li><p>a</p></li><li><p>b</p></li></ol>"),
        ("<p class=MsoListParagraph>A. a</p><p class=MsoListParagraph>B. b</p>",
         "<ol><li><p>a</p></li><li><p>b</p></li></ol>"),
        ("<p class=MsoListParagraph>a) a</p><p class=MsoListParagraph>1) b</p><p class=MsoListParagraph>b) c</p>",
         "<ol><li><p>a</p></li><li><p>b</p></li><li><p>c</p></li></ol>"),
        ("<p class=MsoListParagraph>– a</p><p class=MsoListParagraph>– b</p>",
         "<ul><li><p>a</p></li><li><p>b</p></li></ul>"),
        ("<p class=MsoListParagraph>o a</p><p class=MsoListParagraph>o b</p>",
         "<ul><li><p>a</p></li><li><p>b</p></li></ul>"),
        *((f"<p class=MsoListParagraph>{line}</p>", f"<p>{line}</p>") for line in (
            "J. K. Rowling is a writer.", "A. Smith wrote this", "– Oh, he said.", "- Oh, he said.", "(c) 2026 Ada",
            "iv) a", "I. Newton fell.", "O Captain! my Captain!", "o homem", "X. is no name.")),
        ("<p class=MsoListParagraph>A. Smith wrote</p><p>between</p><p class=MsoListParagraph>B. Jones did not</p>",
         "<p>A. Smith wrote</p>\n<p>between</p>\n<p>B. Jones did not</p>"),
        ("<p class=MsoListParagraph>A. Smith wrote this</p><p class=MsoListParagraph>J. Jones did not</p>",
         "<p>A. Smith wrote this</p>\n<p>J. Jones did not</p>"),
        ("<p class=MsoListParagraph><span style='mso-list:Ignore'>a. </span>x</p>", "<ol><li><p>x</p></li></ol>"),
        ("<p style=''>1. January was cold.</p>", "<p>1. January was cold.</p>"),
        ('<p style="x"><b style="font-weight:normal">a<b>b</b></b></p>', "<p>a<strong>b</strong></p>"),
        ('<p style="x"><strong>a<span style="font-weight:700">b</span></strong></p>', "<p><strong>ab</strong></p>"),
        ('<p style="x"><a name="top">a</a> <a href="#b">b</a> <a href="/c">c</a></p>',
         '<p>a b <a href="/c">c</a></p>'),
        ('<figure style="x"><img src="/media/a.jpg" alt="A"><figcaption>C <span class="credit">Me</span></figcaption>'
         "</figure>", '<figure><img src="/media/a.jpg" alt="A"><figcaption>C <span class="credit">Me</span>'
         "</figcaption></figure>"),
        ('<aside style="x" class="pullquote"><p>a</p></aside><hr style="x" class="teaser-break">',
         '<aside class="pullquote"><p>a</p></aside>\n<hr class="teaser-break">'),
        ('<p style="x" title="<p style=mso-list:Ignore>">a</p>', "<p>a</p>"),
    ],
)  # fmt: skip
def test_odd_shapes(written: str, kept: str) -> None:
    assert markup.clean(written) == kept


@pytest.mark.parametrize(
    ("written", "kept", "in_mail"),
    [
        ('<ol start="3"><li>a</li><li>b</li></ol>', None, "3. a\n4. b"),
        ('<ol start="-2"><li>a<ol start="4"><li>b</li></ol></li></ol>', None, "-2. a\n  4. b"),
        ('<ol start="0"><li>a</li></ol>', None, "0. a"),
        ('<ol start="+3 "><li>a</li></ol>', '<ol start="3"><li>a</li></ol>', "3. a"),
        ('<ol start="1"><li>a</li></ol>', "<ol><li>a</li></ol>", "1. a"),
        ('<ol start="x"><li>a</li></ol>', "<ol><li>a</li></ol>", "1. a"),
        ('<ol start="12345678901"><li>a</li></ol>', "<ol><li>a</li></ol>", "1. a"),
        ("<p class=MsoListParagraph>7) a</p><p class=MsoListParagraph>8) b</p>",
         '<ol start="7"><li><p>a</p></li><li><p>b</p></li></ol>', "7. a\n8. b"),
    ],
)  # fmt: skip
def test_a_numbered_list_goes_on_where_its_source_does(
    written: str, kept: str | None, in_mail: str
) -> None:
    cleaned = markup.clean(written)
    assert cleaned == (kept or written)
    assert markup.clean(cleaned) == cleaned
    assert figures.render_body(cleaned) == cleaned
    assert html_to_text.of(cleaned) == in_mail


@pytest.mark.parametrize(
    ("style", "tag"),
    [
        ("position:relative;top:-5.0pt;mso-text-raise:5.0pt", "sup"),
        ("position:relative;top:3.0pt;mso-text-raise:-3.0pt", "sub"),
        ("mso-text-raise:0pt", ""),
    ],
)
def test_raised_letters_of_word_are_superscripts(style: str, tag: str) -> None:
    cleaned = markup.clean(f"<p class=MsoNormal>x<span style='{style}'>2</span></p>")
    assert cleaned == (f"<p>x<{tag}>2</{tag}></p>" if tag else "<p>x2</p>")


@pytest.mark.promise("A megabyte pasted from Word is handled quickly", section="text")
@pytest.mark.parametrize(
    "html", [long_word(1_000_000), "<div style=a><span style='font-weight:bold'>" * 8_000 + "end"]
)
def test_a_megabyte_takes_a_moment(html: str) -> None:
    began = time.process_time()
    cleaned = markup.clean(html)
    assert time.process_time() - began < 5
    assert "dredged <strong>twice</strong> in" in cleaned or "end" in cleaned
    assert "style" not in cleaned
    assert "mso" not in cleaned.lower()
