"""Webhook events from Stripe: their signature and subject."""

import hmac
import json
import time
from typing import Any

import pytest

from subscriptions.gateways.base import GatewayDown, InvalidSignature, WebhookEvent
from subscriptions.gateways.stripe.convert import subject
from subscriptions.gateways.stripe.gateway import TOLERANCE
from tests.stripe_double.delivery import Delivery, signed
from tests.stripe_double.double import StripeDouble
from tests.subscriptions.stripe_shop import bought, gateway_to, intent_of, paid_once, sale

pytestmark = [
    pytest.mark.slow,
    pytest.mark.promise(
        "Forged, old and replayed signatures are refused; two secrets may be valid at once",
        section="stripe",
    ),
]

CANCELED: Any = {
    "id": "evt_1",
    "type": "customer.subscription.deleted",
    "data": {"object": {"id": "sub_1"}},
}


def parse_event(double: StripeDouble, delivery: Delivery, **other: str) -> WebhookEvent:
    return gateway_to(double, **other).event(delivery.body, delivery.headers)


def test_a_signed_event_is_believed(stripe_double: StripeDouble) -> None:
    event = parse_event(stripe_double, signed(CANCELED, stripe_double.webhook_secret))
    assert event == WebhookEvent("evt_1", "customer.subscription.deleted", "subscription", "sub_1")


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "t=1",
        "nonsense",
        "v1=00",
        "t=x,v1=00",
        "t=1,v0=00",
        "t=1,v1=ÿé",
        "t={now},v1=" + "0" * 64,
    ],
)
def test_a_forged_event_is_not(stripe_double: StripeDouble, signature: str) -> None:
    header = signature.replace("{now}", str(int(time.time())))
    with pytest.raises(InvalidSignature):
        gateway_to(stripe_double).event(json.dumps(CANCELED).encode(), {"Stripe-Signature": header})


def test_a_missing_signature_is_forged(stripe_double: StripeDouble) -> None:
    with pytest.raises(InvalidSignature):
        gateway_to(stripe_double).event(json.dumps(CANCELED).encode(), {})


def test_a_signature_does_not_go_with_another_body(stripe_double: StripeDouble) -> None:
    delivery = signed(CANCELED, stripe_double.webhook_secret)
    for body in (delivery.body.replace(b"sub_1", b"sub_2"), b"\xff\xfe", b""):
        with pytest.raises(InvalidSignature):
            gateway_to(stripe_double).event(body, delivery.headers)


@pytest.mark.parametrize(
    ("age", "believed"), [(0, True), (TOLERANCE - 20, True), (TOLERANCE + 2, False)]
)
def test_an_old_event_is_not_believed_when_replayed(
    stripe_double: StripeDouble, age: int, believed: bool
) -> None:
    delivery = signed(CANCELED, stripe_double.webhook_secret, at=int(time.time()) - age)
    if believed:
        assert parse_event(stripe_double, delivery).event_id == "evt_1"
    else:
        with pytest.raises(InvalidSignature):
            parse_event(stripe_double, delivery)


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,  # deeper than the parser goes
        b'{"id":"e","type":"t","data":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b"[]",
        b"{}",
        b'{"id": 1, "type": "invoice.paid"}',
        b'{"id": "e", "type": "customer.subscription.deleted", "data": []}',
        b'{"id": "e", "type": "customer.subscription.deleted", "data": {"object": {}}}',
        b'{"id": "e", "type": "invoice.paid", "data": {"object": {"parent": "x"}}}',
    ],
    ids=range(8),
)
def test_a_signed_body_that_is_no_event_is_not_believed(
    stripe_double: StripeDouble, body: bytes
) -> None:
    now = int(time.time())
    mac = hmac.new(
        stripe_double.webhook_secret.encode(), f"{now}.".encode() + body, "sha256"
    ).hexdigest()
    with pytest.raises(InvalidSignature):
        gateway_to(stripe_double).event(body, {"Stripe-Signature": f"t={now},v1={mac}"})


def test_two_secrets_hold_while_one_is_being_changed(stripe_double: StripeDouble) -> None:
    both = {"webhook_secrets": "whsec_new, whsec_old"}
    for secret in ("whsec_new", "whsec_old"):
        assert parse_event(stripe_double, signed(CANCELED, secret), **both).event_id == "evt_1"
    with pytest.raises(InvalidSignature):
        parse_event(stripe_double, signed(CANCELED, "whsec_stolen"), **both)


def test_without_a_secret_nothing_is_believed(stripe_double: StripeDouble) -> None:
    for secrets in ("", " , "):
        with pytest.raises(InvalidSignature):
            parse_event(stripe_double, signed(CANCELED, ""), webhook_secrets=secrets)


