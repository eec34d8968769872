"""How the provider's state becomes ours: the Subscription, its Payments and its Entitlement, in one transaction.

The same state gives the same rows, whatever came before and however often it is looked at.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Q

from accounts.models import User
from subscriptions import gateways
from subscriptions.billing import emails, withdrawal_history
from subscriptions.gateways.base import GatewayDown, NotThere, RemotePayment, RemoteSubscription
from subscriptions.groups import group_seats
from subscriptions.links import gift
from subscriptions.models import Customer, Entitlement, Payment, Purchase, Subscription
from subscriptions.models.payments import GONE_BACK, SPOILT

GRACE = timedelta(days=7)
MOST_LOOKS = 12
Status, EndReason = Subscription.Status, Subscription.EndReason
STATUSES = set(Status.values)
PAYMENT_FIELDS = (
    *("state", "amount", "refunded", "currency", "made_at", "paid_at", "refunded_at", "disputed_at"),
    *("period_starts_at", "period_ends_at", "number", "url"),
)


@dataclass(frozen=True)
class Seen:
    """The provider's state, and the version of our row when it was fetched."""

    remote: RemoteSubscription
    version: int | None


def settle(gateway: str, subscription_id: str, *, at: datetime) -> Subscription | None:
    """Ask the provider and write what it says; None where it is no subscription of ours.

    Two that look at the same moment cannot put an older state over a newer one: who comes second looks again, and who
    comes second too often leaves it for later, as if the provider had been silent.
    """
    for _ in range(MOST_LOOKS):
        seen = look(gateway, subscription_id)
        settled = write(gateway, seen, at=at) if seen else None
        if settled is None or settled.pk:
            return settled
    raise GatewayDown(f"{subscription_id} changes faster than it can be followed.")


def look(gateway: str, subscription_id: str) -> Seen | None:
    """Fetch the subscription from the provider, outside any transaction; None if the provider has none."""
    version = _version(gateway, subscription_id)
    try:
        return Seen(gateways.named(gateway).subscription(subscription_id), version)
    except NotThere:
        return None


def money_is_back(mine: Subscription) -> bool:
    """Whether what was paid for the latest span went back in full, or is disputed."""
    latest = mine.payments.exclude(period_ends_at=None).order_by("-period_ends_at", "-pk").first()
    return latest is not None and latest.state in GONE_BACK


def refund_ends_right(payment: Payment, *, at: datetime) -> bool:
    """Return whether the refund of all that is left ends the entitlement: no other payment pays for the time after."""
    mine = payment.subscription
    if mine is None or mine.entitlement is None:
        return False
    others = mine.payments.filter(state=Payment.State.PAID).exclude(pk=payment.pk)
    until = others.aggregate(last=Max("period_ends_at"))["last"]
    if until is None or not mine.entitlement.is_in_force(at):
        return mine.entitlement.is_in_force(at)
    is_older = payment.period_ends_at is not None and payment.period_ends_at < until
    renews = is_older and mine.is_running and not mine.cancel_at_period_end
    return bool(until + (GRACE if renews else timedelta(0)) <= at)


def right_ends_at(mine: Subscription) -> datetime | None:
    """Up to when it lets read; None: it never does. While it renews the days of grace count, unless money went back."""
    ends = mine.paid_until
    if ends is None or mine.end_reason == EndReason.DUPLICATE or paid_something_else(mine):
        return None
    renews = mine.is_running and not mine.cancel_at_period_end
    if renews and mine.payments.filter(state=Payment.State.PAID, period_ends_at=ends).exists():
        ends += GRACE
    return min(ends, mine.right_cut_at) if mine.right_cut_at else ends


def paid_something_else(mine: Subscription) -> bool:
    """Return whether something else was paid than was shown: it opens nothing and must not renew."""
    return mine.purchase is not None and mine.purchase.state == Purchase.State.MISMATCH


def _version(gateway: str, subscription_id: str) -> int | None:
    rows = Subscription.objects.filter(gateway=gateway, gateway_id=subscription_id)
    return rows.values_list("version", flat=True).first()


@transaction.atomic
def write(gateway: str, seen: Seen, *, at: datetime) -> Subscription | None:
    """Store the fetched state. Return None if it is not ours, an unsaved subscription if it must be fetched again."""
    remote = seen.remote
    purchase = Purchase.objects.by_reference(remote.reference)
    if purchase is None:
        return None
    if purchase.user is not None:
        _lock_reader(purchase.user)
    rows = Subscription.objects.select_for_update(of=("self",), no_key=True)
    mine = rows.filter(gateway=gateway, gateway_id=remote.subscription_id).first()
    if (mine.version if mine else None) != seen.version:
        return Subscription()
    mine = mine or _begun(gateway, remote, purchase)
    _copy(mine, remote, at)
    mine.save()
    _keep_customer(mine, remote)
    _keep_payments(mine, remote, at)
    _apply_end_reason(mine, at)
    _grant(mine, at)
    return mine


