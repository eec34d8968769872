"""What the tests of the double share: a price, a session, and pressing buttons on pages."""

from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

import stripe

from tests.stripe_double.double import StripeDouble

BACK = "http://shop.test/thanks?session={CHECKOUT_SESSION_ID}"
PLANS = "http://shop.test/plans"


class StandStill(HTTPRedirectHandler):
    """Shows a redirect instead of following it."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def submit(address: str, act: str, **fields: str) -> tuple[int, str, str]:
    """Press a button of a page; answers the status, where one is sent, and the page."""
    body = urlencode({"act": act, **fields}).encode()
    return fetch(Request(address, data=body))


def fetch(request: Request | str) -> tuple[int, str, str]:
    try:
        with build_opener(StandStill).open(request) as answer:
            return answer.status, "", answer.read().decode()
    except HTTPError as error:
        return error.code, error.headers.get("Location", ""), error.read().decode()


def price_of(client: stripe.StripeClient, **more: Any) -> stripe.Price:
    """A price of $3.99 a month unless told otherwise."""
    value: Any = {
        "currency": "usd",
        "unit_amount": 399,
        "recurring": {"interval": "month"},
        "product_data": {"name": "Digital"},
        **more,
    }
    return client.v1.prices.create(without_nothing(value))


def without_nothing(values: dict[str, Any]) -> Any:
    return {name: value for name, value in values.items() if value is not None}


def session_for(client: stripe.StripeClient, price: str, **more: Any) -> stripe.checkout.Session:
    value: Any = {
        "mode": "subscription",
        "line_items": [{"price": price, "quantity": 1}],
        "success_url": BACK,
        "cancel_url": PLANS,
        "customer_email": "reader@example.com",
        **more,
    }
    return client.v1.checkout.sessions.create(without_nothing(value))


def subscribed(double: StripeDouble, **more: Any) -> Any:
    """A paid subscription, as the API shows it with its latest invoice."""
    client = double.client()
    session = session_for(client, price_of(client).id, **more)
    double.pay(session.id)
    name = str(client.v1.checkout.sessions.retrieve(session.id).subscription)
    return client.v1.subscriptions.retrieve(name, {"expand": ["latest_invoice.payments"]})


def item_of(subscription: Any) -> Any:
    return subscription["items"].data[0]


def intent_of(subscription: Any) -> str:
    """The payment intent that paid the latest invoice."""
    return str(subscription.latest_invoice.payments.data[0].payment.payment_intent)


def types(double: StripeDouble) -> list[str]:
    return [event["type"] for event in double.events]
