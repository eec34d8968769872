"""Tests of text from HTML: words end at blocks, cells and line breaks only."""

import pytest

from articles.publishing import diff
from articles.text import length, markup


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>He read <em>The Times</em>, then (<em>Le Monde</em>).</p>", "He read The Times, then (Le Monde)."),
        ('<p><a href="https://example.org/">so</a>, and</p>', "so, and"),
        ("<p>10<strong>%</strong></p>", "10%"),
        ("<p>“<em>Yes</em>”</p>", "“Yes”"),
        ("<p><strong>W</strong>ashington</p>", "Washington"),
        ("<p>un<em>believ</em>able</p>", "unbelievable"),
        ("<p>CO<sub>2</sub></p>", "CO2"),
        ("<p>10<sup><strong>6</strong></sup> and 10<strong><sup>-7</sup></strong></p>", "10⁶ and 10⁻⁷"),
        ('<p>So.<sup><a href="https://example.org/"><em>1</em></a></sup> Or</p>', "So.¹ Or"),
        ("<p>the 5<sup><em>th</em></sup></p>", "the 5th"),
        ("<p>one<br>two</p>", "one two"),
        ("<ul><li>one</li><li><p>two</p><ul><li>three</li></ul></li></ul>", "one two three"),
        ('<figure><img src="/media/a.jpg" alt="x > y"><figcaption>Tide<span class="credit">Ada</span></figcaption>'
         "</figure>", "Tide Ada"),
        ('<p>one<img src="/media/a.jpg" alt="x">two</p>', "one two"),
        ("<table><tbody><tr><td>1</td><td>2</td></tr></tbody></table>", "1 2"),
        ("<p>1 &lt;b&gt; &amp; 2</p>", "1 <b> & 2"),
        ("<h2>Head</h2><p>text</p>", "Head text"),
    ],
)  # fmt: skip
def test_blanks_stand_where_words_end(html: str, text: str) -> None:
    assert markup.plain(html) == text


def test_a_mark_inside_a_word_does_not_make_two() -> None:
    assert length.words_in("<p>un<em>believ</em>able</p>") == 1


def test_versions_are_compared_without_new_blanks() -> None:
    before, after = (
        "<p>He read <em>The Times</em>, then.</p>",
        "<p>He read <em>The Times</em>, later.</p>",
    )
    row = diff.texts(before, after)[0]
    assert "".join(segment.words for segment in row.before) == "He read The Times, then."
