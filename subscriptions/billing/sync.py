"""Copy the provider's present state to Subscription, Payments and Entitlement, atomically.

The same remote state always gives the same rows, whatever came before and however often it is
synced.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import transaction
from django.db.models import Max, Q

from accounts.models import User
from subscriptions import gateways, gift_entitlements
from subscriptions.billing import emails, withdrawal_history
from subscriptions.gateways.base import GatewayDown, NotFound, RemotePayment, RemoteSubscription
from subscriptions.groups import group_seats
from subscriptions.links import gift
from subscriptions.models import Customer, Entitlement, Payment, Purchase, Subscription
from subscriptions.models.payments import REFUNDED_STATES, SPOILT

GRACE = timedelta(days=7)
MAX_ATTEMPTS = 12  # if other processes store newer states meanwhile
P = ParamSpec("P")
R = TypeVar("R")
Status, EndReason = Subscription.Status, Subscription.EndReason
STATUSES = set(Status.values)
PAYMENT_FIELDS = (
    "state",
    "amount",
    "refunded",
    "currency",
    "made_at",
    "paid_at",
    "refunded_at",
    "disputed_at",
    "period_starts_at",
    "period_ends_at",
    "number",
    "url",
)


@dataclass(frozen=True)
class Snapshot:
    """The provider's state, and the version of our row when it was fetched."""

    remote: RemoteSubscription
    version: int | None


class StaleSnapshot(Exception):
    """Another process stored a state since this one was fetched, so this one may be older."""


def retry_if_stale(fetch_and_store: Callable[P, R]) -> Callable[P, R]:
    """Repeat the function while it raises StaleSnapshot (optimistic locking)."""

    @wraps(fetch_and_store)
    def retrying(*args: P.args, **kwargs: P.kwargs) -> R:
        changing: object = None
        for _ in range(MAX_ATTEMPTS):
            try:
                return fetch_and_store(*args, **kwargs)
            except StaleSnapshot as stale:
                changing = stale
        # As if the provider were down, so that the caller tries again later.
        raise GatewayDown(f"{changing} changes faster than it can be synced.")

    return retrying


@retry_if_stale
def sync(gateway: str, subscription_id: str, *, at: datetime) -> Subscription | None:
    """Fetch and store the provider's state; return None if the subscription is not ours."""
    fetched = fetch(gateway, subscription_id)
    return write(gateway, fetched, at=at) if fetched else None


def fetch(gateway: str, subscription_id: str) -> Snapshot | None:
    # Before the request: a state stored during the request must count as newer.
    rows = Subscription.objects.filter(gateway=gateway, gateway_id=subscription_id)
    version = rows.values_list("version", flat=True).first()
    try:
        remote = gateways.named(gateway).subscription(subscription_id)
    except NotFound:
        return None
    return Snapshot(remote, version)


def is_refunded(subscription: Subscription) -> bool:
    """Return whether the payment for the latest period was refunded in full, or is disputed."""
    latest = (
        subscription.payments.exclude(period_ends_at=None)
        .order_by("-period_ends_at", "-pk")
        .first()
    )
    return latest is not None and latest.state in REFUNDED_STATES


def refund_ends_access(payment: Payment, *, at: datetime) -> bool:
    """Return whether refunding all that is left ends the entitlement.

    It does if no other payment pays for the time after.
    """
    subscription = payment.subscription
    if subscription is None or subscription.entitlement is None:
        return False
    others = subscription.payments.filter(state=Payment.State.PAID).exclude(pk=payment.pk)
    until = others.aggregate(last=Max("period_ends_at"))["last"]
    if until is None or not subscription.entitlement.is_in_force(at):
        return subscription.entitlement.is_in_force(at)
    is_older = payment.period_ends_at is not None and payment.period_ends_at < until
    renews = is_older and subscription.is_running and not subscription.cancel_at_period_end
    return bool(until + (GRACE if renews else timedelta(0)) <= at)


