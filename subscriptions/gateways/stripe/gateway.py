"""Stripe: Checkout, the customer portal and webhooks. The only module that imports Stripe's SDK.

Of an event only the ids are used: the objects are fetched again.
"""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import stripe

from subscriptions.gateways.base import (
    CheckoutSession,
    GatewayDown,
    GatewayError,
    GatewayRefused,
    InvalidSignature,
    NotFound,
    Reason,
    RemotePayment,
    RemoteSubscription,
    Sale,
    Terms,
    WebhookEvent,
    parse_event,
)
from subscriptions.gateways.stripe import convert, fetch, requests
from subscriptions.gateways.stripe.fields import (
    StripeObject,
    id_of,
    metadata_value,
    to_stripe,
)

logger = logging.getLogger(__name__)

TIMEOUT = (3.05, 6)  # seconds to connect and to answer; short, because a reader waits
RETRIES = 1  # with the same idempotency key, so that a lost response charges nobody twice
REASONS: dict[str, Reason] = {
    "amount_too_small": "amount_too_small",
    "amount_too_large": "amount_too_large",
    "email_invalid": "email_invalid",
}
TOLERANCE = 300  # seconds for which an event's signature is valid


class StripeGateway:
    name = "stripe"

    def __init__(self, key: str, webhook_secrets: str, api_url: str = "") -> None:
        """Take one webhook secret, or several separated by commas during a change of the secret."""
        client = stripe.StripeClient(
            key,
            base_addresses={"api": api_url} if api_url else {},
            http_client=stripe.RequestsClient(timeout=TIMEOUT),
            max_network_retries=RETRIES,
        )
        self._api = client.v1
        self._secrets = [secret.strip() for secret in webhook_secrets.split(",") if secret.strip()]

    # Payment pages (Checkout sessions)

    def create_checkout(self, sale: Sale) -> CheckoutSession:
        try:
            return self._open(sale)
        except NotFound:
            if not sale.customer_id:
                raise
            # Deleted in Stripe's dashboard: use a new customer.
            return self._open(replace(sale, customer_id=""))

    def _open(self, sale: Sale) -> CheckoutSession:
        with translate_errors():
            price_id = ""
            if sale.terms.interval:
                price_id = requests.find_or_create_price(self._api, sale.terms)
            else:
                requests.create_or_rename_product(self._api, sale.terms)
            params = requests.checkout_params(sale, price_id=price_id, coupon_id=self._coupon(sale))
            key = requests.idempotency_key(sale.reference, params)
            session = self._api.checkout.sessions.create(params, {"idempotency_key": key})
        # A repeated key returns the first response: fetch the present state.
        return self.retrieve_checkout(session.id)

    def retrieve_checkout(self, session_id: str) -> CheckoutSession:
        with translate_errors():
            session = fetch.session(self._api, session_id)
            intent = session["payment_intent"]
            payment = fetch.intent_payment(self._api, intent) if intent else None
            return convert.checkout_session(session, payment)

    def expire_checkout(self, session_id: str) -> None:
        with translate_errors():
            status = fetch.session(self._api, session_id)["status"]
            if status == "complete":
                raise GatewayRefused("It was paid already.")
            if status == "open":
                self._api.checkout.sessions.expire(session_id)

    # Reading

    def subscription(self, subscription_id: str) -> RemoteSubscription:
        with translate_errors():
            data = fetch.subscription(self._api, subscription_id, fetch.WHOLE)
            return convert.subscription(
                data,
                next_price=fetch.next_price(self._api, data),
                method=fetch.method(self._api, data),
                invoices=fetch.invoices(self._api, subscription_id),
                charges=fetch.charges(self._api, id_of(data["customer"])),
            )

    def subscriptions(self) -> Iterator[RemoteSubscription]:
        with translate_errors():
            listed = self._api.subscriptions.list({"status": "all", "limit": fetch.PAGE})
            results = iter(listed.auto_paging_iter())
        while True:
            with translate_errors():
                result = next(results, None)
            if result is None:
                return
            if metadata_value(result.to_dict(), "reference"):
                yield self.subscription(result.id)

    def payment(self, payment_id: str) -> RemotePayment:
        with translate_errors():
            return fetch.intent_payment(self._api, fetch.intent(self._api, payment_id))

    # Changes

    def cancel_at_period_end(self, subscription_id: str) -> None:
        with translate_errors():
            data = self._running(subscription_id)
            requests.release_schedule(self._api, data)
            if not convert.stops_renewing(data):
                self._api.subscriptions.update(subscription_id, {"cancel_at_period_end": True})

    def resume(self, subscription_id: str) -> None:
        with translate_errors():
            data = self._running(subscription_id)
            if data["cancel_at_period_end"]:
                self._api.subscriptions.update(subscription_id, {"cancel_at_period_end": False})
            elif data["cancel_at"]:
                self._api.subscriptions.update(subscription_id, {"cancel_at": ""})

    def cancel_now(self, subscription_id: str) -> None:
        with translate_errors():
            data = fetch.subscription(self._api, subscription_id)
            if not convert.has_ended(data):
                requests.release_schedule(self._api, data)
                self._api.subscriptions.cancel(subscription_id)

    def change_terms(self, subscription_id: str, terms: Terms, *, key: str) -> None:
        with translate_errors():
            data = self._running(subscription_id)
            requests.release_schedule(self._api, data)
            price_id = requests.find_or_create_price(self._api, terms)
            # Stripe charges a change of interval immediately, so it waits in a schedule. A trial
            # charges nothing.
            same = convert.rhythm(convert.price_of(data)) == (terms.interval, terms.interval_count)
            if same or data["status"] == "trialing":
                item: Any = {"id": data["items"]["data"][0]["id"], "price": price_id}
                change: Any = {"items": [item], "proration_behavior": "none"}
                self._api.subscriptions.update(subscription_id, change, {"idempotency_key": key})
            else:
                requests.schedule_terms(self._api, subscription_id, price_id, terms)

    def refund(self, payment_id: str, amount: int, *, key: str) -> None:
        with translate_errors():
            paid_by: Any = fetch.paid_by(self._api, payment_id)
            # Stripe forgets idempotency keys after a day or more: store the key on the refund too.
            if key not in fetch.refund_keys(self._api, paid_by):
                counted = to_stripe(amount, fetch.currency(self._api, paid_by))
                params: Any = {**paid_by, "amount": counted, "metadata": {"key": key}}
                self._api.refunds.create(params, {"idempotency_key": key})

    def set_email(self, customer_id: str, email: str) -> None:
        with translate_errors():
            self._api.customers.update(customer_id, {"email": email})

    def portal_url(self, customer_id: str, *, return_url: str) -> str:
        with translate_errors():
            params: Any = {"customer": customer_id, "return_url": return_url}
            return self._api.billing_portal.sessions.create(params).url

    def event(self, body: bytes, headers: Mapping[str, str]) -> WebhookEvent:
        signature = headers.get("Stripe-Signature", "")
        if not any(_is_signed(body, signature, secret) for secret in self._secrets):
            raise InvalidSignature
        event = parse_event(body, "id", "type")
        kind = event["type"]
        try:
            data = (event.get("data") or {}).get("object") or {}
            subject, subject_id = convert.subject(kind, data)
        except (AttributeError, KeyError, TypeError) as trouble:  # signed, but not an event
            raise InvalidSignature from trouble
        if subject == "payment":
            with translate_errors():
                subject, subject_id = fetch.payment_of(self._api, subject_id)
        return WebhookEvent(event["id"], kind, subject, subject_id)

    def _running(self, subscription_id: str) -> StripeObject:
        data = fetch.subscription(self._api, subscription_id)
        if convert.has_ended(data):
            raise GatewayRefused("The subscription has ended.")
        return data

    def _coupon(self, sale: Sale) -> str:
        if sale.discount is None:
            return ""
        params = requests.coupon_params(sale.discount, sale.terms, sale.trial_days)
        try:
            self._api.coupons.retrieve(params["id"])
        except stripe.InvalidRequestError as trouble:
            if trouble.code != "resource_missing":
                raise
            self._api.coupons.create(params)
        return str(params["id"])


@contextmanager
def translate_errors() -> Iterator[None]:
    try:
        yield
    except stripe.StripeError as error:
        raise _gateway_error(error) from error


def _gateway_error(error: stripe.StripeError) -> GatewayError:
    status, message = error.http_status or 0, error.user_message or type(error).__name__
    if isinstance(error, (stripe.AuthenticationError, stripe.PermissionError)):
        logger.error(
            "Stripe does not accept STRIPE_SECRET_KEY for this: %s (%s)", message, error.request_id
        )
        return GatewayDown("Stripe does not accept the site's key.")
    if error.code == "resource_missing":
        return NotFound(message)
    is_down = isinstance(error, (stripe.APIConnectionError, stripe.APIError, stripe.RateLimitError))
    # 409: a request with the same idempotency key is still running.
    if is_down or status in {409, 429} or status >= 500:
        return GatewayDown(f"Stripe does not answer as it should: {message}")
    return GatewayRefused(message, reason=REASONS.get(error.code or "", ""))


def _is_signed(body: bytes, signature: str, secret: str) -> bool:
    try:
        return bool(stripe.WebhookSignature.verify_header(body, signature, secret, TOLERANCE))
    except (stripe.SignatureVerificationError, TypeError, ValueError):  # header or body is not text
        return False
