"""E-mails about a change of price."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction

from accounts.mail import outbox
from accounts.mail.outbox import Due
from subscriptions.billing import emails, price_changes
from subscriptions.dates import day_in_words
from subscriptions.models import PriceAnswer, PriceChange

Silence = PriceChange.Silence
NOTIFY_WITHIN = timedelta(days=7)  # after a change was called off


def notify_pending(*, at: datetime) -> int:
    """Notify subscribers of announced changes; return how many.

    Each has the full notice period from now on.
    """
    return sum(_notify(row, at) for row in price_changes.unnotified(at))


def silence_sentence(row: PriceAnswer, *, at: datetime) -> str:
    change = row.change
    day = day_in_words(price_changes.decided_at(row, at=at))
    if change.silence == Silence.KEEP_OLD_PRICE:
        return "If we don’t hear from you, you keep the old price."
    if change.silence == Silence.MOVE:
        return (
            f"If we don’t hear from you by {day}, you pay the new price from your next renewal on."
        )
    return (
        f"If we don’t hear from you by {day}, your subscription ends with what you have paid for."
    )


def called_off(at: datetime) -> Iterator[Due]:
    """Yield the e-mails that a change which readers were notified of does not take place."""
    rows = PriceAnswer.objects.filter(
        change__called_off_at__gt=at - NOTIFY_WITHIN, notified_at__isnull=False
    )
    rows = rows.filter(subscription__ended_at=None, subscription__user__is_active=True)
    for row in rows.select_related(
        "change__old__plan", "change__new", "subscription__user", "subscription__price"
    ):
        subscription, off_at = row.subscription, row.change.called_off_at
        user = subscription.user
        if user is not None and off_at is not None:
            until = off_at + NOTIFY_WITHIN
            yield Due("price_change_off", f"{row.pk}", user, _context(row), until, subscription)


def _notify(row: PriceAnswer, at: datetime) -> bool:
    subscription, user = row.subscription, row.subscription.user
    if user is None:
        return False
    row.notified_at = at
    context = {
        **_context(row),
        "begins_at": price_changes.begins_at(row, at=at),
        "silence": silence_sentence(row, at=at),
        "answer_url": price_changes.answer_url(row),
    }
    # Both or neither: `notified_at` starts the notice period, which needs the e-mail.
    with transaction.atomic():
        is_new = outbox.send_once(
            "price_change",
            f"{row.pk}",
            to=user.email,
            user=user,
            subscription=subscription,
            context=context,
            at=at,
        )
        PriceAnswer.objects.filter(pk=row.pk, notified_at=None).update(notified_at=at)
    return is_new


def _context(row: PriceAnswer) -> dict[str, object]:
    return {
        "change": row.change,
        "subscription": row.subscription,
        **emails.subscription_urls(row.subscription),
    }
