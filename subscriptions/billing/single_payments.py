"""Sync single payments (gifts, donations) from the provider, with the gift that depends on one.

Fulfilment, webhooks, refunds and reconciliation all use `store_state`: the same remote state gives
the same rows.
"""

from datetime import datetime

from django.db import transaction

from subscriptions import gateways, gift_entitlements
from subscriptions.billing import emails
from subscriptions.billing.sync import (
    StaleSnapshot,
    payment_fields,
    refund_outcome,
    retry_if_stale,
)
from subscriptions.gateways.base import RemotePayment
from subscriptions.models import Payment, Purchase


def version(purchase: Purchase) -> int:
    """Return the version of the purchase's stored payment state; 0 if none is stored."""
    versions = Payment.objects.filter(purchase=purchase, subscription=None).values_list(
        "version", flat=True
    )
    return versions.first() or 0


@retry_if_stale
def sync(payment: Payment, *, at: datetime) -> Payment:
    purchase = payment.purchase
    if purchase is None:  # nothing was bought with it
        return payment
    # Before the request: a state stored during the request must count as newer.
    seen = version(purchase)
    remote = gateways.named(payment.gateway).payment(payment.gateway_id)
    return store_state(purchase, remote, expected_version=seen, at=at)


@transaction.atomic
def store_state(
    purchase: Purchase, remote: RemotePayment, *, expected_version: int, at: datetime
) -> Payment:
    """Store the provider's state.

    Raise StaleSnapshot if another process stored one since `expected_version`.
    """
    # Lock the purchase, not the payment: the payment's row may not exist yet.
    Purchase.objects.select_for_update(no_key=True).get(pk=purchase.pk)
    if version(purchase) != expected_version:
        raise StaleSnapshot(remote.payment_id)
    known = Payment.objects.filter(gateway=purchase.gateway, gateway_id=remote.payment_id).first()
    state = (
        payment_fields(remote)
        | refund_outcome(known, remote, at=at)
        | {"version": expected_version + 1}
    )
    fixed = {
        "purchase": purchase,
        "user": purchase.user,
        "billed_to": purchase.email,
        "description": purchase.product,
    }
    payment, _ = Payment.objects.update_or_create(
        gateway=purchase.gateway,
        gateway_id=remote.payment_id,
        defaults=state,
        create_defaults={**state, **fixed},
    )
    gift_entitlements.sync(payment, at=at)
    emails.refund_started(payment, at=at)
    return payment