def test_events_of_other_versions_name_their_invoice_elsewhere() -> None:
    assert subject("invoice.paid", {"id": "in_1", "subscription": "sub_1"}) == (
        "subscription",
        "sub_1",
    )
    assert subject("invoice.paid", {"id": "in_1", "parent": None}) == ("", "")


@pytest.mark.parametrize(
    ("kind", "thing", "about"),
    [
        ("checkout.session.completed", {"id": "cs_1"}, ("pay-page", "cs_1")),
        ("checkout.session.expired", {"id": "cs_1"}, ("pay-page", "cs_1")),
        ("checkout.session.async_payment_succeeded", {"id": "cs_1"}, ("pay-page", "cs_1")),
        ("customer.subscription.updated", {"id": "sub_1"}, ("subscription", "sub_1")),
        ("customer.subscription.trial_will_end", {"id": "sub_1"}, ("subscription", "sub_1")),
        (
            "invoice.payment_failed",
            {"id": "in_1", "parent": {"subscription_details": {"subscription": "sub_1"}}},
            ("subscription", "sub_1"),
        ),
        (
            "invoice.upcoming",
            {"parent": {"subscription_details": {"subscription": {"id": "sub_1"}}}},
            ("subscription", "sub_1"),
        ),
        ("invoice.paid", {"id": "in_1", "parent": {"subscription_details": None}}, ("", "")),
        (
            "subscription_schedule.released",
            {"id": "sub_sched_1", "released_subscription": "sub_1"},
            ("subscription", "sub_1"),
        ),
        ("charge.refunded", {"id": "ch_1", "payment_intent": "pi_1"}, ("payment", "pi_1")),
        ("charge.refund.updated", {"id": "re_1", "payment_intent": "pi_1"}, ("payment", "pi_1")),
        ("charge.dispute.created", {"id": "du_1", "payment_intent": "pi_1"}, ("payment", "pi_1")),
        ("refund.failed", {"id": "re_1", "payment_intent": "pi_1"}, ("payment", "pi_1")),
        ("refund.created", {"id": "re_1", "payment_intent": None}, ("", "")),
        ("charge.succeeded", {"id": "ch_1", "payment_intent": "pi_1"}, ("", "")),
        ("customer.updated", {"id": "cus_1"}, ("", "")),
        ("v2.core.event_destination.ping", {}, ("", "")),
    ],
)
def test_what_an_event_is_about(kind: str, thing: dict[str, Any], about: tuple[str, str]) -> None:
    assert subject(kind, thing) == about


def test_a_refund_of_a_subscriptions_payment_is_about_the_subscription(
    stripe_double: StripeDouble,
) -> None:
    remote = bought(stripe_double)
    stripe_double.undelivered()
    stripe_double.refund(intent_of(stripe_double, remote), 100)
    events = stripe_double.deliver(lambda delivery: parse_event(stripe_double, delivery))
    assert {(one.kind, one.subject, one.subject_id) for one in events} == {
        ("refund.created", "subscription", remote.subscription_id),
        ("charge.refunded", "subscription", remote.subscription_id),
    }


def test_a_dispute_about_a_single_payment_is_about_the_payment(stripe_double: StripeDouble) -> None:
    payment_id = paid_once(stripe_double)
    stripe_double.undelivered()
    stripe_double.open_dispute(payment_id)
    events = stripe_double.deliver(lambda delivery: parse_event(stripe_double, delivery))
    assert {(one.subject, one.subject_id) for one in events} == {("payment", payment_id)}


def test_what_a_refund_is_about_cannot_be_said_while_stripe_is_down(
    stripe_double: StripeDouble,
) -> None:
    remote = bought(stripe_double)
    stripe_double.undelivered()
    stripe_double.refund(intent_of(stripe_double, remote), 100)
    event = stripe_double.undelivered()[0]
    stripe_double.down = True
    with pytest.raises(GatewayDown):
        parse_event(stripe_double, signed(event, stripe_double.webhook_secret))


def test_everything_that_buying_tells_can_be_read(stripe_double: StripeDouble) -> None:
    page = gateway_to(stripe_double).create_checkout(sale())
    stripe_double.pay(page.session_id)
    events = stripe_double.deliver(
        lambda delivery: parse_event(stripe_double, delivery), order="shuffled", duplicates=1
    )
    subjects = {one.subject for one in events}
    assert subjects == {"", "pay-page", "subscription"}
    assert {one.subject_id for one in events if one.subject == "pay-page"} == {page.session_id}
    assert {one.subject_id[:4] for one in events if one.subject == "subscription"} == {"sub_"}
