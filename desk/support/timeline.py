"""Timeline of one reader: subscriptions, payments, entitlements, e-mails and support actions."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from typing import TypeVar

from allauth.usersessions.models import UserSession
from django.db.models import Q

from accounts.models import User
from accounts.reader.browsers import in_words
from subscriptions.models import (
    DeskLogEntry,
    Entitlement,
    GatewayEvent,
    OutboxEmail,
    Payment,
    Purchase,
    Subscription,
)
from subscriptions.models.money import format_money
from subscriptions.periods import day_in_words

Row = TypeVar("Row")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
# Microseconds since EPOCH, because a float timestamp would lose precision.
MOMENT = re.compile(r"-?[0-9]{1,18}", re.ASCII)
State = Payment.State
PAYMENTS = {
    State.PAID: "Paid",
    State.OPEN: "Payment asked for",
    State.FAILED: "Payment failed",
    State.VOID: "Payment not due any more",
    State.REFUNDED: "Paid",
    State.DISPUTED: "Paid",
    State.LOST: "Paid",
}


@dataclass(frozen=True)
class Entry:
    """An entry; `kind` is the word in the margin."""

    at: datetime
    kind: str
    text: str
    note: str = ""


def of_reader(user: User, *, at: datetime) -> list[Entry]:
    """Return all entries, newest first. Makes nine queries, whatever the number of entries."""
    subscriptions = list(user.subscriptions.select_related("price__plan", "purchase"))
    payments = list(user.payments.all())
    purchases = list(user.purchases.all())
    entries = [
        *_of(subscriptions, _subscription),
        *_of(payments, _payment),
        *_of(purchases, _purchase),
        *_of(
            user.entitlements.select_related("granted_by"),
            lambda right: _entitlement_entries(right, at),
        ),
        *_of(user.outbox_emails.all(), _email_entries),
        *_of(_events(subscriptions, payments, purchases), _event),
        *_of(user.desk_log_entries.select_related("by"), _act),
        *_of(UserSession.objects.filter(user=user), _session),
    ]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def page_of(entries: list[Entry], *, before: str, size: int) -> tuple[list[Entry], str]:
    """Return the entries older than `before`, and the value of `before` for the next page ("" if
    none).

    Entries of the same moment stay on one page: entries that are added meanwhile do not make a page
    skip or repeat any.
    """
    moment = _moment(before)
    rest = [entry for entry in entries if moment is None or entry.at < moment] or entries
    shown = rest[:size]
    shown += takewhile(lambda entry: entry.at == shown[-1].at, rest[size:])
    return shown, str((shown[-1].at - EPOCH) // MICROSECOND) if len(shown) < len(rest) else ""


def _moment(text: str) -> datetime | None:
    try:
        return EPOCH + int(text) * MICROSECOND if MOMENT.fullmatch(text) else None
    except OverflowError:
        return None


def _of(rows: Iterable[Row], tell: Callable[[Row], Iterable[Entry]]) -> Iterable[Entry]:
    return (entry for row in rows for entry in tell(row))


def _subscription(one: Subscription) -> Iterable[Entry]:
    yield Entry(one.started_at, "Subscription", f"Begins: {one}", f"{one.gateway} {one.gateway_id}")
    if one.trial_ends_at:
        yield Entry(one.trial_ends_at, "Subscription", f"The trial ends: {one.what}")
    if one.canceled_at:
        yield Entry(one.canceled_at, "Subscription", f"Cancelled: {one.what}")
    if one.right_cut_at:
        yield Entry(one.right_cut_at, "Subscription", f"Access ended early: {one.what}")
    if one.ended_at:
        why = Subscription.EndReason(one.end_reason).label if one.end_reason else ""
        yield Entry(one.ended_at, "Subscription", f"Ends: {one.what}", why)


def _payment(payment: Payment) -> Iterable[Entry]:
    what = f"{PAYMENTS[State(payment.state)]}: {payment.money} for {payment.what}"
    yield Entry(
        payment.paid_at or payment.made_at, "Payment", what, payment.number or payment.gateway_id
    )
    if payment.refunded and payment.refunded_at:
        back = f"Sent back: {payment.refunded_money} of {payment.money}"
        yield Entry(payment.refunded_at, "Refund", back, payment.what)
    if payment.disputed_at:
        lost = " and lost" if payment.state == State.LOST else ""
        yield Entry(
            payment.disputed_at, "Dispute", f"Disputed{lost}: {payment.money} for {payment.what}"
        )


def _purchase(purchase: Purchase) -> Iterable[Entry]:
    what = f"Started checkout: {purchase.product}, {purchase.money}"
    state = Purchase.State(purchase.state).label
    yield Entry(
        purchase.shown_at,
        "Purchase",
        what,
        f"{Purchase.Kind(purchase.kind).label}: {state.lower()}",
    )


def _entitlement_entries(entitlement: Entitlement, at: datetime) -> Iterable[Entry]:
    source = Entitlement.Source(entitlement.source).label
    until = (
        f"until {day_in_words(entitlement.ends_at)}" if entitlement.ends_at else "without an end"
    )
    by = f"Granted by {entitlement.granted_by}. " if entitlement.granted_by else ""
    yield Entry(
        entitlement.starts_at,
        "Entitlement",
        f"{source}: may read {until}",
        f"{by}{entitlement.note}",
    )
    if entitlement.ends_at and entitlement.ends_at <= at:
        yield Entry(entitlement.ends_at, "Entitlement", f"{source}: access ends", entitlement.note)


def _email_entries(outbox_email: OutboxEmail) -> Iterable[Entry]:
    what = outbox_email.subject or outbox_email.name.replace("_", " ").capitalize()
    yield Entry(
        outbox_email.sent_at or outbox_email.taken_at,
        "E-mail",
        what,
        "" if outbox_email.sent_at else "Not sent yet",
    )


def _events(
    subscriptions: list[Subscription], payments: list[Payment], purchases: list[Purchase]
) -> Iterable[GatewayEvent]:
    # Events have no foreign key: they name the provider's object.
    about = (
        Q(subject="subscription", subject_id__in=[one.gateway_id for one in subscriptions])
        | Q(subject="payment", subject_id__in=[payment.gateway_id for payment in payments])
        | Q(
            subject="pay-page",
            subject_id__in=[each.session_id for each in purchases if each.session_id],
        )
    )
    return GatewayEvent.objects.filter(about)


def _event(event: GatewayEvent) -> Iterable[Entry]:
    done = "" if event.done_at else "Not processed yet. "
    yield Entry(event.received_at, "Provider", event.kind, f"{done}{event.trouble}")


def _act(act: DeskLogEntry) -> Iterable[Entry]:
    yield Entry(act.done_at, "Desk", act.act, f"{act.by or 'Somebody who has left'}: {act.why}")


def _session(session: UserSession) -> Iterable[Entry]:
    yield Entry(
        session.created_at,
        "Signed in",
        in_words(session.user_agent),
        f"Last seen {day_in_words(session.last_seen_at)}",
    )


def status_sentence(one: Subscription, ends_at: datetime | None) -> str:
    """Return the status of a subscription as a sentence.

    `ends_at` is the end of its entitlement.
    """
    status = Subscription.Status(one.status).label
    if not one.is_running:
        ended = f" on {day_in_words(one.ended_at)}" if one.ended_at else ""
        why = f": {Subscription.EndReason(one.end_reason).label.lower()}" if one.end_reason else ""
        return f"{status}{ended}{why}."
    if one.cancel_at_period_end:
        return (
            f"{status}, cancelled: ends on {day_in_words(one.period_ends_at)} without another"
            " payment."
        )
    reads = f" Reads until {day_in_words(ends_at)} if nothing more is paid." if ends_at else ""
    amount = format_money(one.amount, one.currency)
    return f"{status}: next payment of {amount} on {day_in_words(one.period_ends_at)}.{reads}"
