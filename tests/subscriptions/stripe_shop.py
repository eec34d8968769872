"""Shared by the tests of the Stripe gateway: a sale, and buying it on the hosted page."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from subscriptions.gateways.base import RemoteSubscription, Sale, Terms
from subscriptions.gateways.stripe.gateway import StripeGateway
from tests.stripe_double.double import StripeDouble

START = datetime(2026, 11, 22, 12, tzinfo=UTC)
A_MONTH_LATER = datetime(2026, 12, 22, 12, tzinfo=UTC)
CHARGED = timedelta(hours=2)  # a renewal's invoice is a draft for an hour
MONTHLY = Terms("plan-1", "Digital", 399, "USD", "month")
YEARLY = replace(MONTHLY, amount=3900, interval="year")
ONCE = Terms("gift-1", "A year of Digital", 3900, "USD")


def gateway_to(double: StripeDouble, **other: str) -> StripeGateway:
    parts = {
        "key": double.key,
        "webhook_secrets": double.webhook_secret,
        "api_url": double.url,
        **other,
    }
    return StripeGateway(**parts)


def sale(terms: Terms = MONTHLY, **more: Any) -> Sale:
    return Sale(
        **{
            "reference": str(uuid.uuid4()),
            "terms": terms,
            "email": "ann@example.com",
            "success_url": "https://opinion.example/subscribe/paid/",
            "cancel_url": "https://opinion.example/subscribe/",
            **more,
        }
    )


def bought(double: StripeDouble, terms: Terms = MONTHLY, **more: Any) -> RemoteSubscription:
    """A subscription that was just paid on the hosted page."""
    gateway = gateway_to(double)
    page = gateway.create_checkout(sale(terms, **more))
    double.pay(page.session_id)
    return gateway.subscription(gateway.retrieve_checkout(page.session_id).subscription_id)


def paid_once(double: StripeDouble) -> str:
    """The id of a single payment that was just made."""
    gateway = gateway_to(double)
    page = gateway.create_checkout(sale(ONCE))
    double.pay(page.session_id)
    payment = gateway.retrieve_checkout(page.session_id).payment
    assert payment is not None
    return payment.payment_id


def intent_of(double: StripeDouble, subscription: RemoteSubscription, nth: int = 0) -> str:
    """The payment intent of a subscription's payment."""
    (made,) = double.store.of("invoice_payment", invoice=subscription.payments[nth].payment_id)
    return str(made["payment"]["payment_intent"])


def request_bodies(double: StripeDouble, method: str, path: str) -> list[str]:
    """The bodies of the requests to a URL."""
    return [
        one["body"] for one in double.requests if (one["method"], one["path"]) == (method, path)
    ]
