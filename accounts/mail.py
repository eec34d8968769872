"""Mails in the house's words: written once, as text; the HTML part says the same in the house's look.

A mail is one file, templates/emails/NAME.txt: the subject, an empty line, paragraphs. A paragraph that is the code is
set large, and one like "Choose a new password: https://..." becomes a button.
"""

import logging
import re
import textwrap
from dataclasses import dataclass
from email.utils import make_msgid
from smtplib import SMTPException
from typing import Any
from urllib.parse import urlsplit

import css_inline
from allauth.core import context as current
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.utils.encoding import punycode

# What somebody else said stands in quotation marks, and is never made a button: it would look like our own word.
LINK = re.compile(r"(?P<words>[^“:\n][^:\n]*): (?P<address>https?://\S+)")
REQUEST_SECONDS = 3  # for each answer of the mail server; commands and the worker have EMAIL_TIMEOUT
NOT_SENT = (SMTPException, OSError, UnicodeError)  # the last: a domain that cannot be written in a mail

WIDTH = 72  # columns of a text part; RFC 5322 asks for no more than 78
ADDRESS = re.compile(r"https?://\S+")
# The bars of a quotation, the blanks of a list in a list, the mark of an item.
LINE_START = re.compile(r"(?P<bars>(?:> ?)*)(?P<blanks> *)(?P<mark>(?:- |-?\d+\. )?)")

logger = logging.getLogger(__name__)
inliner = css_inline.CSSInliner(load_remote_stylesheets=False)


@dataclass(frozen=True)
class Block:
    """A paragraph of a mail: `kind` is "text", "code" or "link"."""

    kind: str
    words: str
    address: str = ""


class SiteEmail(EmailMultiAlternatives):
    """A mail that a program writes, says so, and has the site's own host in its Message-ID, not the machine's name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = {"Auto-Submitted": "auto-generated", "Message-ID": make_msgid(domain=message_id_host())}
        self.extra_headers = {**own, **self.extra_headers}

    def message(self, **options: Any) -> Any:  # Django's type stubs are a version ahead
        """Wraps the text as it is written out; whoever looks at the body finds whole paragraphs."""
        body, self.body = self.body, wrap(str(self.body))
        try:
            return super().message(**options)
        finally:
            self.body = body


def message_id_host() -> str:
    return punycode(urlsplit(settings.SITE_URL).hostname or "")


def wrap(text: str) -> str:
    """Break long lines at blanks, and begin each with the bars or the indent of the first."""
    return "\n".join(_wrapped(line) for line in text.split("\n"))


def _wrapped(line: str) -> str:
    # An address is never broken, and its label stays beside it.
    if len(ADDRESS.sub("", line)) <= WIDTH:
        return line
    start = LINE_START.match(line)
    indent = f"{start['bars']}{start['blanks']}{'  ' if start['mark'] else ''}" if start else ""
    return textwrap.fill(line, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def compose(name: str, to: str, context: dict[str, Any]) -> SiteEmail:
    """The mail of this name as text and HTML; `context["code"]` is the code in it, if there is one."""
    known = {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL, **context}
    subject, _, text = render_to_string(f"emails/{name}.txt", known).strip().partition("\n")
    subject = " ".join(subject.split())  # names may hold what ends a line in a header
    paragraphs = [" ".join(paragraph.split()) for paragraph in text.split("\n\n") if paragraph.strip()]
    signed = [*paragraphs, f"{settings.SITE_NAME}\n{settings.SITE_URL}"]
    mail = SiteEmail(subject, "\n\n".join(signed) + "\n", to=[to])
    mail.attach_alternative(html_of(subject, paragraphs, code=str(context.get("code", ""))), "text/html")
    return mail


def html_of(subject: str, paragraphs: list[str], *, code: str) -> str:
    blocks = [block_of(paragraph, code) for paragraph in paragraphs]
    context = {"subject": subject, "blocks": blocks, "site_name": settings.SITE_NAME, "site_url": settings.SITE_URL}
    return str(inliner.inline(render_to_string("emails/mail.html", context)))


def block_of(paragraph: str, code: str) -> Block:
    if code and paragraph == code:
        return Block("code", code)
    link = LINK.fullmatch(paragraph)
    return Block("link", link["words"], link["address"]) if link else Block("text", paragraph)


def send(mail: EmailMultiAlternatives) -> bool:
    """Whether the mail went out. A mail server that is down must not undo what the reader has just done.

    A request waits a short time only, and once: further mails of the same request fail at once.
    """
    request = current.request
    if getattr(request, "mail_is_down", False):
        return False
    if request is not None:
        mail.connection = get_connection(timeout=REQUEST_SECONDS, requests_timeout=REQUEST_SECONDS)  # SMTP, anymail
    try:
        mail.send()
    except NOT_SENT:
        logger.exception("The mail %r could not be sent.", mail.subject)
        if request is not None:
            request.mail_is_down = True
        return False
    return True
