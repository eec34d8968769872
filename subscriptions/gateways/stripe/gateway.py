"""Stripe: Checkout, the customer portal and signed events. The one module that imports Stripe's SDK.

Events are believed for their ids only; what they are about is asked for afresh.
"""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import stripe

from subscriptions.gateways.base import (
    Event,
    Forged,
    GatewayDown,
    GatewayRefused,
    GatewayTrouble,
    NotThere,
    PayPage,
    Reason,
    RemotePayment,
    RemoteSubscription,
    Sale,
    Terms,
    parse_event,
)
from subscriptions.gateways.stripe import catalogue, schedules
from subscriptions.gateways.stripe import convert as shapes
from subscriptions.gateways.stripe import fetch as reading
from subscriptions.gateways.stripe import requests as params_for
from subscriptions.gateways.stripe.fields import Thing, id_of, named_in
from subscriptions.gateways.stripe.money import to_stripe

logger = logging.getLogger(__name__)

TIMEOUT = (3.05, 6)  # seconds to connect and to answer: a reader waits
RETRIES = 1  # with the same idempotency key, so that a lost response charges nobody twice
REASONS: dict[str, Reason] = {
    "amount_too_small": "amount_too_small",
    "amount_too_large": "amount_too_large",
    "email_invalid": "email_invalid",
}
TOLERANCE = 300  # seconds that an event's signature stays good


