"""What other programs write and the editor does not: lists of terms, boxes, wrapped links."""

import pytest

from articles import markup
from tests.articles.test_word_processors import flat


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
        ("https://www.google.com/url?q=https%3A%2F%2Fexample.org%2Fa%3Fb%3D1&sa=D", "https://example.org/a?b=1"),
        (
            "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.org%2F&data=05",
            "https://example.org/",
        ),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2F&h=AT", "https://example.org/"),
        ("https://www.google.com/url?q=javascript:alert(1)", "https://www.google.com/url?q=javascript:alert(1)"),
        (
            "https://www.google.com/search?q=https://example.org/",
            "https://www.google.com/search?q=https://example.org/",
        ),
        ("https://evil.example/url?q=https://example.org/", "https://evil.example/url?q=https://example.org/"),
    ],
)
def test_a_wrapped_link_leads_to_what_was_meant(address: str, kept: str) -> None:
    cleaned = markup.clean(f'<p><a href="{address.replace("&", "&amp;")}">x</a></p>')
    assert cleaned == f'<p><a href="{kept}">x</a></p>'
