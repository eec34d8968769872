"""A subscription bought on the hosted page, by way of the real SDK."""

from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

import pytest
import stripe

from tests.stripe_double.double import StripeDouble

BACK = "http://shop.test/thanks?session={CHECKOUT_SESSION_ID}"


class StandStill(HTTPRedirectHandler):
    """Shows a redirect instead of following it."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def press(address: str, act: str, **fields: str) -> tuple[int, str, str]:
    """Press a button of a page; answers the status, where one is sent, and the page."""
    body = urlencode({"act": act, **fields}).encode()
    try:
        with build_opener(StandStill).open(Request(address, data=body)) as answer:
            return answer.status, "", answer.read().decode()
    except HTTPError as error:
        return error.code, error.headers.get("Location", ""), error.read().decode()


def monthly(client: stripe.StripeClient, **more: Any) -> stripe.Price:
    return client.v1.prices.create(
        {
            "currency": "usd",
            "unit_amount": 399,
            "recurring": {"interval": "month"},
            "product_data": {"name": "Digital"},
            **more,
        }
    )


def session_for(client: stripe.StripeClient, price: str, **more: Any) -> stripe.checkout.Session:
    return client.v1.checkout.sessions.create(
        {
            "mode": "subscription",
            "line_items": [{"price": price, "quantity": 1}],
            "success_url": BACK,
            "cancel_url": "http://shop.test/plans",
            "customer_email": "reader@example.com",
            **more,
        }
    )


def test_paying_on_the_page_starts_a_subscription(stripe_double: StripeDouble) -> None:
    client = stripe_double.client()
    session = session_for(client, monthly(client).id, subscription_data={"metadata": {"reader": "7"}})
    status, there, _ = press(str(session.url), "pay")
    assert (status, there) == (303, BACK.replace("{CHECKOUT_SESSION_ID}", session.id))
    wanted = {"expand": ["subscription.latest_invoice", "subscription.default_payment_method", "line_items"]}
    done = client.v1.checkout.sessions.retrieve(session.id, wanted)  # type: ignore[arg-type] # a plain dict
    assert (done.status, done.payment_status, done.amount_total, done.url) == ("complete", "paid", 399, None)
    subscription: Any = done.subscription
    assert (subscription.status, subscription.metadata["reader"]) == ("active", "7")
    assert subscription.default_payment_method.card.last4 == "4242"
    item = subscription["items"].data[0]
    line = subscription.latest_invoice.lines.data[0]
    assert (line.period.start, line.period.end) == (item.current_period_start, item.current_period_end)
    assert subscription.latest_invoice.parent.subscription_details.subscription == subscription.id


def test_a_declined_card_leaves_the_session_open(stripe_double: StripeDouble) -> None:
    client = stripe_double.client()
    session = session_for(client, monthly(client).id)
    status, _, page = press(str(session.url), "decline")
    assert (status, "Your card was declined." in page) == (402, True)
    assert client.v1.checkout.sessions.retrieve(session.id).status == "open"
    assert press(str(session.url), "pay")[0] == 303


def test_going_back_charges_nothing(stripe_double: StripeDouble) -> None:
    client = stripe_double.client()
    session = session_for(client, monthly(client).id)
    assert press(str(session.url), "cancel")[:2] == (303, "http://shop.test/plans")
    assert not list(client.v1.charges.list().data)


def test_a_paid_page_does_not_charge_again(stripe_double: StripeDouble) -> None:
    client = stripe_double.client()
    session = session_for(client, monthly(client).id)
    press(str(session.url), "pay")
    assert "Already paid" in press(str(session.url), "pay")[2]
    assert len(client.v1.charges.list().data) == 1


def test_events_come_signed(stripe_double: StripeDouble) -> None:
    client = stripe_double.client()
    press(str(session_for(client, monthly(client).id).url), "pay")
    got: list[stripe.Event] = []

    def receive(delivery: Any) -> None:
        secret = stripe_double.webhook_secret
        got.append(stripe.Webhook.construct_event(delivery.body, delivery.signature, secret))
        with pytest.raises(stripe.SignatureVerificationError):
            stripe.Webhook.construct_event(delivery.body + b" ", delivery.signature, secret)

    stripe_double.deliver(receive)
    types = [event.type for event in got]
    assert {"customer.subscription.created", "invoice.paid", "checkout.session.completed"} <= set(types)
    assert types.index("invoice.created") < types.index("invoice.paid")
    assert stripe_double.deliver(receive) == []
