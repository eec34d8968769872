"""Render e-mails with columns.

One rendering serves all recipients with the same access; placeholders stand for URLs.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.absolute_urls import absolute_url
from accounts.mail import headers
from accounts.mail.compose import SiteEmail, inliner, message_id_host
from accounts.reader import Reader
from articles.text.absolute_links import absolute
from newsletters.issues import column_blocks, column_links, html_to_text
from newsletters.issues.column_blocks import ColumnAccess, PlacedColumn
from newsletters.models import Issue, Recipient
from newsletters.signups import tokens

MARK = secrets.token_hex(8)  # random, so that no text can contain the placeholders
LEAVE, OWN = f"https://leave.{MARK}/", f"https://own.{MARK}/"
IMAGE_WIDTH = 540  # pixels, the text width in emails/_newsletter_head.html
MAX_UNCLIPPED_SIZE = 100_000  # bytes of HTML; some mail programs (Gmail) cut a mail at 102 kB
# cached renderings of a batch; alerts name what each reader follows, so they differ
MAX_CACHED = 200


@dataclass(frozen=True)
class EmailFrame:
    """Everything in an e-mail except its columns."""

    subject: str
    name: str  # of the list, in the header of the e-mail and in List-Id
    ident: str
    why: str
    heading: str = ""
    words: str = ""
    archive: str = ""
    from_name: str = ""


@dataclass(frozen=True)
class RenderedEmail:
    """A rendered e-mail with placeholders instead of URLs."""

    subject: str
    text: str
    html: str

    @property
    def size(self) -> int:
        return len(self.html.encode())

    def with_urls(self, addresses: Mapping[str, str]) -> "RenderedEmail":
        text, html = self.text, self.html
        for mark, address in addresses.items():
            text, html = text.replace(mark, address), html.replace(mark, address)
        return RenderedEmail(self.subject, text, html)


class Renderer:
    """Render each combination of frame and access once, and fill in the URLs of each recipient."""

    def __init__(self, *, full_text: bool, opens: str, at: datetime) -> None:
        self.full_text, self.opens, self.at = full_text, opens, at
        self.cache: dict[tuple[EmailFrame, frozenset[tuple[int, bool]]], RenderedEmail] = {}

    def render(
        self, email_frame: EmailFrame, placed_columns: list[PlacedColumn], reader: Reader
    ) -> tuple[RenderedEmail, list[ColumnAccess]]:
        column_accesses = column_blocks.decide_access(
            placed_columns, reader, full_text=self.full_text, at=self.at
        )
        key = (email_frame, frozenset((each.column.pk, each.whole) for each in column_accesses))
        if key not in self.cache:
            if len(self.cache) >= MAX_CACHED:
                self.cache.clear()
            self.cache[key] = self._render(email_frame, column_accesses)
        return self.cache[key], column_accesses

    def email_for(
        self,
        email_frame: EmailFrame,
        placed_columns: list[PlacedColumn],
        reader: Reader,
        *,
        to: Recipient,
        leave: str,
    ) -> EmailMultiAlternatives | None:
        """Return the e-mail, or None if no column is live any more and the editor wrote no text."""
        rendered_email, column_accesses = self.render(email_frame, placed_columns, reader)
        if not column_accesses and not email_frame.words:
            return None
        own = column_links.to_columns(column_accesses, to, reader, opens=self.opens, at=self.at)
        addresses = {LEAVE: leave, OWN: tokens.own_url(to), **_columns(own)}
        rendered_email = rendered_email.with_urls(addresses)
        # The list's name with the site's address.
        site_name, site_address = parseaddr(settings.DEFAULT_FROM_EMAIL)
        sender_name = headers.one_line(email_frame.from_name) or site_name
        list_id = f"{email_frame.ident}.{message_id_host()}"
        mail = SiteEmail(
            headers.one_line(rendered_email.subject),
            rendered_email.text,
            headers.mailbox(sender_name, site_address),
            [to.address],
            headers={
                "List-Id": headers.list_id(email_frame.name, list_id),
                "List-Unsubscribe": f"<{leave}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
        )
        mail.attach_alternative(rendered_email.html, "text/html")
        return mail

    def _render(
        self, email_frame: EmailFrame, column_accesses: list[ColumnAccess]
    ) -> RenderedEmail:
        blocks = [
            column_blocks.render_block(each, _column_mark(each.column.pk), image_width=IMAGE_WIDTH)
            for each in column_accesses
        ]
        context: dict[str, Any] = {
            "site_name": settings.SITE_NAME,
            "site_url": settings.SITE_URL,
            "frame": email_frame,
            "words_as_text": html_to_text.of(email_frame.words),
            "blocks": blocks,
            "leave_url": LEAVE,
            "own_url": OWN,
        }
        text = html_to_text.tidy(render_to_string("emails/newsletter.txt", context))
        html = str(inliner.inline(render_to_string("emails/newsletter.html", context)))
        return RenderedEmail(email_frame.subject, text, html)


class IssueWriter:
    """Render an issue for one recipient after the other."""

    def __init__(self, issue: Issue, *, at: datetime) -> None:
        self.issue, self.newsletter = issue, issue.newsletter
        self.places = column_blocks.columns_of(issue)
        self.renderer = Renderer(
            full_text=self.newsletter.full_text, opens=self.newsletter.opens, at=at
        )
        self.frame = EmailFrame(
            subject=issue.subject,
            name=self.newsletter.name,
            ident=self.newsletter.slug,
            why=f"you signed up for “{self.newsletter.name}”",
            heading=issue.subject,
            words=absolute(column_blocks.words(issue, image_width=IMAGE_WIDTH), absolute_url("/")),
            archive=absolute_url(issue.get_absolute_url()),
            from_name=self.newsletter.from_name,
        )

    def write(self, recipient: Recipient, reader: Reader) -> EmailMultiAlternatives | None:
        leave = tokens.leave_url(recipient, self.newsletter)
        return self.renderer.email_for(self.frame, self.places, reader, to=recipient, leave=leave)

    def preview(self, reader: Reader) -> RenderedEmail:
        """Return the e-mail as a reader would get it, with plain links instead of personal ones."""
        rendered_email, column_accesses = self.renderer.render(self.frame, self.places, reader)
        home = absolute_url(reverse("newsletters:all"))
        columns = _columns(column_links.plain(column_accesses))
        return rendered_email.with_urls({LEAVE: home, OWN: home, **columns})


def _column_mark(key: int) -> str:
    return f"https://column-{key}.{MARK}/"


def _columns(addresses: Mapping[int, str]) -> dict[str, str]:
    return {_column_mark(key): address for key, address in addresses.items()}
