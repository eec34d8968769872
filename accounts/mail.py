"""Mails in the house's words: written once, as text; the HTML part says the same in the house's look.

A mail is one file, templates/emails/NAME.txt: the subject, an empty line, paragraphs. A paragraph that is the code is
set large, and one like "Choose a new password: https://..." becomes a button.
"""

import logging
import re
from dataclasses import dataclass
from smtplib import SMTPException
from typing import Any

import css_inline
from allauth.core import context as current
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string

# What somebody else said stands in quotation marks, and is never made a button: it would look like our own word.
LINK = re.compile(r"(?P<words>[^“:\n][^:\n]*): (?P<address>https?://\S+)")
REQUEST_SECONDS = 3  # for each answer of the mail server; commands and the worker have EMAIL_TIMEOUT
NOT_SENT = (SMTPException, OSError, UnicodeError)  # the last: a domain that cannot be written in a mail

logger = logging.getLogger(__name__)
inliner = css_inline.CSSInliner(load_remote_stylesheets=False)


@dataclass(frozen=True)
class Block:
    """A paragraph of a mail: `kind` is "text", "code" or "link"."""

    kind: str
    words: str
    address: str = ""


def compose(name: str, to: str, context: dict[str, Any]) -> EmailMultiAlternatives:
    """The mail of this name as text and HTML; `context["code"]` is the code in it, if there is one."""
    known = {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL, **context}
    subject, _, text = render_to_string(f"emails/{name}.txt", known).strip().partition("\n")
    subject = " ".join(subject.split())  # names may hold what ends a line in a header
    paragraphs = [" ".join(paragraph.split()) for paragraph in text.split("\n\n") if paragraph.strip()]
    signed = [*paragraphs, f"{settings.SITE_NAME}\n{settings.SITE_URL}"]
    mail = EmailMultiAlternatives(subject, "\n\n".join(signed) + "\n", to=[to])
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