class StripeGateway:
    name = "stripe"

    def __init__(self, key: str, webhook_secrets: str, api_url: str = "") -> None:
        """`webhook_secrets`: one, or several separated by commas while the endpoint's secret is being changed."""
        client = stripe.StripeClient(
            key,
            base_addresses={"api": api_url} if api_url else {},
            http_client=stripe.RequestsClient(timeout=TIMEOUT),
            max_network_retries=RETRIES,
        )
        self._api = client.v1
        self._secrets = [secret.strip() for secret in webhook_secrets.split(",") if secret.strip()]

    # Pay pages

    def open_pay_page(self, sale: Sale) -> PayPage:
        try:
            return self._open(sale)
        except NotThere:
            if not sale.customer_id:
                raise
            return self._open(replace(sale, customer_id=""))  # forgotten at Stripe's dashboard: a new customer

    def _open(self, sale: Sale) -> PayPage:
        with asking():
            price_id = catalogue.price(self._api, sale.terms) if sale.terms.interval else ""
            if not price_id:
                catalogue.product(self._api, sale.terms)
            params = params_for.session(sale, price_id=price_id, coupon_id=self._coupon(sale))
            key = params_for.idempotency_key(sale.reference, params)
            session = self._api.checkout.sessions.create(params, {"idempotency_key": key})
        return self.pay_page(session.id)  # Stripe repeats its first answer: the page may have been paid since

    def pay_page(self, session_id: str) -> PayPage:
        with asking():
            session = reading.session(self._api, session_id)
            intent = session["payment_intent"]
            return shapes.pay_page(session, reading.intent_payment(self._api, intent) if intent else None)

    def close_pay_page(self, session_id: str) -> None:
        with asking():
            status = reading.session(self._api, session_id)["status"]
            if status == "complete":
                raise GatewayRefused("It was paid already.")
            if status == "open":
                self._api.checkout.sessions.expire(session_id)

    # What Stripe has

    def subscription(self, subscription_id: str) -> RemoteSubscription:
        with asking():
            thing = reading.subscription(self._api, subscription_id, reading.WHOLE)
            return shapes.subscription(
                thing,
                next_price=schedules.next_price(self._api, thing),
                method=reading.method(self._api, thing),
                invoices=reading.invoices(self._api, subscription_id),
                charges=reading.charges(self._api, id_of(thing["customer"])),
            )

    def subscriptions(self) -> Iterator[RemoteSubscription]:
        with asking():
            found = iter(self._api.subscriptions.list({"status": "all", "limit": reading.PAGE}).auto_paging_iter())
        while True:
            with asking():
                thing = next(found, None)
            if thing is None:
                return
            if named_in(thing.to_dict(), "reference"):
                yield self.subscription(thing.id)

    def payment(self, payment_id: str) -> RemotePayment:
        with asking():
            return reading.intent_payment(self._api, reading.intent(self._api, payment_id))

    # What happens to a subscription

    def cancel_at_period_end(self, subscription_id: str) -> None:
        with asking():
            thing = self._running(subscription_id)
            schedules.drop(self._api, thing)
            if not shapes.stops_renewing(thing):
                self._api.subscriptions.update(subscription_id, {"cancel_at_period_end": True})

    def resume(self, subscription_id: str) -> None:
        with asking():
            thing = self._running(subscription_id)
            if thing["cancel_at_period_end"]:
                self._api.subscriptions.update(subscription_id, {"cancel_at_period_end": False})
            elif thing["cancel_at"]:
                self._api.subscriptions.update(subscription_id, {"cancel_at": ""})

    def cancel_now(self, subscription_id: str) -> None:
        with asking():
            thing = reading.subscription(self._api, subscription_id)
            if not shapes.has_ended(thing):
                schedules.drop(self._api, thing)
                self._api.subscriptions.cancel(subscription_id)

    def change_terms(self, subscription_id: str, terms: Terms, *, key: str) -> None:
        """Another rhythm would be charged at once, so it waits in a schedule; a trial charges nothing either way."""
        with asking():
            thing = self._running(subscription_id)
            schedules.drop(self._api, thing)
            price_id = catalogue.price(self._api, terms)
            same = shapes.rhythm(shapes.price_of(thing)) == (terms.interval, terms.interval_count)
            if same or thing["status"] == "trialing":
                item: Any = {"id": thing["items"]["data"][0]["id"], "price": price_id}
                change: Any = {"items": [item], "proration_behavior": "none"}
                self._api.subscriptions.update(subscription_id, change, {"idempotency_key": key})
            else:
                schedules.put_off(self._api, subscription_id, price_id, terms)

    def refund(self, payment_id: str, amount: int, *, key: str) -> None:
        """Stripe forgets its keys after a day or more; the key on the refund itself it keeps."""
        with asking():
            paid_by: Any = reading.paid_by(self._api, payment_id)
            if key not in reading.refund_keys(self._api, paid_by):
                counted = to_stripe(amount, reading.currency(self._api, paid_by))
                params: Any = {**paid_by, "amount": counted, "metadata": {"key": key}}
                self._api.refunds.create(params, {"idempotency_key": key})

    def set_email(self, customer_id: str, email: str) -> None:
        with asking():
            self._api.customers.update(customer_id, {"email": email})

    def portal_url(self, customer_id: str, *, return_url: str) -> str:
        with asking():
            opened = self._api.billing_portal.sessions.create({"customer": customer_id, "return_url": return_url})
            return opened.url

    def event(self, body: bytes, headers: Mapping[str, str]) -> Event:
        signature = headers.get("Stripe-Signature", "")
        if not any(_is_signed(body, signature, secret) for secret in self._secrets):
            raise Forged
        told = parse_event(body, "id", "type")
        kind = told["type"]
        try:
            about, name = shapes.subject(kind, (told.get("data") or {}).get("object") or {})
        except (AttributeError, KeyError, TypeError) as trouble:  # signed, but not the shape of an event
            raise Forged from trouble
        if about == "payment":
            with asking():
                about, name = reading.payment_of(self._api, name)
        return Event(told["id"], kind, about, name)

    def _running(self, subscription_id: str) -> Thing:
        thing = reading.subscription(self._api, subscription_id)
        if shapes.has_ended(thing):
            raise GatewayRefused("The subscription has ended.")
        return thing

    def _coupon(self, sale: Sale) -> str:
        if sale.discount is None:
            return ""
        params = params_for.coupon(sale.discount, sale.terms, sale.trial_days)
        try:
            self._api.coupons.retrieve(params["id"])
        except stripe.InvalidRequestError as trouble:
            if trouble.code != "resource_missing":
                raise
            self._api.coupons.create(params)
        return str(params["id"])


@contextmanager
def asking() -> Iterator[None]:
    """What goes wrong with Stripe, in our words."""
    try:
        yield
    except stripe.StripeError as trouble:
        raise _told(trouble) from trouble


def _told(trouble: stripe.StripeError) -> GatewayTrouble:
    status, message = trouble.http_status or 0, trouble.user_message or type(trouble).__name__
    if isinstance(trouble, (stripe.AuthenticationError, stripe.PermissionError)):
        logger.error("Stripe does not accept STRIPE_SECRET_KEY for this: %s (%s)", message, trouble.request_id)
        return GatewayDown("Stripe does not accept the site's key.")
    if trouble.code == "resource_missing":
        return NotThere(message)
    is_down = isinstance(trouble, (stripe.APIConnectionError, stripe.APIError, stripe.RateLimitError))
    if is_down or status in {409, 429} or status >= 500:
        return GatewayDown(f"Stripe does not answer as it should: {message}")
    return GatewayRefused(message, reason=REASONS.get(trouble.code or "", ""))


def _is_signed(body: bytes, signature: str, secret: str) -> bool:
    try:
        return bool(stripe.WebhookSignature.verify_header(body, signature, secret, TOLERANCE))
    except (stripe.SignatureVerificationError, TypeError, ValueError):  # a header or body that is no text at all
        return False