def entitled_until(subscription: Subscription) -> datetime | None:
    """Return when access ends, or None if it grants none.

    Days of grace are added while it renews, unless refunded.
    """
    ends = subscription.paid_until
    if ends is None or subscription.end_reason == EndReason.DUPLICATE or has_mismatch(subscription):
        return None
    if subscription.is_running and not subscription.cancel_at_period_end:
        last = subscription.payments.filter(state=Payment.State.PAID, period_ends_at=ends)
        if last.exists():
            ends += GRACE
    if subscription.access_revoked_at is not None:
        ends = min(ends, subscription.access_revoked_at)
    return ends


def has_mismatch(subscription: Subscription) -> bool:
    """Return whether another amount or currency was paid than displayed.

    Such a subscription grants nothing and must not renew.
    """
    purchase = subscription.purchase
    return purchase is not None and purchase.state == Purchase.State.MISMATCH


@transaction.atomic
def write(gateway: str, fetched: Snapshot, *, at: datetime) -> Subscription | None:
    """Store the fetched state; return None if it is not ours.

    Raise StaleSnapshot if it must be fetched again.
    """
    remote = fetched.remote
    purchase = Purchase.objects.by_reference(remote.reference)
    if purchase is None:
        return None
    user = purchase.user
    if user is not None:
        # Lock all accounts of the reader's mailbox, so that two subscriptions of one reader are
        # synced in turn. Order of locks: first the accounts, then the subscription. NO KEY: inserts
        # of other rows with a foreign key to the account need not wait.
        of_mailbox = Q(pk=user.pk) | Q(mailbox_number=user.reader_number)
        accounts = User.objects.filter(of_mailbox).order_by("pk")
        list(accounts.select_for_update(no_key=True))
    rows = Subscription.objects.select_for_update(of=("self",), no_key=True)
    subscription = rows.filter(gateway=gateway, gateway_id=remote.subscription_id).first()
    if (subscription.version if subscription else None) != fetched.version:
        raise StaleSnapshot(remote.subscription_id)
    subscription = subscription or _new_subscription(gateway, remote, purchase)
    _copy(subscription, remote, at)
    subscription.save()
    if subscription.user is not None and remote.customer_id:
        email = subscription.purchase.email if subscription.purchase else ""
        customer = Customer(user=subscription.user, gateway=gateway, email=email)
        customer.customer_id = remote.customer_id
        Customer.objects.bulk_create([customer], ignore_conflicts=True)
    _store_payments(subscription, remote, at)
    _apply_end_reason(subscription, at)
    _grant(subscription, at)
    return subscription


def _new_subscription(gateway: str, remote: RemoteSubscription, purchase: Purchase) -> Subscription:
    """Return a new row for the purchase.

    Only the first subscription of a purchase gets the link to it.
    """
    subscription = Subscription(
        gateway=gateway, gateway_id=remote.subscription_id, user=purchase.user, price=purchase.price
    )
    subscription.reader_number = purchase.user.reader_number if purchase.user else None
    if not Subscription.objects.filter(purchase=purchase).exists():
        subscription.purchase = purchase
    terms = remote.terms
    paid = [payment for payment in remote.payments if payment.state == "paid"]
    agreed = (terms.amount, terms.currency) == (purchase.renewal_amount, purchase.currency)
    # More than the confirmed amount is allowed: the provider may add tax.
    if not agreed or any(payment.amount < purchase.amount for payment in paid[:1]):
        Purchase.objects.filter(pk=purchase.pk).update(state=Purchase.State.MISMATCH)
        purchase.refresh_from_db()
    return subscription


