"""Links to columns in e-mails: plain, or with a token that opens the column for this recipient."""

from datetime import datetime

from django.urls import reverse

from accounts.absolute_urls import absolute_url
from accounts.reader import Reader
from newsletters.issues.column_blocks import ColumnAccess
from newsletters.models import Newsletter, Recipient
from subscriptions.links import email
from subscriptions.paywall.access import Reason

Opens = Newsletter.Opens


def plain(column_accesses: list[ColumnAccess]) -> dict[int, str]:
    """Return URLs by the column's key."""
    return {
        each.column.pk: absolute_url(each.column.get_absolute_url()) for each in column_accesses
    }


def to_columns(
    column_accesses: list[ColumnAccess], to: Recipient, reader: Reader, *, opens: str, at: datetime
) -> dict[int, str]:
    """Return URLs by the column's key, with a token where the newsletter's `opens` allows it."""
    addresses = plain(column_accesses)
    for each in column_accesses:
        user_pk = reader.user.pk if reader.user and each.access.reason == Reason.ENTITLED else None
        # This token replaces signing in: it opens the column as long as the account is entitled.
        by_right = opens == Opens.ENTITLED and user_pk is not None
        for_all = opens == Opens.EVERYONE and each.access.reason != Reason.FREE
        if by_right or for_all:
            key = each.column.pk
            part = email.build_token(str(to.pk), key, user_pk=user_pk if by_right else None, at=at)
            addresses[key] = absolute_url(reverse("newsletters:read", args=[part]))
    return addresses
