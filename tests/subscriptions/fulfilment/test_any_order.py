"""Events in any order, repeated or lost: our rows end as the provider's final state says."""

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.models import User
from subscriptions import gateways
from subscriptions.billing import checkout
from subscriptions.fulfilment import purchases, webhooks
from subscriptions.gateways.sandbox.gateway import SIGNATURE, SandboxGateway, sign
from subscriptions.models import (
    Entitlement,
    GatewayEvent,
    Payment,
    Price,
    Purchase,
    SandboxRecord,
    Subscription,
)
from tests.cast import NOON

pytestmark = pytest.mark.slow

ACTS = ["month", "fail", "mend", "cancel", "resume", "refund", "part", "end", "dispute"]
QUICKLY = [Phase.explicit, Phase.generate]  # without shrinking, which takes minutes
LOOSE = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
FIELDS = "status paid_until cancel_at_period_end ended_at amount end_reason".split()  # noqa: SIM905


@dataclass
class Shop:
    """A provider with one subscription, and its clock."""

    gateway: SandboxGateway
    clock: Any
    purchase: Purchase

    @property
    def name(self) -> str:
        return self.gateway.retrieve_checkout(self.purchase.session_id).subscription_id

    def act(self, act: str) -> None:
        """Do one thing at the provider; skip what is not possible any more."""
        with suppress(gateways.base.GatewayRefused):
            if act in {"refund", "part", "dispute"}:
                self._money(act)
            else:
                self._time_and_will(act)

    def _time_and_will(self, act: str) -> None:
        if act == "month":
            self.clock.shift(timedelta(days=31))
            self.gateway.advance()
        elif act in {"fail", "mend"}:
            self.gateway.set_card(self.name, works=act == "mend")
        else:
            verbs = {"cancel": "cancel_at_period_end", "resume": "resume", "end": "cancel_now"}
            getattr(self.gateway, verbs[act])(self.name)

    def _money(self, act: str) -> None:
        charges = self.gateway.subscription(self.name).payments
        paid = [
            charge
            for charge in charges
            if charge.state == "paid" and charge.amount > charge.refunded
        ]
        if paid and act == "dispute":
            self._dispute(paid[-1].payment_id)
        elif paid:
            last = paid[-1]
            amount = last.amount - last.refunded if act == "refund" else 1
            self.gateway.refund(
                last.payment_id, amount, key=f"{act}-{last.payment_id}-{last.refunded}"
            )

    def _dispute(self, payment_id: str) -> None:
        record = SandboxRecord.objects.get(record_id=self.name)
        for charge in record.data["charges"]:
            if charge["payment_id"] == payment_id:
                charge.update(state="disputed", disputed_at=timezone.now().timestamp())
        record.save()


def snapshot() -> dict[str, Any]:
    """Return what readers and the desk see in the end."""
    subscription = Subscription.objects.get()
    entitlement = subscription.entitlement
    return {
        **{name: getattr(subscription, name) for name in FIELDS},
        # An entitlement without any duration does not count.
        "right": (entitlement.starts_at, entitlement.ends_at)
        if entitlement and entitlement.ends_at != entitlement.starts_at
        else None,
        "rights": Entitlement.objects.exclude(ends_at=F("starts_at")).count(),
        "payments": sorted(
            Payment.objects.values_list("gateway_id", "state", "amount", "refunded")
        ),
        "purchase": Purchase.objects.get().state,
    }


@pytest.fixture
def shop(sandbox: SandboxGateway, monthly: Price, noon: Any) -> Shop:
    user = User.objects.create_user("buyer@reader.example", None)
    quoted = checkout.quote(monthly, at=NOON)
    purchase = checkout.get_or_create_purchase(user, quoted, next_path="", at=NOON)
    checkout.open_subscription_page(purchase, quoted)
    return Shop(sandbox, noon, purchase)


@pytest.mark.promise(
    "Events in any order, doubled or lost, lead to the provider's final state",
    section="payments",
)
@pytest.mark.rolls_back
@settings(
    max_examples=10, deadline=None, suppress_health_check=LOOSE, derandomize=True, phases=QUICKLY
)
@given(acts=st.lists(st.tuples(st.sampled_from(ACTS), st.booleans()), max_size=6), data=st.data())
def test_any_order_doubled_and_lost_ends_as_the_provider_says(
    acts: list[tuple[str, bool]], data: Any, shop: Shop
) -> None:
    """Compare with a site that received only the final events: earlier ones must make no
    difference.
    """
    # Hypothesis runs all examples in one test, so each rolls its rows back itself.
    with transaction.atomic():
        shop.clock.move_to(NOON)
        shop.gateway.pay(shop.purchase.session_id)
        waiting: list[tuple[bytes, dict[str, str]]] = []
        for act, is_heard in acts:
            shop.act(act)
            waiting += shop.gateway.undelivered()
            if is_heard and waiting:
                _deliver(data.draw(st.lists(st.sampled_from(waiting), max_size=4)))
        _deliver_final_events(shop, "after all")
        received = snapshot()
        _forget_everything()
        _deliver_final_events(shop, "from nothing")
        assert received == snapshot()
        transaction.set_rollback(True)


def _forget_everything() -> None:
    for model in (Payment, Subscription, Entitlement, GatewayEvent):
        model.objects.all().delete()
    Purchase.objects.update(state=Purchase.State.OPEN, paid_at=None)


def _deliver(messages: list[tuple[bytes, dict[str, str]]]) -> None:
    for body, headers in messages:
        gateway_event = webhooks.receive("sandbox", body, headers, at=timezone.now())
        webhooks.process(gateway_event.pk, at=timezone.now())


def _deliver_final_events(shop: Shop, mark: str) -> None:
    """Deliver one new event about the subscription, and one about its payment page."""
    for subject, name in (("pay-page", shop.purchase.session_id), ("subscription", shop.name)):
        messages = {"id": f"{mark}-{subject}", "kind": "", "subject": subject, "subject_id": name}
        body = json.dumps(messages).encode()
        _deliver([(body, {SIGNATURE: sign(body)})])


@pytest.mark.promise(
    "A crash between payment and event is repaired by asking the provider",
    section="payments",
)
def test_a_crash_between_payment_and_event_is_mended_by_asking(shop: Shop) -> None:
    """No event arrives and the reader never returns: checking open purchases is enough."""
    shop.gateway.pay(shop.purchase.session_id)
    assert not GatewayEvent.objects.exists()
    purchases.check_open_purchases(at=NOON)
    assert not Entitlement.objects.exists(), "the page is still open: nobody looks yet"
    # The sandbox's payment page expires after one hour.
    shop.clock.shift(timedelta(hours=2))
    purchases.check_open_purchases(at=timezone.now())
    assert snapshot()["right"] is not None
