"""Support actions on entitlements, subscriptions and payments, each logged with who and why.

The log entry is written first. subscriptions.billing.lifecycle then calls the payment provider; if
that fails, nothing has changed and the entry is deleted.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction

from accounts.exceptions import Refusal
from accounts.models import User
from subscriptions.billing import emails, lifecycle, self_service, sync
from subscriptions.billing.lifecycle import SubscriptionError
from subscriptions.dates import day_in_words
from subscriptions.gateways.base import GatewayDown, GatewayError
from subscriptions.groups import group_seats
from subscriptions.institutions import institution_seats
from subscriptions.models import (
    DeskLogEntry,
    Entitlement,
    Gift,
    GroupSeat,
    InstitutionSeat,
    Payment,
    Subscription,
)
from subscriptions.models.money import format_money

DOWN = (
    "The payment provider does not answer, so nothing was changed here. Try again in a few minutes."
)
REFUSED = "The payment provider refused, and nothing was changed: {trouble}"
SEEN_ALREADY = (
    "Something was done for this reader after you opened this page. Look at the timeline; if this"
    " is still to be done, send the form again."
)
REFUND_LEFT = (
    "{ended}, but the refund was not started ({trouble}). Refund the payment again in a few"
    " minutes."
)
ENDLESS = "This access has no end, so there is nothing to extend."
NOTE_LENGTH = 200


class SupportActionError(Refusal):
    """Raised with a sentence for the desk if nothing was done."""


@dataclass(frozen=True)
class Actor:
    """The staff user and reader of an action, the reason, and the last action seen."""

    by: User
    reader: User
    why: str
    last_seen_act: int
    at: datetime


def last_act(reader: User) -> int:
    """Return the key of the last action for this reader, or 0."""
    return reader.desk_log_entries.order_by("-pk").values_list("pk", flat=True).first() or 0


@contextmanager
def _logged(actor: Actor, act: str, subscription: Subscription | None = None) -> Iterator[None]:
    """Write the log entry before the action.

    If that fails, delete the entry and raise SupportActionError.
    """
    entries = _write(actor, act, subscription)
    try:
        yield
    except GatewayDown as trouble:
        _delete_entries(entries)
        raise SupportActionError(DOWN) from trouble
    except GatewayError as trouble:
        _delete_entries(entries)
        raise SupportActionError(REFUSED.format(trouble=trouble)) from trouble
    except SubscriptionError as trouble:
        _delete_entries(entries)
        raise SupportActionError(str(trouble)) from trouble


@transaction.atomic
def _write(
    actor: Actor, act: str, subscription: Subscription | None
) -> tuple[DeskLogEntry, LogEntry]:
    """Create the log entries.

    Raises SupportActionError if there are newer actions than the form has seen.
    """
    # Simultaneous requests wait here; the second one then has an outdated `last_seen_act`.
    User.objects.select_for_update(no_key=True).get(pk=actor.reader.pk)
    if last_act(actor.reader) != actor.last_seen_act:
        raise SupportActionError(SEEN_ALREADY)
    done = DeskLogEntry.objects.create(
        user=actor.reader,
        by=actor.by,
        subscription=subscription,
        act=act[:120],
        why=actor.why,
        done_at=actor.at,
    )
    entry = LogEntry.objects.log_actions(
        user_id=actor.by.pk,
        queryset=User.objects.filter(pk=actor.reader.pk),
        action_flag=CHANGE,
        change_message=f"{act}. Why: {actor.why}",
        single_object=True,
    )
    return done, entry


def _delete_entries(entries: tuple[DeskLogEntry, LogEntry]) -> None:
    for entry in entries:
        entry.delete()


# The actions: each returns a description of what it did.


def grant(actor: Actor, until: datetime) -> str:
    # `until` is the midnight after the last day.
    done = f"Complimentary until {day_in_words(until - timedelta(seconds=1))}"
    with _logged(actor, done):
        _grant(actor, actor.at, until)
    return done


def extend(actor: Actor, entitlement: Entitlement, days: int) -> str:
    """Add a complimentary entitlement after this one, which itself keeps its source and end."""
    if entitlement.ends_at is None:
        raise SupportActionError(ENDLESS)
    begins = max(entitlement.ends_at, actor.at)
    done = (
        f"{days} {'day' if days == 1 else 'days'} more, until"
        f" {day_in_words(begins + timedelta(days=days))}"
    )
    with _logged(actor, done):
        _grant(actor, begins, begins + timedelta(days=days))
    return done


def refund(actor: Actor, payment: Payment, amount: int, *, ends_access: bool) -> str:
    done = f"Sent back {format_money(amount, payment.currency)} of {payment.money}"
    subscription = payment.subscription
    if ends_access and subscription is not None and is_active_or_entitled(subscription, actor.at):
        # An action of its own, which stays in the log if the refund fails.
        ended = cancel_now(actor, subscription)
        payment.refresh_from_db()
        try:
            _refund(
                replace(actor, last_seen_act=last_act(actor.reader)),
                payment,
                amount,
                done,
                ends_access=False,
            )
        except SupportActionError as trouble:
            raise SupportActionError(
                REFUND_LEFT.format(ended=ended, trouble=trouble.__cause__ or trouble)
            ) from trouble
        return f"{ended}. {done}"
    if ends_reading(payment, amount, ends_access=ends_access, at=actor.at):
        done += " and ended access"
    _refund(actor, payment, amount, done, ends_access=ends_access)
    return done


def _refund(actor: Actor, payment: Payment, amount: int, done: str, *, ends_access: bool) -> None:
    with _logged(actor, done, payment.subscription):
        lifecycle.refund(payment, amount=amount, ends_access=ends_access, at=actor.at)
    emails.refund_started(payment, at=actor.at)


def ends_reading(payment: Payment, amount: int, *, ends_access: bool, at: datetime) -> bool:
    """Return whether this refund ends an active entitlement or revokes a gift."""
    is_full = amount == payment.amount - payment.refunded
    if payment.subscription is None:
        return (ends_access or is_full) and Gift.objects.filter(
            purchase=payment.purchase_id, revoked_at=None
        ).exists()
    entitlement = payment.subscription.entitlement
    if ends_access:
        return entitlement is not None and entitlement.is_in_force(at)
    return is_full and sync.refund_ends_access(payment, at=at)


def is_active_or_entitled(subscription: Subscription, at: datetime) -> bool:
    entitlement = subscription.entitlement
    return subscription.ended_at is None or (
        entitlement is not None and entitlement.is_in_force(at)
    )


def cancel(actor: Actor, subscription: Subscription) -> str:
    done = (
        f"Cancelled {subscription.what} at the end of the period,"
        f" {day_in_words(subscription.period_ends_at)}"
    )
    with _logged(actor, done, subscription):
        self_service.cancel(subscription, at=actor.at)
    return done


def cancel_now(actor: Actor, subscription: Subscription) -> str:
    done = f"Ended {subscription.what} at once"
    with _logged(actor, done, subscription):
        lifecycle.cancel_now(subscription, reason=Subscription.EndReason.DESK, at=actor.at)
    emails.cancelled(subscription, access_until=sync.entitled_until(subscription), at=actor.at)
    return done


def resume(actor: Actor, subscription: Subscription) -> str:
    done = f"{subscription.what} renews again"
    with _logged(actor, done, subscription):
        self_service.resume(subscription, at=actor.at)
    return done


def free_group_seat(actor: Actor, seat: GroupSeat) -> str:
    done = f"Freed the seat in {seat.group}"
    with _logged(actor, done):
        group_seats.remove(seat, at=actor.at)
    return done


def free_institution_seat(actor: Actor, seat: InstitutionSeat) -> str:
    done = f"Freed the seat at {seat.institution}"
    with _logged(actor, done):
        institution_seats.free(seat, at=actor.at)
    return done


def _grant(actor: Actor, starts_at: datetime, ends_at: datetime) -> None:
    Entitlement.objects.create(
        user=actor.reader,
        source=Entitlement.Source.COMPLIMENTARY,
        starts_at=starts_at,
        ends_at=ends_at,
        note=actor.why[:NOTE_LENGTH],
        granted_by=actor.by,
    )
