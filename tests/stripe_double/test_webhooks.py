"""Events are kept in order and sent as a test wants them: signed, doubled, shuffled, with gaps."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
import stripe

from tests.stripe_double.delivery import Delivery
from tests.stripe_double.double import StripeDouble
from tests.stripe_double.helpers import price_of, subscribed, types

pytestmark = pytest.mark.slow


class Shop(HTTPServer):
    """An endpoint that checks signatures as a shop does."""

    def __init__(self, secret: str) -> None:
        super().__init__(("127.0.0.1", 0), Endpoint)
        self.secret = secret
        self.got: list[stripe.Event] = []


class Endpoint(BaseHTTPRequestHandler):
    server: Shop

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        try:
            event = stripe.Webhook.construct_event(
                body, self.headers["Stripe-Signature"], self.server.secret
            )
            self.server.got.append(event)
            self.send_response(200)
        except stripe.SignatureVerificationError:
            self.send_response(400)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


@pytest.fixture
def shop(stripe_double: StripeDouble) -> Iterator[Shop]:
    server = Shop(stripe_double.webhook_secret)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def address(shop: Shop) -> str:
    return f"http://127.0.0.1:{shop.server_port}/"


def test_events_come_signed_and_in_order(stripe_double: StripeDouble, shop: Shop) -> None:
    subscribed(stripe_double)
    statuses = stripe_double.deliver(address(shop))
    assert set(statuses) == {200}
    sent = [event.type for event in shop.got]
    assert sent == types(stripe_double)
    assert sent.index("customer.subscription.created") < sent.index("invoice.paid") < len(sent) - 1
    assert sent[-1] == "checkout.session.completed"
    assert stripe_double.deliver(address(shop)) == []


def test_a_forged_or_old_signature_is_refused(stripe_double: StripeDouble, shop: Shop) -> None:
    subscribed(stripe_double)
    event = stripe_double.events[-1]
    assert stripe_double.send(event, address(shop), signed_at=1_700_000_000) == 400
    stripe_double.webhook_secret = "whsec_other"
    assert stripe_double.send(event, address(shop)) == 400
    assert shop.got == []


def test_duplicates_order_and_gaps(stripe_double: StripeDouble) -> None:
    subscribed(stripe_double)
    names = [event["id"] for event in stripe_double.events]
    got: list[str] = []

    def keep(delivery: Delivery) -> None:
        got.append(json.loads(delivery.body)["id"])

    stripe_double.deliver(keep, order="shuffled", duplicates=1, skip=["invoice.paid"], seed=3)
    remaining = [event["id"] for event in stripe_double.events if event["type"] != "invoice.paid"]
    assert sorted(got) == sorted(remaining * 2)
    assert got != [name for name in remaining for _ in range(2)]
    stripe_double.delivered = 0
    got.clear()
    stripe_double.deliver(keep, order="reversed")
    assert got == names[::-1]


def test_an_event_shows_the_object_as_it_was(stripe_double: StripeDouble) -> None:
    subscription = subscribed(stripe_double)
    stripe_double.client().v1.subscriptions.update(subscription.id, {"cancel_at_period_end": True})
    created = next(
        event for event in stripe_double.events if event["type"] == "customer.subscription.created"
    )
    assert created["data"]["object"]["cancel_at_period_end"] is False
    updated = stripe_double.events[-1]
    assert updated["data"]["object"]["cancel_at_period_end"] is True
    assert updated["data"]["previous_attributes"]["cancel_at_period_end"] is False


def test_events_can_be_asked_for(stripe_double: StripeDouble) -> None:
    subscribed(stripe_double)
    client = stripe_double.client()
    kinds = {event.type for event in client.v1.events.list({"type": "invoice.*"}).data}
    assert kinds == {
        "invoice.created",
        "invoice.finalized",
        "invoice.paid",
        "invoice.payment_succeeded",
    }
    name = stripe_double.events[0]["id"]
    assert client.v1.events.retrieve(name).id == name


def test_lists_come_in_pages(stripe_double: StripeDouble) -> None:
    client = stripe_double.client()
    prices = [price_of(client, lookup_key=f"key-{number}").id for number in range(5)]
    first = client.v1.prices.list({"limit": 2})
    assert ([price.id for price in first.data], first.has_more) == (prices[:2:-1], True)
    assert [price.id for price in first.auto_paging_iter()] == prices[::-1]
    requested = client.v1.prices.list({"lookup_keys": ["key-1", "key-3"]})
    assert {price.lookup_key for price in requested.data} == {"key-1", "key-3"}


def test_requests_are_written_down(stripe_double: StripeDouble) -> None:
    stripe_double.client().v1.customers.create({"email": "reader@example.com"})
    (request,) = stripe_double.requests
    assert (request["method"], request["path"], request["version"]) == (
        "POST",
        "/v1/customers",
        stripe.api_version,
    )
    assert request["id"] == stripe_double.events[-1]["request"]["id"]
