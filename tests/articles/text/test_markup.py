"""Tests of cleaning: only what the editor can write remains, and no text of the author is lost."""

import time

import pytest

from articles.text import markup

pytestmark = pytest.mark.promise("HTML is sanitized wherever it enters", section="text")


@pytest.mark.parametrize(
    "kept",
    [
        "<p>Plain <strong>bold</strong> <em>italic</em></p>",
        '<p><a href="https://example.com/">link</a></p>',
        "<h2>Head</h2>",
        "<h3>Lower head</h3>",
        "<ul><li>one</li></ul>",
        "<ol><li>one</li></ol>",
        "<blockquote><p>Said</p></blockquote>",
        '<aside class="pullquote"><p>Lifted</p></aside>',
        '<hr class="teaser-break">',
        "<hr>",
        '<figure class="wide"><img src="/media/a.jpg" alt=""></figure>',
        '<figure class="side"><img src="/media/a.jpg" alt=""></figure>',
        (
            '<figure><img src="/media/a.jpg" alt="A" width="3" height="2"><figcaption>C '
            '<span class="credit">Me</span></figcaption></figure>'
        ),
    ],
)
def test_what_the_editor_writes_survives(kept: str) -> None:
    assert markup.clean(kept) == kept


@pytest.mark.parametrize(
    ("hostile", "clean"),
    [
        ("<p>a<script>alert(1)</script></p>", "<p>a</p>"),
        ('<p onclick="x()">a</p>', "<p>a</p>"),
        ('<p><a href="javascript:alert(1)">a</a></p>', "<p><a>a</a></p>"),
        ('<p style="position:fixed">a</p>', "<p>a</p>"),
        ("<p>a<style>p{}</style><iframe src=//x></iframe></p>", "<p>a</p>"),
        ('<svg onload="x()"></svg><p>a</p>', "<p>a</p>"),
        ('<p>a<img src="https://elsewhere.example/p.gif"></p>', "<p>a</p>"),
        ('<figure><img src="file:///a.png"><figcaption>c</figcaption></figure><p>a</p>', "<p>a</p>"),
        ('<p>a<img src="/media/../account/"></p>', "<p>a</p>"),
        ('<p>a<img src="/media/x.svg"></p>', "<p>a</p>"),
        ("<p>a<!--menu--><!--meter--></p>", "<p>a</p>"),
        ('<aside class="pullquote evil">a</aside>', '<aside class="pullquote">a</aside>'),
        ('<hr class="other">', "<hr>"),
        ('<figure class="side huge wide embed"><img src="/media/a.jpg"></figure>',
         '<figure class="wide"><img src="/media/a.jpg"></figure>'),
        ("<p>a\x00b\x08c</p>", "<p>abc</p>"),
        ("<p>a<p>b", "<p>a</p>\n<p>b</p>"),
        ("", ""),
        ("<p></p><p> </p>", ""),
    ],
)  # fmt: skip
def test_hostile_or_broken_markup(hostile: str, clean: str) -> None:
    assert markup.clean(hostile) == clean


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("only words", "<p>only words</p>"),
        (
            "<p>a</p>loose <b>words</b><p>b</p>",
            "<p>a</p>\n<p>loose <strong>words</strong></p>\n<p>b</p>",
        ),
        ("<div>one</div><div>two</div>", "<p>one</p>\n<p>two</p>"),
        ("<h1>Big</h1><h5>small</h5>", "<h2>Big</h2>\n<h3>small</h3>"),
        ("<p><i>a</i></p>", "<p><em>a</em></p>"),
    ],
)
def test_what_other_programs_write_is_kept_as_ours(typed: str, kept: str) -> None:
    assert markup.clean(typed) == kept


@pytest.mark.parametrize(
    "blank", ["\u200b", "\u2060", "\u00ad", "\ufeff", "\u3164", "\u2800", "\u200b\xa0"]
)
def test_invisible_characters_make_no_paragraph(blank: str) -> None:
    assert markup.clean(f"<p>a</p><p>{blank}</p>{blank}<h2><em>{blank}</em></h2>") == "<p>a</p>"


def test_cleaning_twice_changes_nothing() -> None:
    once = markup.clean(
        "<div>a<b>b</b></div>text<aside class=pullquote>q</aside><hr class=teaser-break>"
    )
    assert markup.clean(once) == once


def test_a_megabyte_of_nested_junk_is_answered() -> None:
    assert "end" in markup.clean("<div><span>" * 20_000 + "end")


@pytest.mark.promise("Cleaning broken or deeply nested text takes linear time", section="text")
@pytest.mark.parametrize(
    "junk", ["<iframe ", "<figure>", "<ul><li>", "<blockquote>", "<span>", "<!--><blockquote>"]
)
@pytest.mark.slow
def test_junk_takes_no_longer_than_it_is_long(junk: str) -> None:
    """Clean half a megabyte, for which quadratic time took minutes."""
    began = time.process_time()
    markup.clean(junk * (500_000 // len(junk)) + "<hr>" * 20_000)
    assert time.process_time() - began < 8


@pytest.mark.promise("Cleaning broken or deeply nested text takes linear time", section="text")
def test_what_is_nested_too_deep_keeps_its_words() -> None:
    deep = markup.clean(
        "<blockquote>" * 1000 + "<p>words</p>" + "</blockquote>" * 1000 + "<p>after</p>"
    )
    assert "<p>words</p>" in deep
    assert deep.endswith("<p>after</p>")
    plain = (
        "<blockquote><p>a</p></blockquote>\n" * 500 + "<p>b<p>b" * 500 + "<ul><li>a</li></ul>" * 300
    )
    assert markup.clean(plain).count("<blockquote>") == 500
    assert markup.clean(plain).count("<ul>") == 300


def test_figures_of_foreign_pictures_go_from_the_inside_out() -> None:
    foreign = '<img src="https://elsewhere.example/p.gif">'
    figures = f"<figure>{foreign}<figure>{foreign}{foreign}</figure>{foreign}</figure>"
    own = '<figure class="side"><img src="/media/a.jpg"></figure>'
    assert markup.clean((figures + own) * 50) == "\n".join([own] * 50)
