"""Tests that a pull quote that repeats the text is shown on the page, but not read out or sent
twice.
"""

import pytest
from django.test import Client

from articles.text import pull_quotes
from tests.articles.fetching import page_of
from tests.articles.printing import print_column
from tests.cast import Person

TEXT = (
    "<p>He said that the <em>sea</em> is wide, and went. It rained.</p>\n{}\n<p>More words stand"
    " here.</p>"
)


def body(quote: str) -> str:
    return TEXT.format(f'<aside class="pullquote">{quote}</aside>')


REPEATED = [
    "<p>He said that the sea is wide</p>",
    "<p>“He said that the sea is wide.”</p>",
    "<p>the sea is <strong>wide</strong>!</p>",
    "<p>The Sea is wide …</p>",
    "<p>More words</p><p>stand here</p>",
    '<p>… the <a href="https://example.org/">sea</a> is wide</p>',
]
OWN = [
    "<p>The sea is not wide</p>",
    "<p>sea is wide and deep</p>",
    "<p>idea is wide</p>",
    "<p>wide and went It</p><p>Ada</p>",
]


@pytest.mark.promise(
    "A pull quote that repeats the text appears once to screen readers, in feeds and in e-mails",
    section="text",
)
@pytest.mark.parametrize("quote", REPEATED)
def test_what_repeats_the_text(quote: str) -> None:
    text = pull_quotes.hide_repeated_from_screen_readers(body(quote))
    assert '<aside class="pullquote" aria-hidden="true">' in text
    assert "<a " not in text  # it would take the focus
    assert pull_quotes.without_repeated(body(quote)) == TEXT.format("")


@pytest.mark.parametrize("quote", OWN)
def test_what_has_words_of_its_own_stays(quote: str) -> None:
    assert pull_quotes.hide_repeated_from_screen_readers(body(quote)) == body(quote)
    assert pull_quotes.without_repeated(body(quote)) == body(quote)


@pytest.mark.parametrize(
    ("text", "quote", "is_repeated"),
    [
        ("قال لي والانشغال نوع من النسيان لا أكثر", "الانشغال نوع من النسيان", True),
        ("והעיר שכחה את הנהר", "העיר שכחה את הנהר", True),
        ("他說過大海很寬，然後走了。", "大海很寬", True),
        ("彼は海が広いと言った", "「海が広い」", True),
        ("他說過大海很寬，然後走了。", "大海不寬", False),
        ("Nobody knows it", "No", False),
        ("He said no to it", "No!", True),
        ("Nobody knows it", "…", False),
    ],
)
def test_other_scripts_and_single_words(text: str, quote: str, is_repeated: bool) -> None:
    html = f'<p>{text}</p><aside class="pullquote"><p>{quote}</p></aside>'
    assert ("aria-hidden" in pull_quotes.hide_repeated_from_screen_readers(html)) is is_repeated


def test_two_pull_quotes_are_judged_by_the_text_alone() -> None:
    twice = body("<p>Own words.</p>") + '<aside class="pullquote"><p>Own words.</p></aside>'
    assert pull_quotes.without_repeated(twice) == twice


def test_the_page_hides_it_from_screen_readers(subscriber: Person) -> None:
    column = print_column("one", body=body(REPEATED[0]), wall="subscribers")
    assert '<aside class="pullquote" aria-hidden="true">' in page_of(
        subscriber.client, column.get_absolute_url()
    )


@pytest.mark.promise(
    "A pull quote that repeats the text appears once to screen readers, in feeds and in e-mails",
    section="text",
)
def test_a_feed_tells_it_once(client: Client, noon: None) -> None:
    print_column("one", body=body(REPEATED[0]), wall="free")
    print_column("two", body=body(OWN[0]), wall="free")
    feed = page_of(client, "/feed/")
    assert feed.count("that the &lt;em&gt;sea") == 2
    assert "that the sea is wide" not in feed
    assert "The sea is not wide" in feed
