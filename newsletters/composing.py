"""An issue as a mail. It is written once for all who may read the same, with marks where each one's addresses go."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import formataddr, parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from accounts.mail import inliner
from accounts.reader import Reader
from articles.feeds import absolute
from newsletters import links, pieces, plain_text
from newsletters.models import Issue, Newsletter, Recipient
from newsletters.pieces import Given

MARK = secrets.token_hex(8)  # a word that no editor can have typed
LEAVE, OWN = f"https://leave.{MARK}/", f"https://own.{MARK}/"


@dataclass(frozen=True)
class Sheet:
    """A mail with marks instead of addresses."""

    subject: str
    text: str
    html: str

    def filled(self, addresses: Mapping[str, str]) -> "Sheet":
        text, html = self.text, self.html
        for mark, address in addresses.items():
            text, html = text.replace(mark, address), html.replace(mark, address)
        return Sheet(self.subject, text, html)


class IssueWriter:
    """Writes an issue to one recipient after the other; what is the same for several is painted once."""

    def __init__(self, issue: Issue, *, at: datetime) -> None:
        self.issue, self.at = issue, at
        self.newsletter = issue.newsletter
        self.places = pieces.places_of(issue)
        self.sheets: dict[frozenset[tuple[int, bool]], Sheet] = {}

    def sheet(self, reader: Reader) -> tuple[Sheet, list[Given]]:
        found = pieces.given(self.places, reader, full_text=self.newsletter.full_text, at=self.at)
        key = frozenset((each.column.pk, each.whole) for each in found)
        if key not in self.sheets:
            self.sheets[key] = _paint(self.issue, found)
        return self.sheets[key], found

    def write(self, recipient: Recipient, reader: Reader) -> EmailMultiAlternatives:
        sheet, found = self.sheet(reader)
        leave = links.leave_url(recipient, self.newsletter)
        addresses = {LEAVE: leave, OWN: links.own_url(recipient), **_columns(found)}
        return _mail(sheet.filled(addresses), self.newsletter, to=recipient.address, leave=leave)

    def preview(self, reader: Reader) -> Sheet:
        """As it would come, with addresses that lead nowhere in particular."""
        sheet, found = self.sheet(reader)
        home = links.absolute("/newsletters/")
        return sheet.filled({LEAVE: home, OWN: home, **_columns(found)})


def _column_mark(key: int) -> str:
    return f"https://column-{key}.{MARK}/"


def _columns(found: list[Given]) -> dict[str, str]:
    return {_column_mark(each.column.pk): links.absolute(each.column.get_absolute_url()) for each in found}


def _paint(issue: Issue, found: list[Given]) -> Sheet:
    words = absolute(issue.words, f"{settings.SITE_URL}/")
    context: dict[str, Any] = {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "issue": issue,
        "newsletter": issue.newsletter,
        "words": words,
        "words_as_text": plain_text.of(words),
        "pieces": [pieces.piece(each, _column_mark(each.column.pk)) for each in found],
        "leave_url": LEAVE,
        "own_url": OWN,
    }
    text = "\n".join(line.rstrip() for line in render_to_string("emails/issue.txt", context).strip().splitlines())
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    html = str(inliner.inline(render_to_string("emails/issue.html", context)))
    return Sheet(issue.subject, f"{text}\n", html)


def _mail(sheet: Sheet, newsletter: Newsletter, *, to: str, leave: str) -> EmailMultiAlternatives:
    host = urlsplit(settings.SITE_URL).hostname
    headers = {
        "List-Id": formataddr((newsletter.name, f"{newsletter.slug}.{host}")),
        "List-Unsubscribe": f"<{leave}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    mail = EmailMultiAlternatives(sheet.subject, sheet.text, sender(newsletter.from_name), [to], headers=headers)
    mail.attach_alternative(sheet.html, "text/html")
    return mail


def sender(name: str) -> str:
    """The site's own address under the list's name."""
    own, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((name or own, address))