def _copy(subscription: Subscription, remote: RemoteSubscription, at: datetime) -> None:
    terms, card = remote.terms, remote.card
    subscription.status = remote.status if remote.status in STATUSES else Status.PAUSED
    subscription.amount, subscription.currency = terms.amount, terms.currency
    subscription.interval, subscription.interval_count = terms.interval, terms.interval_count
    subscription.started_at, subscription.trial_ends_at = remote.started_at, remote.trial_ends_at
    subscription.period_starts_at = remote.period_starts_at
    subscription.period_ends_at = remote.period_ends_at
    subscription.cancel_at_period_end = remote.cancel_at_period_end
    subscription.canceled_at, subscription.ended_at = remote.canceled_at, remote.ended_at
    subscription.card_brand, subscription.card_last4 = card.brand, card.last4
    subscription.card_expires = card.expires
    subscription.paid_until = _paid_until(remote)
    if subscription.status != Status.PAST_DUE:
        subscription.past_due_since = None
    elif subscription.past_due_since is None:
        unpaid = [each.made_at for each in remote.payments if each.state in {"open", "failed"}]
        subscription.past_due_since = max(unpaid, default=at)
    if remote.ended_at and not subscription.end_reason:
        failed = remote.ended_by_failed_payment
        subscription.end_reason = EndReason.PAYMENT if failed else EndReason.VOLUNTARY
    subscription.synced_at = at
    subscription.version += 1


def _paid_until(remote: RemoteSubscription) -> datetime | None:
    """Return the end of the paid time.

    A refunded or disputed payment counts until the refund or dispute.
    """
    ends = [payment.period_ends_at for payment in remote.payments if payment.state == "paid"]
    for payment in remote.payments:
        if payment.state in {"refunded", "disputed", "lost"}:
            over = payment.refunded_at if payment.state == "refunded" else payment.disputed_at
            known = [moment for moment in (over, payment.period_ends_at) if moment]
            ends.append(min(known, default=None))
    return max((end for end in ends if end), default=None)


def _store_payments(subscription: Subscription, remote: RemoteSubscription, at: datetime) -> None:
    billed_to = subscription.purchase.email if subscription.purchase else ""
    known = {
        payment.gateway_id: payment for payment in Payment.objects.filter(subscription=subscription)
    }
    for payment in remote.payments:
        fixed = {
            "subscription": subscription,
            "user": subscription.user,
            "billed_to": billed_to,
            "description": subscription.what,
        }
        kept, _ = Payment.objects.update_or_create(
            gateway=subscription.gateway,
            gateway_id=payment.payment_id,
            defaults=payment_fields(payment)
            | refund_outcome(known.get(payment.payment_id), payment, at=at),
            create_defaults={**payment_fields(payment), **fixed, "purchase": subscription.purchase},
        )
        if subscription.end_reason != EndReason.DUPLICATE:  # `emails.duplicate` reports the refund
            emails.refund_started(kept, at=at)


def refund_outcome(
    known: Payment | None, remote: RemotePayment, *, at: datetime
) -> dict[str, object]:
    """Return the new `refund_failed_at`: set if less is refunded than before, None if more.

    Less is refunded if a bank returned the refund.
    """
    if known is None or known.refunded == remote.refunded:
        return {}
    return {"refund_failed_at": at if remote.refunded < known.refunded else None}


def payment_fields(remote: RemotePayment) -> dict[str, object]:
    return {name: getattr(remote, name) for name in PAYMENT_FIELDS}


def _apply_end_reason(subscription: Subscription, at: datetime) -> None:
    states = set(subscription.payments.values_list("state", flat=True))
    ended_by_reader = subscription.ended_at is not None and subscription.end_reason in {
        "",
        EndReason.VOLUNTARY,
    }
    if ended_by_reader and states & set(SPOILT):
        subscription.end_reason = EndReason.DISPUTED
    elif ended_by_reader and is_refunded(subscription):
        subscription.end_reason = EndReason.REFUNDED
    elif subscription.entitlement is None and subscription.is_running:
        is_second = _has_another(subscription) or is_second_first_offer(subscription)
        if is_second or _lacks_consent(subscription, at):
            subscription.end_reason = EndReason.DUPLICATE
    subscription.save(update_fields=["end_reason"])


def is_second_first_offer(mine: Subscription) -> bool:
    """Return whether it began with a trial or a lower price for a former subscriber."""
    if mine.user is None or mine.price is None or not mine.began_with_offer:
        return False
    before = (
        Subscription.objects.of_readers()
        .filter(reader_number=mine.reader_number)
        .exclude(pk=mine.pk)
    )
    return before.exclude(end_reason__in=[EndReason.DUPLICATE, EndReason.MISMATCH]).exists()


