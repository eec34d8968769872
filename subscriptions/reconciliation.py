"""Whether our rows say what the provider has: looked at as `follow` would write them, and taken back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.forms.models import model_to_dict

from subscriptions import following, fulfilment, gateways, lifecycle
from subscriptions.gateways.base import Gateway, NotThere
from subscriptions.models import Payment, Purchase, Subscription

OWN = ("id", "version", "followed_at", "entitlement", "purchase", "user", "price")  # not the provider's to say
UNKNOWN_THERE = "the provider does not know it"
PAID = "its pay page was paid, and nothing was given for it"


@dataclass(frozen=True)
class Difference:
    """One subscription or purchase that is not as the provider has it; `lines` say what would change."""

    name: str
    lines: list[str]


def differences(*, at: datetime) -> Iterator[Difference]:
    """Of everything that the provider has, and of what it should have; changes nothing."""
    gateway = gateways.current()
    seen = set()
    for remote in gateway.subscriptions():
        seen.add(remote.subscription_id)
        lines = compare(gateway.name, remote.subscription_id, at=at)
        if lines:
            yield Difference(remote.subscription_id, lines)
    for name in _running_here(gateway.name) - seen:
        yield Difference(name, [UNKNOWN_THERE])
    for purchase in _open_purchases(gateway.name):
        if _is_paid(gateway, purchase):
            yield Difference(f"purchase {purchase.reference}", [PAID])


def mend(*, at: datetime) -> None:
    """Bring everything in line with the provider, and end second subscriptions."""
    gateway = gateways.current()
    for purchase in _open_purchases(gateway.name):
        fulfilment.complete(purchase, at=at)
    for remote in gateway.subscriptions():
        lifecycle.follow(gateway.name, remote.subscription_id, at=at)
    lifecycle.send_back_left(at=at)


def compare(gateway: str, subscription_id: str, *, at: datetime) -> list[str]:
    """What following it would change, as "name: before -> after"."""
    with transaction.atomic():
        before = _picture(gateway, subscription_id)
        following.settle(gateway, subscription_id, at=at)
        after = _picture(gateway, subscription_id)
        transaction.set_rollback(True)
    if not before and after:
        return ["it is missing here"]
    return [f"{name}: {before.get(name)} -> {after[name]}" for name in after if before.get(name) != after[name]]


def _is_paid(gateway: Gateway, purchase: Purchase) -> bool:
    try:
        return gateway.pay_page(purchase.session_id).state == "paid"
    except NotThere:
        return False


def _picture(gateway: str, subscription_id: str) -> dict[str, Any]:
    """All that the provider's state decides, flat."""
    mine = Subscription.objects.filter(gateway=gateway, gateway_id=subscription_id).first()
    if mine is None:
        return {}
    fields = {name: value for name, value in model_to_dict(mine).items() if name not in OWN}
    right = mine.entitlement
    fields["right"] = f"until {right.ends_at}" if right else "none"
    for payment in Payment.objects.filter(subscription=mine):
        fields[f"payment {payment.gateway_id}"] = f"{payment}, {payment.refunded_money} sent back"
    return fields


def _running_here(gateway: str) -> set[str]:
    return set(Subscription.objects.running().filter(gateway=gateway).values_list("gateway_id", flat=True))


def _open_purchases(gateway: str) -> list[Purchase]:
    return list(Purchase.objects.filter(gateway=gateway, state=Purchase.State.OPEN).exclude(session_id=""))
