"""Timeline of one reader: subscriptions, payments, entitlements, e-mails and support actions."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import takewhile

from allauth.usersessions.models import UserSession
from django.db.models import Q

from accounts.models import OutboxEmail, User
from accounts.reader.browsers import describe_browser
from subscriptions.dates import day_in_words
from subscriptions.models import Entitlement, GatewayEvent, Payment, Purchase, Subscription
from subscriptions.models.money import format_money

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
    entries: list[Entry] = []
    for subscription in subscriptions:
        entries += subscription_entries(subscription)
    for payment in payments:
        entries += payment_entries(payment)
    entries += map(purchase_entry, purchases)
    for entitlement in user.entitlements.select_related("granted_by"):
        entries += entitlement_entries(entitlement, at)
    entries += map(email_entry, user.outbox_emails.all())
    for event in _events(subscriptions, payments, purchases):
        done = "" if event.done_at else "Not processed yet. "
        entries.append(Entry(event.received_at, "Provider", event.kind, f"{done}{event.error}"))
    for act in user.desk_log_entries.select_related("by"):
        by = act.by or "Somebody who has left"
        entries.append(Entry(act.done_at, "Desk", act.act, f"{by}: {act.why}"))
    for session in UserSession.objects.filter(user=user):
        browser = describe_browser(session.user_agent)
        note = f"Last seen {day_in_words(session.last_seen_at)}"
        entries.append(Entry(session.created_at, "Signed in", browser, note))
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def page_of(entries: list[Entry], *, before: str, size: int) -> tuple[list[Entry], str]:
    """Return the entries older than `before`, and `before` of the next page ("" if none).

    Entries of the same moment stay on one page: entries that are added meanwhile do not make a page
    skip or repeat any.
    """
    try:
        moment = EPOCH + int(before) * MICROSECOND if MOMENT.fullmatch(before) else None
    except OverflowError:
        moment = None
    rest = [entry for entry in entries if moment is None or entry.at < moment] or entries
    shown = rest[:size]
    shown += takewhile(lambda entry: entry.at == shown[-1].at, rest[size:])
    return shown, str((shown[-1].at - EPOCH) // MICROSECOND) if len(shown) < len(rest) else ""


def subscription_entries(one: Subscription) -> Iterable[Entry]:
    yield Entry(one.started_at, "Subscription", f"Begins: {one}", f"{one.gateway} {one.gateway_id}")
    if one.trial_ends_at:
        yield Entry(one.trial_ends_at, "Subscription", f"The trial ends: {one.what}")
    if one.canceled_at:
        yield Entry(one.canceled_at, "Subscription", f"Cancelled: {one.what}")
    if one.access_revoked_at:
        yield Entry(one.access_revoked_at, "Subscription", f"Access ended early: {one.what}")
    if one.ended_at:
        why = Subscription.EndReason(one.end_reason).label if one.end_reason else ""
        yield Entry(one.ended_at, "Subscription", f"Ends: {one.what}", why)


def payment_entries(payment: Payment) -> Iterable[Entry]:
    what = f"{PAYMENTS[State(payment.state)]}: {payment.money} for {payment.description}"
    yield Entry(
        payment.paid_at or payment.made_at, "Payment", what, payment.number or payment.gateway_id
    )
    if payment.refunded and payment.refunded_at:
        back = f"Sent back: {payment.refunded_money} of {payment.money}"
        yield Entry(payment.refunded_at, "Refund", back, payment.description)
    if payment.disputed_at:
        lost = " and lost" if payment.state == State.LOST else ""
        yield Entry(
            payment.disputed_at,
            "Dispute",
            f"Disputed{lost}: {payment.money} for {payment.description}",
        )


def purchase_entry(purchase: Purchase) -> Entry:
    what = f"Started checkout: {purchase.product}, {purchase.money}"
    kind, state = purchase.get_kind_display(), purchase.get_state_display()
    return Entry(purchase.terms_shown_at, "Purchase", what, f"{kind}: {state.lower()}")


def entitlement_entries(entitlement: Entitlement, at: datetime) -> Iterable[Entry]:
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


def email_entry(email: OutboxEmail) -> Entry:
    what = email.subject or email.name.replace("_", " ").capitalize()
    note = "" if email.sent_at else "Not sent yet"
    return Entry(email.sent_at or email.claimed_at, "E-mail", what, note)


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


def status_sentence(one: Subscription) -> str:
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
    ends_at = one.entitlement.ends_at if one.entitlement else None
    reads = f" Reads until {day_in_words(ends_at)} if nothing more is paid." if ends_at else ""
    amount = format_money(one.amount, one.currency)
    return f"{status}: next payment of {amount} on {day_in_words(one.period_ends_at)}.{reads}"
