"""Absolute URLs for links and pictures of a text, for feeds and e-mails."""

from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser


def absolute(html: str, address: str) -> str:
    body = LexborHTMLParser(html).body
    if body is None:
        return ""
    for name in ("href", "src"):
        for node in body.css(f"[{name}]"):
            value = node.attributes.get(name)
            if value is None:
                continue
            try:
                node.attrs[name] = urljoin(address, value)
            except ValueError:  # "http://[" and its like
                node.attrs[name] = address
    return body.inner_html or ""
