"""Absolute URLs for links and pictures of a text, for feeds and e-mails."""

from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

ADDRESSES = ("href", "src")


def absolute(html: str, address: str) -> str:
    body = LexborHTMLParser(html).body
    if body is None:
        return ""
    for node in body.css(", ".join(f"[{name}]" for name in ADDRESSES)):
        for name in ADDRESSES:
            value = node.attributes.get(name)
            if value is not None:
                node.attrs[name] = _joined(address, value)
    return body.inner_html or ""


def _joined(address: str, value: str) -> str:
    try:
        return urljoin(address, value)
    except ValueError:  # "http://[" and its like
        return address
