"""Text of comments: cleaned when it is stored, converted to safe HTML when it is shown."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from accounts.email_addresses import ascii_domain
from accounts.text.invisible import without_invisible
from accounts.text.normalization import limit_marks, normalize
from articles.text.spaces import with_breaking_spaces

# on one letter; Vietnamese and Hebrew need two or three, and many of them cover other lines
MOST_MARKS = 3
BLANK_LINES = re.compile(r"\n{3,}")
PARAGRAPHS = re.compile(r"\n\n+")
# Characters that end a URL: quotation marks, and the punctuation of scripts without spaces.
NEVER = (
    r"\s<>\"“”„‘‚«»‹›`|\\^{}،؛؟।॥"
    r"\u3001-\u3004\u3008-\u3020\u3030\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
)
LINK = re.compile(rf"https?://[^{NEVER}'’/?#]+(?:[/?#][^{NEVER}]*)?", re.IGNORECASE)
TRAILING = ".,;:!?…'’(["
BRACKETS = {")": "(", "]": "["}
HOST = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9_-]{1,63}\.)+[a-z0-9-]{1,63}")
MAX_LINK_TEXT = 60


def cleaned(text: str) -> str:
    """Return the text without control characters and direction marks.

    A letter keeps at most MOST_MARKS accents.
    """
    text = normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    text = text.replace("\u2028", "\n").replace("\u2029", "\n\n")
    text = limit_marks(without_invisible(text, keep="\n"), MOST_MARKS)
    lines = (with_breaking_spaces(line).rstrip() for line in text.split("\n"))
    return BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def links_in(text: str) -> list[str]:
    return [_strip_trailing(match[0]) for match in LINK.finditer(text)]


def _strip_trailing(address: str) -> str:
    """Cut a URL before an unmatched closing bracket, and strip final punctuation.

    The bracket belongs to the sentence.
    """
    is_open = {"(": 0, "[": 0}
    for position, sign in enumerate(address):
        if sign in is_open:
            is_open[sign] += 1
        elif sign in BRACKETS:
            is_open[BRACKETS[sign]] -= 1
            if is_open[BRACKETS[sign]] < 0:
                return address[:position].rstrip(TRAILING)
    return address.rstrip(TRAILING)


@dataclass(frozen=True)
class TextPart:
    """A part of a line of text; a link if it has a `url`."""

    text: str
    url: str = ""


def as_html(text: str) -> SafeString:
    """Return paragraphs with links. Each paragraph has its own text direction."""
    paragraphs = [
        [_parts_of(line) for line in paragraph.split("\n")]
        for paragraph in PARAGRAPHS.split(text)
        if paragraph.strip()
    ]
    html = render_to_string("comments/_text.html", {"paragraphs": paragraphs})
    return mark_safe(html.strip())  # noqa: S308 - a template's


def _parts_of(line: str) -> list[TextPart]:
    parts, end = [], 0
    for match in LINK.finditer(line):
        address = _strip_trailing(match[0])
        parts += [TextPart(line[end : match.start()]), _link(address)]
        end = match.start() + len(address)
    return [*parts, TextPart(line[end:])]


def _link(address: str) -> TextPart:
    host = _host(address)
    if not host:
        return TextPart(address)
    scheme, _, rest = address.partition("://")
    parts = urlsplit(address)
    path, port = rest[len(parts.netloc) :], parts.port
    # Show the host in ASCII (punycode), so that lookalike letters cannot imitate another site.
    text = f"{host}:{port}{path}" if port else f"{host}{path}"
    # Link to the ASCII host too, because browsers may convert it differently.
    url = f"{scheme}://{text}"
    if len(text) > MAX_LINK_TEXT:
        text = f"{text[: MAX_LINK_TEXT - 1]}…"
    return TextPart(text, url)


def _host(address: str) -> str:
    """Return the host, or "" for an invalid one.

    URLs with user info (https://our-site@elsewhere) are invalid too.
    """
    try:
        parts = urlsplit(address)
        host = ascii_domain(parts.hostname or "")
        _ = parts.port
    except ValueError:
        return ""
    return host if "@" not in parts.netloc and HOST.fullmatch(host) else ""
