"""Compose and send e-mails.

A template has only text; the HTML part is made from the same paragraphs.

templates/emails/NAME.txt has the subject, an empty line, and paragraphs. A paragraph that is the
code is shown large, and one like "Choose a new password: https://..." becomes a button.
"""

import logging
import re
import textwrap
from dataclasses import dataclass
from email.utils import make_msgid
from typing import Any
from urllib.parse import urlsplit

import css_inline
from allauth.core import context as current
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string

from accounts.email_addresses import ascii_domain
from accounts.mail import headers

# A paragraph with “ quotes another person, so it never becomes a button: readers would take it for
# the site's own link.
LINK = re.compile(r"(?P<words>[^“:\n][^:\n]*): (?P<address>https?://\S+)")
# timeout for the mail server during a request; commands and the worker use EMAIL_TIMEOUT
REQUEST_SECONDS = 3

WIDTH = 72  # columns of a text part; RFC 5322 asks for no more than 78
MOST_INDENT = 24  # characters; longer indentation is not repeated on continuation lines
ADDRESS = re.compile(r"https?://\S+")
# Quotation bars, indentation of a nested list, list marker.
LINE_START = re.compile(r"(?P<bars>(?:> ?)*)(?P<blanks> *)(?P<mark>(?:- |-?\d+\. )?)")

logger = logging.getLogger(__name__)
inliner = css_inline.CSSInliner(load_remote_stylesheets=False)


@dataclass(frozen=True)
class Block:
    """A paragraph of an e-mail: `kind` is "text", "code" or "link"."""

    kind: str
    words: str
    address: str = ""


class SiteEmail(EmailMultiAlternatives):
    """An e-mail marked as auto-generated, with the site's host in its Message-ID.

    Django would use the machine's name.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = {
            "Auto-Submitted": "auto-generated",
            "Message-ID": make_msgid(domain=message_id_host()),
        }
        self.extra_headers = {**own, **self.extra_headers}

    def message(self, **options: Any) -> Any:  # Django's type stubs are a version ahead
        # Wrap only the serialized text; `self.body` still holds whole paragraphs.
        body, self.body = self.body, wrap(str(self.body))
        try:
            return super().message(**options)
        finally:
            self.body = body


def message_id_host() -> str:
    """Return the site's host in ASCII, for headers such as Message-ID and List-Id."""
    return ascii_domain(urlsplit(settings.SITE_URL).hostname or "")


def wrap(text: str) -> str:
    """Break long lines at spaces; continue quotation bars and indentation on the new lines."""
    lines = []
    for line in text.split("\n"):
        # Never break a URL, and do not separate it from its label.
        if len(ADDRESS.sub("", line)) <= WIDTH:
            lines.append(line)
            continue
        start = LINE_START.match(line)
        indent = ""
        if start:
            indent = start["bars"] + start["blanks"] + ("  " if start["mark"] else "")
        # Limit the indentation: many ">" would be repeated at the start of each new line.
        wrapped = textwrap.fill(
            line,
            WIDTH,
            subsequent_indent=indent[:MOST_INDENT],
            break_long_words=False,
            break_on_hyphens=False,
        )
        lines.append(wrapped)
    return "\n".join(lines)


def compose(name: str, to: str, context: dict[str, Any]) -> SiteEmail:
    """Render the e-mail emails/NAME.txt as text and HTML.

    A paragraph equal to `context["code"]` is shown large.
    """
    known = {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL, **context}
    subject, _, text = render_to_string(f"emails/{name}.txt", known).strip().partition("\n")
    subject = headers.one_line(subject)
    paragraphs = [
        " ".join(paragraph.split()) for paragraph in text.split("\n\n") if paragraph.strip()
    ]
    signed = [*paragraphs, f"{settings.SITE_NAME}\n{settings.SITE_URL}"]
    mail = SiteEmail(subject, "\n\n".join(signed) + "\n", to=[to])
    mail.attach_alternative(
        html_of(subject, paragraphs, code=str(context.get("code", ""))), "text/html"
    )
    return mail


def html_of(subject: str, paragraphs: list[str], *, code: str) -> str:
    blocks = [block_of(paragraph, code) for paragraph in paragraphs]
    context = {
        "subject": subject,
        "blocks": blocks,
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
    }
    return str(inliner.inline(render_to_string("emails/mail.html", context)))


def block_of(paragraph: str, code: str) -> Block:
    if code and paragraph == code:
        return Block("code", code)
    link = LINK.fullmatch(paragraph)
    return Block("link", link["words"], link["address"]) if link else Block("text", paragraph)


def send(mail: EmailMultiAlternatives) -> bool:
    """Send the e-mail and return whether that worked.

    A broken mail server must not undo the reader's action. A request waits briefly and only once:
    after one failure, later e-mails of the same request fail at once.
    """
    request = current.request
    if getattr(request, "mail_is_down", False):
        return False
    if request is not None:
        mail.connection = get_connection(
            timeout=REQUEST_SECONDS, requests_timeout=REQUEST_SECONDS
        )  # SMTP, anymail
    try:
        mail.send()
    except (
        Exception
    ):  # a header that cannot be written, or a provider's API: their errors share no base class
        logger.exception("The mail %r could not be sent.", mail.subject)
        if request is not None:
            request.mail_is_down = True
        return False
    return True
