"""Unwrap redirect links of mail programs and other sites (Outlook Safe Links, google.com/url)."""

from urllib.parse import parse_qs, urlsplit

# Host and path -> the query parameters that may contain the target URL.
WRAPPERS = {
    ("www.google.com", "/url"): ("q", "url"),
    ("google.com", "/url"): ("q", "url"),
    ("l.facebook.com", "/l.php"): ("u",),
    ("lm.facebook.com", "/l.php"): ("u",),
    ("l.instagram.com", ""): ("u",),
    ("www.youtube.com", "/redirect"): ("q",),
    ("slack-redir.net", "/link"): ("url",),
    ("www.linkedin.com", "/safety/go"): ("url",),
}
SAFELINKS = ".safelinks.protection.outlook.com"
MOST_LAYERS = 10
LONGEST_ADDRESS = 8000  # urlsplit() normalizes the host, in quadratic time


def unwrap(address: str) -> str:
    """Return the target of a redirect link.

    Return any other URL unchanged, also one whose target is no web page.
    """
    if len(address) > LONGEST_ADDRESS:
        return address
    target = address
    for _ in range(MOST_LAYERS):
        inner = _inner(target)
        if not inner:
            return target
        target = inner
    # If unwrapped only in part, each cleaning would change the link again.
    return target if not _inner(target) else address


def _inner(address: str) -> str:
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").lower()
        is_safelink = host.endswith(SAFELINKS)
        names = ("url",) if is_safelink else WRAPPERS.get((host, parts.path.rstrip("/")), ())
        if not names or parts.scheme not in {"http", "https"}:
            return ""
        query = parse_qs(parts.query, max_num_fields=50)
        target = next((query[name][0].strip() for name in names if name in query), "")
        inner = urlsplit(target)
    except ValueError:
        return ""
    return target if inner.scheme in {"http", "https"} and inner.hostname else ""
