"""How the provider's state of what is paid once becomes ours: its Payment, and the gift that goes with the money.

Fulfilment, events, refunds and reconciliation all write through `write`: the same state gives the same rows.
"""

from datetime import datetime

from django.db import transaction

from subscriptions import following, gateways, gift_rights, letters
from subscriptions.following import MOST_LOOKS
from subscriptions.gateways.base import GatewayDown, RemotePayment
from subscriptions.models import Payment, Purchase


def version(purchase: Purchase) -> int:
    """Which state of the purchase's single payment is written here; 0: none."""
    versions = Payment.objects.filter(purchase=purchase, subscription=None).values_list("version", flat=True)
    return versions.first() or 0


def sync(payment: Payment, *, at: datetime) -> Payment:
    """Ask the provider and write what it says; the payment as it is then."""
    purchase = payment.purchase
    if purchase is None:  # nothing was bought with it
        return payment
    for _ in range(MOST_LOOKS):
        seen = version(purchase)
        remote = gateways.named(payment.gateway).payment(payment.gateway_id)
        written = write(purchase, remote, seen=seen, at=at)
        if written is not None:
            return written
    raise GatewayDown(f"{payment.gateway_id} changes faster than it can be followed.")


@transaction.atomic
def write(purchase: Purchase, remote: RemotePayment, *, seen: int, at: datetime) -> Payment | None:
    """Write the provider's state. None: another process wrote one after `seen` was read, so ask again."""
    Purchase.objects.select_for_update(no_key=True).get(pk=purchase.pk)
    if version(purchase) != seen:
        return None
    state = {**following.payment_fields(remote), "version": seen + 1}
    fixed = {"purchase": purchase, "user": purchase.user, "billed_to": purchase.email, "what": purchase.product}
    payment, _ = Payment.objects.update_or_create(
        gateway=purchase.gateway,
        gateway_id=remote.payment_id,
        defaults=state,
        create_defaults={**state, **fixed},
    )
    gift_rights.sync(payment, at=at)
    letters.refund_started(payment, at=at)
    return payment