def _has_another(subscription: Subscription) -> bool:
    """Return whether the reader already has another running subscription, besides donations."""
    if subscription.user is None or subscription.price is None:
        return False
    others = Subscription.objects.of_readers().running().filter(user=subscription.user)
    return others.exclude(pk=subscription.pk).exists()


def _lacks_consent(subscription: Subscription, at: datetime) -> bool:
    """Return whether the required consent to begin at once is missing."""
    if (
        subscription.user is None
        or subscription.price is None
        or subscription.pays_until_withdrawal
    ):
        return False
    # The payment page was opened before an earlier withdrawal, so it did not ask for consent. A
    # declaration without sign-in counts once it is confirmed: before, it may be a stranger's.
    return withdrawal_history.has_withdrawn(
        subscription.reader_number, subscription.price.plan_id, besides=subscription, at=at
    )


def _grant(subscription: Subscription, at: datetime) -> None:
    """Create the entitlement of the subscription, or move its end.

    Then adjust the group, waiting gifts and gift links.
    """
    user, starts_at = subscription.user, subscription.started_at
    if user is None or subscription.price is None:
        return
    ends_at = entitled_until(subscription)
    entitlement = subscription.entitlement
    # `update` and `bulk_create` send no signals, because all that depends on the entitlement is
    # adjusted here, once and at `at`.
    if entitlement is not None:
        # A constraint forbids an end before the start.
        entitlement.ends_at = max(ends_at or starts_at, starts_at)
        Entitlement.objects.filter(pk=entitlement.pk).update(ends_at=entitlement.ends_at)
    elif ends_at is not None and ends_at > starts_at:
        source = Entitlement.Source.SUBSCRIPTION
        entitlement = Entitlement(user=user, source=source, starts_at=starts_at, ends_at=ends_at)
        Entitlement.objects.bulk_create([entitlement])
        subscription.entitlement = entitlement
        subscription.save(update_fields=["entitlement"])
    else:
        return
    seats = _seats(subscription, at) if entitlement.is_in_force(at) else None
    group_seats.sync_owned_group(user, seats=seats, at=at)
    gift_entitlements.reschedule_waiting(user, at=at)
    if is_entitlement_revoked(subscription, at):
        gift.revoke_all(user, until=_revoked_at(subscription) or at, at=at)


def _revoked_at(mine: Subscription) -> datetime | None:
    """Return when a refund, dispute, withdrawal or the desk ended access.

    Gift links made until then end too.
    """
    gone = mine.payments.filter(state__in=REFUNDED_STATES).values_list("refunded_at", "disputed_at")
    known = [moment for pair in gone for moment in pair]
    if mine.access_revoked_at is not None:
        # A withdrawal counts from its declaration, but links can be made until `ended_at`.
        known += [mine.access_revoked_at, mine.ended_at]
    return max((moment for moment in known if moment), default=None)


def is_entitlement_revoked(subscription: Subscription, at: datetime) -> bool:
    """Return whether access ended early: refunded, disputed, withdrawn or ended at the desk."""
    # `access_revoked_at` covers withdrawals without a full refund, such as from a trial.
    is_early = (
        subscription.access_revoked_at is not None
        or subscription.payments.filter(state__in=REFUNDED_STATES).exists()
    )
    return is_early and not (subscription.entitlement and subscription.entitlement.is_in_force(at))


def _seats(subscription: Subscription, at: datetime) -> int:
    """Return the seats of the plan that is paid now.

    After a change of plan more seats count from the period in which they are paid, fewer seats from
    the change on.
    """
    not_paid = Q(takes_effect_at__gt=at)
    if subscription.paid_until is not None:
        not_paid |= Q(takes_effect_at__gte=subscription.paid_until)
    pending = subscription.plan_changes.filter(not_paid).order_by("confirmed_at").first()
    now = subscription.price.plan.seats if subscription.price else 1
    if pending is None or pending.old is None:
        return now
    before = pending.old.plan.seats
    return before if pending.takes_effect_at > at else min(before, now)
