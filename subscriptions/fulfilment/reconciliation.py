"""Compare our rows with the provider: sync, record what changes, and roll back."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.forms.models import model_to_dict

from subscriptions import gateways
from subscriptions.billing import lifecycle, single_payments, sync
from subscriptions.fulfilment import purchases
from subscriptions.gateways.base import Gateway, NotFound
from subscriptions.models import Gift, Payment, Purchase, Subscription

# The provider has no such fields.
OWN = ("id", "version", "synced_at", "entitlement", "purchase", "user", "price")
UNKNOWN_THERE = "the provider does not know it"
PAID = "its pay page was paid, and nothing was given for it"


@dataclass(frozen=True)
class Difference:
    """A subscription, payment or purchase that differs from the provider's state.

    `lines` say what would change.
    """

    name: str
    lines: list[str]


def differences(*, at: datetime) -> Iterator[Difference]:
    """Yield all differences, also for rows that the provider does not have; change nothing."""
    gateway = gateways.current()
    seen = set()
    for remote in gateway.subscriptions():
        seen.add(remote.subscription_id)
        lines = compare(gateway.name, remote.subscription_id, at=at)
        if lines:
            yield Difference(remote.subscription_id, lines)
    running = Subscription.objects.running().filter(gateway=gateway.name)
    for name in set(running.values_list("gateway_id", flat=True)) - seen:
        yield Difference(name, [UNKNOWN_THERE])
    for payment in _single_payments(gateway.name):
        lines = compare_payment(gateway, payment, at=at)
        if lines:
            yield Difference(payment.gateway_id, lines)
    for purchase in _open_purchases(gateway.name):
        with suppress(NotFound):
            if gateway.retrieve_checkout(purchase.session_id).state == "paid":
                yield Difference(f"purchase {purchase.reference}", [PAID])


def repair(*, at: datetime) -> None:
    """Sync everything with the provider, and end duplicate subscriptions."""
    gateway = gateways.current()
    for purchase in _open_purchases(gateway.name):
        purchases.complete(purchase, at=at)
    for remote in gateway.subscriptions():
        lifecycle.sync_now(gateway.name, remote.subscription_id, at=at)
    for payment in _single_payments(gateway.name):
        with suppress(NotFound):
            purchases.sync_payment(payment, at=at)
    lifecycle.retry_refunds(at=at)
    lifecycle.end_pending(at=at)


def compare(gateway: str, subscription_id: str, *, at: datetime) -> list[str]:
    """Return what a sync would change, as "name: before -> after".

    Return nothing if it changes meanwhile.
    """
    fetched = sync.fetch(gateway, subscription_id)
    with transaction.atomic():
        before = _snapshot(gateway, subscription_id)
        if fetched is not None:
            with suppress(sync.StaleSnapshot):
                sync.write(gateway, fetched, at=at)
        after = _snapshot(gateway, subscription_id)
        transaction.set_rollback(True)
    if not before and after:
        return ["it is missing here"]
    return _changes(before, after)


def compare_payment(gateway: Gateway, payment: Payment, *, at: datetime) -> list[str]:
    purchase = payment.purchase
    if purchase is None:
        return []
    version = single_payments.version(purchase)
    try:
        remote = gateway.payment(payment.gateway_id)
    except NotFound:
        return [UNKNOWN_THERE]
    with transaction.atomic():
        before = _payment_snapshot(payment)
        with suppress(sync.StaleSnapshot):
            single_payments.store_state(purchase, remote, expected_version=version, at=at)
        after = _payment_snapshot(payment)
        transaction.set_rollback(True)
    return _changes(before, after)


def _changes(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    return [
        f"{name}: {before.get(name)} -> {after[name]}"
        for name in after
        if before.get(name) != after[name]
    ]


def _snapshot(gateway: str, subscription_id: str) -> dict[str, Any]:
    subscription = Subscription.objects.filter(gateway=gateway, gateway_id=subscription_id).first()
    if subscription is None:
        return {}
    fields = {name: value for name, value in model_to_dict(subscription).items() if name not in OWN}
    entitlement = subscription.entitlement
    fields["right"] = f"until {entitlement.ends_at}" if entitlement else "none"
    for payment in Payment.objects.filter(subscription=subscription):
        fields[f"payment {payment.gateway_id}"] = f"{payment}, {payment.refunded_money} sent back"
    return fields


def _payment_snapshot(payment: Payment) -> dict[str, Any]:
    """Return the fields to compare.

    Leave out the receipt's URL, which the provider may change at any time.
    """
    named = [name for name in sync.PAYMENT_FIELDS if name != "url"]
    fields: dict[str, Any] = Payment.objects.filter(pk=payment.pk).values(*named).get()
    gift = Gift.objects.filter(purchase=payment.purchase_id).first()
    if gift is not None:
        fields["gift"] = "taken back" if gift.revoked_at else "good"
    return fields


def _single_payments(gateway: str) -> list[Payment]:
    single = Payment.objects.filter(gateway=gateway, subscription=None, purchase__isnull=False)
    return list(single.select_related("purchase").order_by("pk"))


def _open_purchases(gateway: str) -> list[Purchase]:
    opened = Purchase.objects.filter(gateway=gateway, state=Purchase.State.OPEN)
    return list(opened.exclude(session_id=""))
