"""Webhook events: verified, stored once, processed once; none is lost while the provider is
down.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from subscriptions.billing import lifecycle
from subscriptions.fulfilment import purchases, sandbox_clock, webhooks
from subscriptions.gateways.base import GatewayDown, InvalidSignature
from subscriptions.gateways.sandbox.gateway import SIGNATURE, SandboxGateway, sign
from subscriptions.models import Entitlement, GatewayEvent, Payment, Purchase, Subscription
from tests.cast import DAY, NOON
from tests.sandbox import RunScheduled

pytestmark = pytest.mark.promise(
    "An event is verified, stored by its id and processed once; unknown events get a 200",
    section="payments",
)


WHERE = "/payments/events/sandbox/"


def signed_event(**parts: str) -> tuple[bytes, dict[str, str]]:
    body = json.dumps(
        {"id": "e-1", "kind": "some.thing", "subject": "", "subject_id": "", **parts}
    ).encode()
    return body, {SIGNATURE: sign(body)}


def post(body: bytes, headers: dict[str, str]) -> Any:
    return Client().post(WHERE, body, content_type="application/json", headers=headers)


def test_the_address_stays_where_providers_know_it() -> None:
    assert reverse("subscriptions:events", args=["sandbox"]) == WHERE


NO_EVENTS = [
    b"[" * 100_000 + b"]" * 100_000,  # deeper than the parser goes
    b'{"a":' * 100_000,
    b"",
    b"\xff\xfe",
    b"[]",
    b'"id"',
    b"null",
    b"{}",
    b'{"id": "e-1"}',
    b"9" * 5_000,
]


@pytest.mark.promise("A signed webhook whose body is no event gets a 400", section="payments")
@pytest.mark.parametrize("body", NO_EVENTS, ids=range(len(NO_EVENTS)))
def test_a_signed_body_that_is_no_event_is_a_bad_request(
    body: bytes, sandbox: SandboxGateway
) -> None:
    assert post(body, {SIGNATURE: sign(body)}).status_code == 400
    assert not GatewayEvent.objects.exists()


def test_an_event_is_kept_at_once_and_waits_for_the_worker(sandbox: SandboxGateway) -> None:
    answer = post(*signed_event(subject="subscription", subject_id="sandbox_sub_1"))
    event = GatewayEvent.objects.get()
    assert (answer.status_code, event.event_id, event.done_at) == (200, "e-1", None)


def test_an_unknown_kind_is_kept_and_done(sandbox: SandboxGateway) -> None:
    assert post(*signed_event()).status_code == 200
    assert GatewayEvent.objects.get().done_at == NOON


def test_the_same_event_is_kept_and_worked_once(
    open_purchase: Purchase, sandbox: SandboxGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        post(*signed_event(subject="pay-page", subject_id=open_purchase.session_id))
    event = GatewayEvent.objects.get()
    assert event.times == 3
    requested: list[str] = []
    complete = purchases.complete

    def counting(purchase: Purchase, *, at: datetime) -> Purchase:
        requested.append(purchase.product)
        return complete(purchase, at=at)

    monkeypatch.setattr(purchases, "complete", counting)
    assert all(webhooks.process(event.pk, at=NOON) for _ in range(3))
    assert len(requested) == 1


@pytest.mark.parametrize(
    "headers", [{}, {SIGNATURE: ""}, {SIGNATURE: "0" * 64}, {SIGNATURE: "Ünicode"}]
)
def test_a_forged_event_is_refused(headers: dict[str, str], sandbox: SandboxGateway) -> None:
    body, _ = signed_event(subject="subscription", subject_id="x")
    with pytest.raises(InvalidSignature):
        sandbox.event(body, headers)
    assert post(
        body,
        {
            name: value.encode("latin-1", "replace").decode("latin-1")
            for name, value in headers.items()
        },
    )
    assert not GatewayEvent.objects.exists()


def test_a_forged_event_is_answered_in_a_sentence(sandbox: SandboxGateway) -> None:
    answer = post(signed_event()[0], {SIGNATURE: "0" * 64})
    assert (answer.status_code, answer.content.decode()) == (
        400,
        "No event, or its signature is not right.\n",
    )


@pytest.mark.parametrize("name", ["stripe", "other"])
def test_a_provider_that_is_not_set_up_has_no_address(name: str, sandbox: SandboxGateway) -> None:
    assert (
        Client()
        .post(f"/payments/events/{name}/", b"{}", content_type="application/json")
        .status_code
        == 404
    )


def test_only_posts(sandbox: SandboxGateway) -> None:
    assert Client().get(WHERE).status_code == 405


def test_what_was_paid_arrives_though_the_reader_never_came_back(
    open_purchase: Purchase, sandbox: SandboxGateway
) -> None:
    """The reader closed the browser on the payment page: the event alone delivers the purchase."""
    sandbox.pay(open_purchase.session_id)
    sandbox_clock.deliver(NOON)
    open_purchase.refresh_from_db()
    assert open_purchase.state == Purchase.State.PAID
    assert Subscription.objects.get().entitlement is not None


def test_what_was_paid_arrives_though_the_page_was_never_noted(
    open_purchase: Purchase, sandbox: SandboxGateway
) -> None:
    """The process died after it opened the page and before it stored the id: the reference
    identifies the purchase.
    """
    session_id = open_purchase.session_id
    Purchase.objects.update(session_id="", pay_url="", expires_at=None)
    sandbox.pay(session_id)
    sandbox_clock.deliver(NOON)
    assert Purchase.objects.get().state == Purchase.State.PAID
    assert Entitlement.objects.filter(user=open_purchase.user).exists()


def test_a_second_before_its_first(open_purchase: Purchase, sandbox: SandboxGateway) -> None:
    """The event about the subscription arrives before the one about its payment page."""
    sandbox.pay(open_purchase.session_id)
    name = sandbox.retrieve_checkout(open_purchase.session_id).subscription_id
    gateway_event = webhooks.receive(
        "sandbox", *signed_event(subject="subscription", subject_id=name), at=NOON
    )
    assert webhooks.process(gateway_event.pk, at=NOON)
    assert Subscription.objects.get().entitlement is not None
    purchases.complete(open_purchase, at=NOON)
    assert (Subscription.objects.count(), Payment.objects.count(), Entitlement.objects.count()) == (
        1,
        1,
        1,
    )


def test_while_the_provider_is_down_an_event_waits(
    open_purchase: Purchase, sandbox: SandboxGateway, provider_down: Callable[[], Any]
) -> None:
    sandbox.pay(open_purchase.session_id)
    gateway_event = webhooks.receive(
        "sandbox", *signed_event(subject="pay-page", subject_id=open_purchase.session_id), at=NOON
    )
    with provider_down():
        assert webhooks.process_pending(at=NOON) == (0, 1)
    gateway_event.refresh_from_db()
    assert (gateway_event.done_at, gateway_event.error) == (None, "sandbox")
    assert webhooks.process_pending(at=NOON + timedelta(hours=1)) == (1, 0)
    gateway_event.refresh_from_db()
    assert gateway_event.error == ""
    assert Entitlement.objects.exists()


@pytest.mark.parametrize("subject", ["pay-page", "subscription", "payment"])
def test_news_of_what_is_not_ours_is_done(subject: str, sandbox: SandboxGateway) -> None:
    gateway_event = webhooks.receive(
        "sandbox", *signed_event(subject=subject, subject_id="sandbox_none"), at=NOON
    )
    assert webhooks.process(gateway_event.pk, at=NOON)


@pytest.mark.promise(
    "The paid amount and currency must be those that were shown",
    section="payments",
)
@pytest.mark.parametrize("change", [{"amount": 500}, {"currency": "EUR"}])
def test_what_was_paid_must_be_what_was_shown(
    change: dict[str, Any], open_purchase: Purchase, sandbox: SandboxGateway
) -> None:
    """A lower amount or another currency grants nothing and is reported to the desk."""
    Purchase.objects.update(**change)
    sandbox.pay(open_purchase.session_id)
    purchases.complete(Purchase.objects.get(), at=NOON)
    assert Purchase.objects.get().state == Purchase.State.MISMATCH
    assert not Entitlement.objects.exists()
    subscription = Subscription.objects.get()
    assert (subscription.ended_at, subscription.end_reason) == (
        NOON,
        "mismatch",
    ), "it would go on charging for nothing"
    assert sandbox.subscription(subscription.gateway_id).ended_at == NOON
    assert Purchase.objects.mismatched().count() == 1, "a person looks at it"
    lifecycle.refund(subscription.payments.get(), at=NOON)
    assert Purchase.objects.mismatched().count() == 0


@pytest.mark.promise(
    "A payment of something else than was shown is ended at the provider",
    section="payments",
)
def test_what_only_its_pay_page_shows_to_be_another_amount_is_ended(
    open_purchase: Purchase, sandbox: SandboxGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox.pay(open_purchase.session_id)
    page = replace(sandbox.retrieve_checkout(open_purchase.session_id), amount=1)
    monkeypatch.setattr(SandboxGateway, "retrieve_checkout", lambda *args: page)
    purchases.complete(open_purchase, at=NOON)
    assert open_purchase.state == Purchase.State.MISMATCH
    assert Subscription.objects.get().ended_at == NOON
    assert not Entitlement.objects.in_force(NOON).exists()


@pytest.mark.promise(
    "A payment of something else than was shown is ended at the provider",
    section="payments",
)
def test_a_mismatch_that_could_not_be_ended_is_ended_later(
    open_purchase: Purchase,
    sandbox: SandboxGateway,
    run_scheduled: RunScheduled,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def silent(*args: Any) -> None:
        raise GatewayDown

    Purchase.objects.update(amount=500)
    sandbox.pay(open_purchase.session_id)
    with monkeypatch.context() as patch:
        patch.setattr(SandboxGateway, "cancel_now", silent)
        with pytest.raises(GatewayDown):
            purchases.complete(Purchase.objects.get(), at=NOON)
    assert Subscription.objects.get().ended_at is None
    run_scheduled(NOON + DAY)
    subscription = Subscription.objects.get()
    assert (subscription.ended_at, subscription.end_reason) == (NOON + DAY, "mismatch")
    run_scheduled(NOON + 65 * DAY)
    assert subscription.payments.count() == 1


@pytest.mark.promise(
    "A plan that is hidden during a payment is still delivered",
    section="payments",
)
def test_a_plan_that_is_hidden_while_somebody_pays_is_still_theirs(
    open_purchase: Purchase, sandbox: SandboxGateway
) -> None:
    assert open_purchase.price is not None
    open_purchase.price.plan.listed = False
    open_purchase.price.plan.save()
    sandbox.pay(open_purchase.session_id)
    purchases.complete(open_purchase, at=NOON)
    assert Entitlement.objects.exists()


@pytest.mark.parametrize(
    "reference", ["", "not-a-reference", "0b0f6c2e-0000-4000-8000-000000000000"]
)
def test_a_reference_that_is_not_ours_is_nobodys(reference: str, db: None) -> None:
    assert Purchase.objects.all().by_reference(reference) is None


@pytest.mark.promise("A failing event delays no other", section="payments")
def test_an_event_that_cannot_be_worked_keeps_no_other_waiting(
    sandbox: SandboxGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("broken", "good"):
        about = {
            "kind": "subscription.changed",
            "subject": "subscription",
            "subject_id": name,
            "received_at": NOON,
        }
        GatewayEvent.objects.create(gateway="sandbox", event_id=name, **about)

    def follow(gateway: str, name: str, *, at: datetime) -> None:
        if name == "broken":
            raise RuntimeError("It changes faster than it can be followed.")

    monkeypatch.setattr(lifecycle, "sync_now", follow)
    assert webhooks.process_pending(at=NOON) == (1, 1)
    assert GatewayEvent.objects.get(event_id="good").done_at == NOON
    assert "faster" in GatewayEvent.objects.get(event_id="broken").error
