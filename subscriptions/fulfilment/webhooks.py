"""Webhook events: verified, stored by id, and processed once by a sync with the provider."""

import logging
from collections.abc import Mapping
from datetime import datetime

from django.db.models import F

from subscriptions import gateways
from subscriptions.billing import lifecycle
from subscriptions.fulfilment import purchases
from subscriptions.gateways.base import GatewayError, NotFound
from subscriptions.models import GatewayEvent, Payment, Purchase

logger = logging.getLogger(__name__)

MAX_ERROR_LENGTH = 300  # characters of the error message to store


def receive(gateway: str, body: bytes, headers: Mapping[str, str], *, at: datetime) -> GatewayEvent:
    """Store the event; count a repeated delivery. The gateway raises for a wrong signature."""
    event = gateways.named(gateway).event(body, headers)
    gateway_event, is_new = GatewayEvent.objects.get_or_create(
        gateway=gateway,
        event_id=event.event_id,
        defaults={
            "kind": event.kind,
            "subject": event.subject,
            "subject_id": event.subject_id,
            "received_at": at,
            # Without a subject there is nothing to process.
            "done_at": None if event.subject else at,
        },
    )
    if not is_new:
        GatewayEvent.objects.filter(pk=gateway_event.pk).update(times=F("times") + 1)
    return gateway_event


def process(pk: int, *, at: datetime) -> bool:
    """Process an event once; return False if it must be retried (its error is stored)."""
    event = GatewayEvent.objects.get(pk=pk)
    if event.done_at is not None:
        return True
    try:
        if event.subject:  # otherwise the event is about no object of ours
            HANDLERS[event.subject](event, at)
    except GatewayError as error:
        GatewayEvent.objects.filter(pk=pk).update(error=str(error)[:MAX_ERROR_LENGTH])
        return False
    GatewayEvent.objects.filter(pk=pk).update(done_at=at, error="")
    return True


def process_pending(*, at: datetime) -> tuple[int, int]:
    """Process pending events, oldest first; return (done, failed)."""
    done = failed = 0
    pending = GatewayEvent.objects.filter(done_at=None).order_by("received_at", "pk")
    for pk in list(pending.values_list("pk", flat=True)):
        try:
            is_done = process(pk, at=at)
        except Exception as error:  # one broken event must not stop the others
            logger.exception("The event %s could not be processed.", pk)
            GatewayEvent.objects.filter(pk=pk).update(error=repr(error)[:MAX_ERROR_LENGTH])
            is_done = False
        if is_done:
            done += 1
        else:
            failed += 1
    return done, failed


def _sync_checkout(event: GatewayEvent, at: datetime) -> None:
    purchase = Purchase.objects.filter(gateway=event.gateway, session_id=event.subject_id).first()
    if purchase is None:
        try:
            # We may have crashed before storing the page's id: the page itself names our purchase.
            page = gateways.named(event.gateway).retrieve_checkout(event.subject_id)
        except NotFound:
            return
        purchase = Purchase.objects.filter(gateway=event.gateway, session_id="").by_reference(
            page.reference
        )
        if purchase is None:
            return
        purchase.session_id = page.session_id
        Purchase.objects.filter(pk=purchase.pk, session_id="").update(session_id=page.session_id)
    purchases.complete(purchase, at=at)


def _sync_subscription(event: GatewayEvent, at: datetime) -> None:
    lifecycle.sync_now(event.gateway, event.subject_id, at=at)


def _sync_payment(event: GatewayEvent, at: datetime) -> None:
    """Sync after a refund or dispute: the subscription that was charged, or the single payment."""
    payment = Payment.objects.filter(gateway=event.gateway, gateway_id=event.subject_id).first()
    if payment is None:
        return
    if payment.subscription is not None:
        lifecycle.sync_now(event.gateway, payment.subscription.gateway_id, at=at)
    else:
        purchases.sync_payment(payment, at=at)


HANDLERS = {
    "pay-page": _sync_checkout,
    "subscription": _sync_subscription,
    "payment": _sync_payment,
}