def _lock_reader(user: User) -> None:
    """Make the subscriptions of one reader, with all accounts of the mailbox, wait for each other.

    Rows that only name an account need not wait.
    """
    accounts = User.objects.filter(Q(pk=user.pk) | Q(mailbox_number=user.reader_number)).order_by("pk")
    list(accounts.select_for_update(no_key=True))


def _begun(gateway: str, remote: RemoteSubscription, purchase: Purchase) -> Subscription:
    """A new row for what was bought; only the first subscription of a purchase is the purchase's own."""
    mine = Subscription(gateway=gateway, gateway_id=remote.subscription_id, user=purchase.user, price=purchase.price)
    mine.reader_number = purchase.user.reader_number if purchase.user else None
    if not Subscription.objects.filter(purchase=purchase).exists():
        mine.purchase = purchase
    if not _is_what_was_shown(remote, purchase):
        Purchase.objects.filter(pk=purchase.pk).update(state=Purchase.State.MISMATCH)
        purchase.refresh_from_db()
    return mine


def _is_what_was_shown(remote: RemoteSubscription, purchase: Purchase) -> bool:
    """The currency, the price and at least the first amount (a provider may add tax, never take something off)."""
    terms, paid = remote.terms, [payment for payment in remote.payments if payment.state == "paid"]
    agreed = (terms.amount, terms.currency) == (purchase.renewal_amount, purchase.currency)
    return agreed and all(payment.amount >= purchase.amount for payment in paid[:1])


def _copy(mine: Subscription, remote: RemoteSubscription, at: datetime) -> None:
    terms = remote.terms
    mine.status = remote.status if remote.status in STATUSES else Status.PAUSED
    mine.amount, mine.currency = terms.amount, terms.currency
    mine.interval, mine.interval_count = terms.interval, terms.interval_count
    mine.started_at, mine.trial_ends_at = remote.started_at, remote.trial_ends_at
    mine.period_starts_at, mine.period_ends_at = remote.period_starts_at, remote.period_ends_at
    mine.cancel_at_period_end = remote.cancel_at_period_end
    mine.canceled_at, mine.ended_at = remote.canceled_at, remote.ended_at
    mine.card_brand, mine.card_last4, mine.card_expires = remote.card.brand, remote.card.last4, remote.card.expires
    mine.paid_until = _paid_until(remote)
    late = mine.status == Status.PAST_DUE
    mine.past_due_since = (mine.past_due_since or _late_since(remote) or at) if late else None
    if remote.ended_at and not mine.end_reason:
        mine.end_reason = EndReason.PAYMENT if remote.ended_by_failed_payment else EndReason.VOLUNTARY
    mine.followed_at, mine.version = at, mine.version + 1


def _paid_until(remote: RemoteSubscription) -> datetime | None:
    """The last moment that is paid for. What was sent back or disputed counts until that moment, and no longer."""
    ends = [payment.period_ends_at for payment in remote.payments if payment.state == "paid"]
    for payment in remote.payments:
        if payment.state in {"refunded", "disputed", "lost"}:
            over = payment.refunded_at if payment.state == "refunded" else payment.disputed_at
            known = [moment for moment in (over, payment.period_ends_at) if moment]
            ends.append(min(known, default=None))
    return max((moment for moment in ends if moment), default=None)


def _late_since(remote: RemoteSubscription) -> datetime | None:
    asked = [payment.made_at for payment in remote.payments if payment.state in {"open", "failed"}]
    return max(asked, default=None)


def _keep_customer(mine: Subscription, remote: RemoteSubscription) -> None:
    if mine.user is not None and remote.customer_id:
        email = mine.purchase.email if mine.purchase else ""
        new = Customer(user=mine.user, gateway=mine.gateway, customer_id=remote.customer_id, email=email)
        Customer.objects.bulk_create([new], ignore_conflicts=True)


def _keep_payments(mine: Subscription, remote: RemoteSubscription, at: datetime) -> None:
    billed_to = mine.purchase.email if mine.purchase else ""
    known = {payment.gateway_id: payment for payment in Payment.objects.filter(subscription=mine)}
    for payment in remote.payments:
        fixed = {"subscription": mine, "user": mine.user, "billed_to": billed_to, "what": mine.what}
        kept, _ = Payment.objects.update_or_create(
            gateway=mine.gateway,
            gateway_id=payment.payment_id,
            defaults=payment_fields(payment) | refund_outcome(known.get(payment.payment_id), payment, at=at),
            create_defaults={**payment_fields(payment), **fixed, "purchase": mine.purchase},
        )
        if mine.end_reason != EndReason.DUPLICATE:  # its own letter says so
            emails.refund_started(kept, at=at)


def refund_outcome(known: Payment | None, remote: RemotePayment, *, at: datetime) -> dict[str, object]:
    """Return what to store if less has been refunded than before (a bank returned it), or more."""
    if known is None or known.refunded == remote.refunded:
        return {}
    return {"refund_failed_at": at if remote.refunded < known.refunded else None}


