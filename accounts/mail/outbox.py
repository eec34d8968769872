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
from django.db.models import Model

from accounts.mail import compose
from accounts.models import OutboxEmail, User

RETRY_AFTER = timedelta(minutes=15)  # much longer than the SMTP time-out
EXPIRES_AFTER = timedelta(days=7)  # the default `until`


@dataclass(frozen=True)
class Due:
    """A notice that is due to a reader; after `until` its content would be wrong."""

    name: str
    key: str
    user: User
    context: dict[str, Any]
    until: datetime
    subscription: Model | None = None


def send_due(dues: Iterable[Due], *, at: datetime) -> int:
    """Send the notices that no process has claimed; return how many."""
    found = list(dues)
    # One query for all, because most were sent by an earlier run.
    names, users = {due.name for due in found}, {due.user for due in found}
    claimed = OutboxEmail.objects.filter(name__in=names, user__in=users)
    known = set(claimed.values_list("name", "key"))
    sent = 0
    for due in found:
        if (due.name, due.key) not in known:
            sent += send_once(
                due.name,
                due.key,
                to=due.user.email,
                user=due.user,
                subscription=due.subscription,
                context=due.context,
                at=at,
                until=due.until,
            )
    return sent


def send_once(
    name: str,
    key: str,
    *,
    to: str,
    user: User | None,
    subscription: Model | None,
    context: dict[str, Any],
    at: datetime,
    until: datetime | None = None,
    headers: dict[str, str] | None = None,
) -> bool:
    """Claim the e-mail and send templates/emails/NAME.txt after the commit.

    Return False if it was claimed before. `until`: no retry after this time (default: a week).
    """
    composed = compose.compose(name, to, context)
    composed.extra_headers |= headers or {}
    outbox_email, is_new = OutboxEmail.objects.get_or_create(
        name=name,
        key=key,
        defaults={
            "user": user,
            "subscription_id": subscription.pk if subscription else None,
            "claimed_at": at,
            "until": until or at + EXPIRES_AFTER,
            "subject": composed.subject[:200],
            "unsent": _as_json(composed),
        },
    )
    if is_new:
        transaction.on_commit(partial(_deliver, outbox_email, at), robust=True)
    return is_new


def retry_unsent(*, at: datetime) -> int:
    """Retry claimed e-mails that were not sent and are not too late; return how many were sent."""
    unsent = OutboxEmail.objects.filter(
        sent_at=None, claimed_at__lte=at - RETRY_AFTER, until__gt=at
    )
    sent = 0
    for outbox_email in unsent.order_by("claimed_at", "pk").iterator():
        # Of two parallel runs only the first finds the old `claimed_at`.
        same = OutboxEmail.objects.filter(
            pk=outbox_email.pk, sent_at=None, claimed_at=outbox_email.claimed_at
        )
        if same.update(claimed_at=at):
            sent += _deliver(outbox_email, at)
    return sent


def clear_expired(*, at: datetime) -> int:
    """Delete the content of e-mails that will not be sent any more; return how many."""
    expired = OutboxEmail.objects.filter(sent_at=None, until__lte=at).exclude(unsent={})
    return expired.update(unsent={})


def _deliver(outbox_email: OutboxEmail, at: datetime) -> bool:
    unsent = outbox_email.unsent
    email = compose.SiteEmail(
        unsent["subject"], unsent["text"], to=[unsent["to"]], headers=unsent.get("headers")
    )
    email.attach_alternative(unsent["html"], "text/html")
    if not compose.send(email):
        return False
    OutboxEmail.objects.filter(pk=outbox_email.pk).update(sent_at=at, unsent={})
    return True


def _as_json(composed: EmailMultiAlternatives) -> dict[str, Any]:
    [(html, _)] = composed.alternatives
    parts: dict[str, Any] = {
        "to": composed.to[0],
        "subject": str(composed.subject),
        "text": str(composed.body),
        "html": str(html),
    }
    if composed.extra_headers:
        parts["headers"] = composed.extra_headers
    return parts
