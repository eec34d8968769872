"""The outbox: e-mails about money and access, each sent once for a name and a key.

A row with a unique constraint claims the e-mail; it is sent after the commit and then marked as
sent. The scheduled job retries claimed e-mails that were not sent. An e-mail can be sent twice only
if a process dies after the SMTP server accepted it and before we marked it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.urls import reverse

from accounts.absolute_urls import absolute_url
from accounts.mail import compose
from accounts.models import User
from subscriptions.models import OutboxEmail, Subscription

TAKEN_AGAIN_AFTER = timedelta(minutes=15)  # much longer than the SMTP time-out
LATE_AFTER = timedelta(days=7)  # the default `until`


@dataclass(frozen=True)
class Due:
    """A notice that is due to a reader; after `until` its content would be wrong."""

    name: str
    key: str
    user: User
    context: dict[str, Any]
    until: datetime
    subscription: Subscription | None = None


def addresses(subscription: Subscription) -> dict[str, str]:
    pages = {"own_url": reverse("subscriptions:own")}
    pages |= {
        f"{name}_url": reverse(f"subscriptions:{name}", args=[subscription.pk])
        for name in ("cancel", "card")
    }
    return {name: absolute_url(path) for name, path in pages.items()}


def send_due(dues: Iterable[Due], *, at: datetime) -> int:
    """Send the notices that no process has claimed; return how many."""
    found = list(dues)
    # One query for all, because most were sent by an earlier run.
    known = set(
        OutboxEmail.objects.filter(
            name__in={due.name for due in found}, user__in={due.user for due in found}
        ).values_list("name", "key")
    )
    return sum(_send_due(due, at) for due in found if (due.name, due.key) not in known)


def _send_due(due: Due, at: datetime) -> bool:
    return send_once(
        due.name,
        due.key,
        to=due.user.email,
        user=due.user,
        subscription=due.subscription,
        context=due.context,
        at=at,
        until=due.until,
    )


def send_once(
    name: str,
    key: str,
    *,
    to: str,
    user: User | None,
    subscription: Subscription | None,
    context: dict[str, Any],
    at: datetime,
    until: datetime | None = None,
    headers: dict[str, str] | None = None,
) -> bool:
    """Claim the e-mail and send templates/emails/NAME.txt after the commit; return False if it was
    claimed before.

    `until`: no retry after this time (default: a week).
    """
    owed = {
        "user": user,
        "subscription": subscription,
        "claimed_at": at,
        "until": until or at + LATE_AFTER,
    }
    composed = compose.compose(name, to, context)
    composed.extra_headers |= headers or {}
    words = {"subject": composed.subject[:200], "unsent": _packed(composed)}
    outbox_email, is_new = OutboxEmail.objects.get_or_create(
        name=name, key=key, defaults={**owed, **words}
    )
    if is_new:
        transaction.on_commit(partial(_deliver, outbox_email, at), robust=True)
    return is_new


def retry_unsent(*, at: datetime) -> int:
    """Retry claimed e-mails that were not sent and are not too late; return how many were sent."""
    left = OutboxEmail.objects.filter(
        sent_at=None, claimed_at__lte=at - TAKEN_AGAIN_AFTER, until__gt=at
    )
    return sum(
        _deliver(outbox_email, at)
        for outbox_email in left.order_by("claimed_at", "pk").iterator()
        if _taken(outbox_email, at)
    )


def clear_expired(*, at: datetime) -> int:
    """Delete the content of e-mails that will not be sent any more; return how many."""
    return (
        OutboxEmail.objects.filter(sent_at=None, until__lte=at).exclude(unsent={}).update(unsent={})
    )


def _taken(outbox_email: OutboxEmail, at: datetime) -> bool:
    same = OutboxEmail.objects.filter(
        pk=outbox_email.pk, sent_at=None, claimed_at=outbox_email.claimed_at
    )
    # Of two parallel runs only the first finds the old `claimed_at`.
    return same.update(claimed_at=at) == 1


def _deliver(outbox_email: OutboxEmail, at: datetime) -> bool:
    if not compose.send(_unpacked(outbox_email.unsent)):
        return False
    OutboxEmail.objects.filter(pk=outbox_email.pk).update(sent_at=at, unsent={})
    return True


def _packed(composed: EmailMultiAlternatives) -> dict[str, Any]:
    [(html, _)] = composed.alternatives
    headers = {"headers": composed.extra_headers} if composed.extra_headers else {}
    parts = {
        "to": composed.to[0],
        "subject": str(composed.subject),
        "text": str(composed.body),
        "html": str(html),
    }
    return parts | headers


def _unpacked(remaining: dict[str, Any]) -> EmailMultiAlternatives:
    composed = compose.SiteEmail(
        remaining["subject"],
        remaining["text"],
        to=[remaining["to"]],
        headers=remaining.get("headers"),
    )
    composed.attach_alternative(remaining["html"], "text/html")
    return composed
