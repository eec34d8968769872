"""Tests of the text length at the desk without JavaScript (with it:
tests/journeys/test_writing.py).
"""

import pytest

from articles.models import Column
from articles.text import length, markup
from tests.cast import MakeColumn, Person, prose
from tests.desk.filling import change_url

pytestmark = pytest.mark.promise(
    "Server and editor count words and reading minutes alike", section="writing"
)


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("", 0),
        ("<h2>A head</h2><p>It’s twenty-one <em>words</em>.</p>", 5),
        ("<ul><li><p>one</p></li></ul><blockquote><p>two</p></blockquote>", 2),
        ('<p>one</p><aside class="pullquote"><p>said again</p></aside><hr>', 1),
        (
            (
                '<figure><img src="/media/a.jpg" alt="not this"><figcaption>nor'
                " this</figcaption></figure><p>one</p>"
            ),
            1,
        ),
        ('<figure class="embed"><a href="https://vimeo.com/76979871">nor this</a></figure>', 0),
        ("<p>港は約束 two</p>", 5),
        ("<p>AI時代</p>", 3),
        ("<p>\U00020000\U00020001 \uff71\uff72</p>", 4),
        ("<p>" + "\u0e01" * 10 + " " + "\u1780" * 11 + "</p>", 5),
        ("<p>" + "\u1000" * 10 + " " + "\u0e81" * 10 + " " + "\u0f40" * 10 + "</p>", 6),
        ("<p>\uc2e0\ubb38\uc744 \uc77d\ub2e4</p>", 2),  # Korean has spaces
    ],
)
def test_what_counts(html: str, words: int) -> None:
    assert length.words_in(markup.clean(html)) == words


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (0, "No words yet."),
        (1, "1 word, about 1 minute to read."),
        (230, "230 words, about 1 minute to read."),
        (231, "231 words, about 2 minutes to read."),
        (12_345, "12,345 words, about 54 minutes to read."),
    ],
)
def test_how_it_is_told(words: int, sentence: str) -> None:
    assert length.length_sentence(words) == sentence


def test_it_stands_below_the_area_before_any_script(
    editor: Person, make_column: MakeColumn
) -> None:
    column = make_column(state=Column.State.DRAFT, published_at=None, body=prose(6, 40))
    form = editor.client.get(change_url(column)).content.decode()
    assert 'id="id_body_length" data-pace="230">240 words, about 2 minutes to read.</p>' in form