def payment_fields(remote: RemotePayment) -> dict[str, object]:
    return {name: getattr(remote, name) for name in PAYMENT_FIELDS}


def _apply_end_reason(mine: Subscription, at: datetime) -> None:
    """Set the end reason of a refunded or disputed subscription, and of a duplicate that must be ended."""
    states = set(mine.payments.values_list("state", flat=True))
    ended_by_reader = mine.ended_at is not None and mine.end_reason in {"", EndReason.VOLUNTARY}
    if ended_by_reader and states & set(SPOILT):
        mine.end_reason = EndReason.DISPUTED
    elif ended_by_reader and money_is_back(mine):
        mine.end_reason = EndReason.REFUNDED
    elif mine.entitlement is None and mine.is_running and _is_one_too_many(mine, at):
        mine.end_reason = EndReason.DUPLICATE
    mine.save(update_fields=["end_reason"])


def _is_one_too_many(mine: Subscription, at: datetime) -> bool:
    """Return whether the reader may not have this subscription, which was paid on a page that was open too long."""
    return _has_another(mine) or _lacks_consent(mine, at) or is_second_first_offer(mine)


def is_second_first_offer(mine: Subscription) -> bool:
    """Return whether it began with a trial or a lower price although the reader has had a subscription before."""
    if mine.user is None or mine.price is None or not mine.began_with_offer:
        return False
    before = Subscription.objects.of_readers().filter(reader_number=mine.reader_number).exclude(pk=mine.pk)
    return before.exclude(end_reason__in=[EndReason.DUPLICATE, EndReason.MISMATCH]).exists()


def _has_another(mine: Subscription) -> bool:
    """Whether this reader has a running subscription already; donations are no subscriptions to read."""
    if mine.user is None or mine.price is None:
        return False
    others = Subscription.objects.of_readers().running().filter(user=mine.user)
    return others.exclude(pk=mine.pk).exists()


def _lacks_consent(mine: Subscription, at: datetime) -> bool:
    """Return whether the required consent to begin at once is missing.

    That happens if the pay page was opened before this reader's earlier withdrawal.
    """
    if mine.user is None or mine.price is None or mine.pays_until_withdrawal:
        return False
    return withdrawal_history.has_withdrawn(mine.reader_number, mine.price.plan_id, besides=mine, at=at)


def _grant(mine: Subscription, at: datetime) -> None:
    """The entitlement that goes with it: made once, then moved as money says."""
    if mine.user is None or mine.price is None:
        return
    ends_at = right_ends_at(mine)
    if mine.entitlement is not None:
        mine.entitlement.ends_at = max(ends_at or mine.started_at, mine.started_at)
        mine.entitlement.save(update_fields=["ends_at"])
    elif ends_at is not None and ends_at > mine.started_at:
        mine.entitlement = Entitlement.objects.create(
            user=mine.user, source=Entitlement.Source.SUBSCRIPTION, starts_at=mine.started_at, ends_at=ends_at
        )
        mine.save(update_fields=["entitlement"])
    if mine.entitlement is not None:
        group_seats.follow_owner(mine.user, at=at, seats=_seats(mine, at) if mine.entitlement.is_in_force(at) else None)
    if mine.entitlement is not None and right_is_taken_back(mine, at):
        gift.revoke_all(mine.user, until=_taken_back_at(mine) or at, at=at)


def _taken_back_at(mine: Subscription) -> datetime | None:
    """Return when money went back or the right was cut off; links made until then end with it."""
    gone = mine.payments.filter(state__in=GONE_BACK).values_list("refunded_at", "disputed_at")
    known = [moment for pair in gone for moment in pair]
    if mine.right_cut_at is not None:
        # A withdrawal counts from its declaration, which may have been confirmed later: until then it could be used.
        known += [mine.right_cut_at, mine.ended_at]
    return max((moment for moment in known if moment), default=None)


def right_is_taken_back(mine: Subscription, at: datetime) -> bool:
    """Return whether the right ended early: money went back or is disputed, or it was cut off.

    It is cut off by a withdrawal, also of a trial or refunded in part, and at the desk.
    """
    is_early = mine.right_cut_at is not None or mine.payments.filter(state__in=GONE_BACK).exists()
    return is_early and not (mine.entitlement and mine.entitlement.is_in_force(at))


def _seats(mine: Subscription, at: datetime) -> int:
    """Return the seats of the plan that is paid now.

    A change of plan counts from the period in which it is paid, but fewer seats count from the change on.
    """
    not_paid = Q(takes_effect_at__gt=at)
    if mine.paid_until is not None:
        not_paid |= Q(takes_effect_at__gte=mine.paid_until)
    pending = mine.plan_changes.filter(not_paid).order_by("confirmed_at").first()
    now = mine.price.plan.seats if mine.price else 1
    if pending is None or pending.old is None:
        return now
    before = pending.old.plan.seats
    return before if pending.takes_effect_at > at else min(before, now)
