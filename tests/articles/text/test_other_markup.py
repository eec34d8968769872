"""Tests of HTML that the editor does not write: definition lists, boxes, redirect links."""

import pytest

from articles.text import markup
from tests.articles.text.test_paste import flat

WRAPPED = "https://www.google.com/url?q="


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("<dl><dt>A</dt><dd>B</dd></dl>", "<p>A</p><p>B</p>"),
        ("<address>Street 1</address><address>Town</address>", "<p>Street 1</p><p>Town</p>"),
        ("<details><summary>Sum</summary>Body</details>", "<p>Sum</p><p>Body</p>"),
        ("<main>One</main><nav>Two</nav>", "<p>One</p><p>Two</p>"),
        ("<legend>L</legend>x", "<p>L</p><p>x</p>"),
        ("<div><section>a</section><div>b</div></div>", "<p>a</p><p>b</p>"),
    ],
)  # fmt: skip
def test_words_stay_apart(written: str, kept: str) -> None:
    assert flat(markup.clean(written)) == kept


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://www.google.com/url?q=https://example.org/&sa=D&ust=1", "https://example.org/"),
        (
            "https://www.google.com/url?q=https%3A%2F%2Fexample.org%2Fa%3Fb%3D1&sa=D",
            "https://example.org/a?b=1",
        ),
        (
            "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.org%2F&data=05",
            "https://example.org/",
        ),
        (
            "https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2F&h=AT",
            "https://example.org/",
        ),
        (
            "https://www.google.com/url?q=javascript:alert(1)",
            "https://www.google.com/url?q=javascript:alert(1)",
        ),
        (
            "https://www.google.com/search?q=https://example.org/",
            "https://www.google.com/search?q=https://example.org/",
        ),
        (
            "https://evil.example/url?q=https://example.org/",
            "https://evil.example/url?q=https://example.org/",
        ),
        (4 * WRAPPED + "https://example.org/", "https://example.org/"),
        (10 * WRAPPED + "https://example.org/", "https://example.org/"),
        (11 * WRAPPED + "https://example.org/", 11 * WRAPPED + "https://example.org/"),
    ],
)
def test_a_wrapped_link_leads_to_what_was_meant(address: str, kept: str) -> None:
    cleaned = markup.clean(f'<p><a href="{address.replace("&", "&amp;")}">x</a></p>')
    assert cleaned == f'<p><a href="{kept}">x</a></p>'
    assert markup.clean(cleaned) == cleaned


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("<b><p>x</p><p>y</p></b>", "<p>x</p><p>y</p>"),
        ("<b>before<h2>T</h2>after</b>", "<p>before</p><h2>T</h2><p>after</p>"),
        ('<a href="https://example.org/"><h2>T</h2><p>y</p></a>', "<h2>T</h2><p>y</p>"),
        ("<em><ul><li>x</li></ul></em>", "<ul><li>x</li></ul>"),
        ("<font><b><i><p>x</p></i></b></font>", "<p>x</p>"),
        (
            '<b><figure><img src="/media/a.jpg" alt="x"></figure></b>',
            '<figure><img src="/media/a.jpg" alt="x"></figure>',
        ),
        ("<p>a <b>b</b> c</p>", "<p>a <strong>b</strong> c</p>"),
        ("<li>a<li>b", "<p>a</p><p>b</p>"),
        ("<li>a<p>b</p></li>", "<p>a</p><p>b</p>"),
        ("<b><li>a</li></b>", "<p>a</p>"),
        ("<figcaption>a<li>b</li></figcaption>", "<p>a</p><p>b</p>"),
        ("<ul><li>a</li></ul>", "<ul><li>a</li></ul>"),
    ],
)
def test_no_paragraph_stands_inside_of_another(written: str, kept: str) -> None:
    """Browsers would take nested paragraphs apart, so the page would differ from the saved text."""
    cleaned = markup.clean(written)
    assert flat(cleaned) == kept
    assert markup.clean(cleaned) == cleaned


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("<h3>a<b><h2>b</h2></b></h3>", "<h3>a</h3><h2>b</h2>"),
        ("<h2>a<span><i><h2>b</h2></i></span></h2>", "<h2>a</h2><h2>b</h2>"),
        ("<h2><i><h2>x</h2><h3>y</h3></i></h2>", "<h2>x</h2><h3>y</h3>"),
        (
            "<h2>a<b><h2>b<i><h3>c</h3></i>d</h2></b>e</h2>",
            "<h2>a</h2><h2>b</h2><h3>c</h3><p>de</p>",
        ),
        ("<h2>a<li><h3>b</h3></li></h2>", "<h2>a</h2><h3>b</h3>"),
        ("<h2>a<table role=presentation><tr><td><h2>b</h2></table></h2>", "<h2>a</h2><h2>b</h2>"),
        (
            "<blockquote><h2>a<b><h3>b</h3></b></h2></blockquote>",
            "<blockquote><h2>a</h2><h3>b</h3></blockquote>",
        ),
    ],
)
def test_a_heading_in_a_heading_ends_it(written: str, kept: str) -> None:
    cleaned = markup.clean(written)
    assert flat(cleaned) == kept
    assert markup.clean(cleaned) == cleaned
