"""Where a bare web address in a comment ends, and which host it leads to."""

import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.text import reader_text

WIKI = "https://en.wikipedia.org/wiki/"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (f"see {WIKI}Mercury_(planet)", f"{WIKI}Mercury_(planet)"),
        (f"{WIKI}Hobson's_choice", f"{WIKI}Hobson's_choice"),
        (f"(see {WIKI}Mercury_(planet)).", f"{WIKI}Mercury_(planet)"),
        ("https://example.org/a[1]", "https://example.org/a[1]"),
        ("[https://example.org/a[1]],", "https://example.org/a[1]"),
        (f"{WIKI}L’Étranger", f"{WIKI}L’Étranger"),
        (f"{WIKI}Rock_'n'_Roll,", f"{WIKI}Rock_'n'_Roll"),
        ("https://example.org/a。", "https://example.org/a"),
        ("https://example.org/a，謝謝", "https://example.org/a"),
        ("「https://example.org/a」です", "https://example.org/a"),
        ("（https://example.org/a）", "https://example.org/a"),
        ("https://example.org/a؟", "https://example.org/a"),
        ("(https://example.org/a)", "https://example.org/a"),
        ("(https://example.org/a),(https://example.org/b)", "https://example.org/a"),
        ("'https://example.org/x'.", "https://example.org/x"),
        ("‘https://example.org/x’.", "https://example.org/x"),
        ("“https://example.org/q”", "https://example.org/q"),
        ("„https://example.org/q“", "https://example.org/q"),
        ("«https://example.org/q»", "https://example.org/q"),
        ("https://example.org/a.", "https://example.org/a"),
        ("https://example.org/a, and", "https://example.org/a"),
        ("https://example.org's page", "https://example.org"),
        ("https://example.org/a?b=(c)&d=1!", "https://example.org/a?b=(c)&d=1"),
        ("https://example.org/a_(b", "https://example.org/a_(b"),
        ("https://example.org/a(", "https://example.org/a"),
    ],
)
def test_where_an_address_ends(text: str, address: str) -> None:
    assert reader_text.links_in(text)[0] == address
    assert unescape(re.findall(r'href="([^"]*)"', reader_text.as_html(text))[0]) == address


@pytest.mark.parametrize(
    ("typed", "href"),
    [
        ("http://faß.de/x", "http://xn--fa-hia.de/x"),
        ("http://FASS.de/x", "http://fass.de/x"),
        ("http://bücher.example/x", "http://xn--bcher-kva.example/x"),
        ("http://bu\u0308cher.example/x", "http://xn--bcher-kva.example/x"),
        ("http://βόλος.example/", "http://xn--nxasmm1c.example/"),
    ],
)
def test_hosts_are_spelled_as_browsers_do(typed: str, href: str) -> None:
    assert f'href="{href}"' in reader_text.as_html(reader_text.cleaned(typed))


@pytest.mark.parametrize(
    "typed",
    [
        "http://ex%61mple.org/",
        "http://a..example/",
        "http://localhost/",
        "http://-/",
        "http://xn--a.example/",
        "http://u@x.example/",
        "http://x.example:99999/",
    ],
)
def test_a_host_that_browsers_read_otherwise_is_no_link(typed: str) -> None:
    assert "<a " not in reader_text.as_html(typed)


PIECES = [*"abß()[]'’.,。，\"“”<>&/?#:@ \n", "https://", "x.example"]


@given(st.lists(st.sampled_from(PIECES), max_size=80))
@settings(max_examples=300, deadline=None)
def test_no_text_makes_broken_html_or_loses_a_letter(pieces: list[str]) -> None:
    text = "".join(pieces)
    shown = reader_text.as_html(text)
    assert "<script" not in shown
    assert shown.count("<a ") == shown.count("</a>")
    for address in reader_text.links_in(text):
        assert address in text
        assert address.count(")") <= address.count("(")
        assert address.count("]") <= address.count("[")
