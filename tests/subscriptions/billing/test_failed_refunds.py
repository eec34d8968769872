"""Refunds that a bank returns days later: the desk sees them, and those of withdrawals are
retried.
"""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from desk import warnings
from subscriptions.billing import lifecycle, single_payments, withdrawals
from subscriptions.gateways.base import GatewayRefused
from subscriptions.gateways.sandbox.gateway import SandboxGateway
from subscriptions.models import Payment, Purchase, SandboxRecord, Subscription, Withdrawal
from tests.cast import DAY, HOUR, NOON, SECOND, Person
from tests.gift_orders import BuyGift
from tests.sandbox import RunScheduled, Subscribe

LIST = "admin:subscriptions_payment_changelist"


@pytest.fixture
def mine(registered: Person, subscribe: Subscribe) -> Subscription:
    return subscribe(registered.user)


def returned_by_the_bank() -> None:
    """Fail the refund as Stripe does: the payment is as before, and a day later the idempotency key
    is new.
    """
    SandboxRecord.objects.filter(kind="refund").delete()
    back = {"state": "paid", "refunded": 0, "refunded_at": None}
    for record in SandboxRecord.objects.filter(kind__in=["subscription", "payment"]):
        charges = (
            record.data["charges"] if record.kind == "subscription" else [record.data["charge"]]
        )
        for charge in charges:
            charge.update(back)
        record.save()


def withdraw(mine: Subscription, *, pro_rata: bool) -> Withdrawal:
    if pro_rata:
        Purchase.objects.update(begins_at_once_agreed_at=NOON)
    mine = Subscription.objects.get(pk=mine.pk)
    withdrawal = withdrawals.declare(
        mine, name="Ada", email="ada@reader.example", contract="Digital", at=NOON + HOUR
    )
    withdrawals.carry_out(withdrawal, at=NOON + HOUR)
    return withdrawal


def seen_at_the_desk() -> list[str]:
    return [str(line) for line in warnings.on_money()]


@pytest.mark.promise(
    "A refund that a bank returns is shown at the desk, and sent again once a day after a"
    " withdrawal",
    section="subscriptions",
)
@pytest.mark.parametrize("pro_rata", [False, True])
def test_the_refund_of_a_withdrawal_is_sent_again_a_day_later(
    pro_rata: bool, mine: Subscription, noon: Any, run_scheduled: RunScheduled
) -> None:
    noon.move_to(NOON + HOUR)
    withdraw(mine, pro_rata=pro_rata)
    due = mine.payments.get().refunded
    assert due > 0
    assert seen_at_the_desk() == []
    noon.move_to(NOON + 3 * DAY)
    returned_by_the_bank()
    lifecycle.sync_now("sandbox", mine.gateway_id, at=NOON + 3 * DAY)
    payment = mine.payments.get()
    assert (payment.refunded, payment.refund_failed_at) == (0, NOON + 3 * DAY)
    [line] = seen_at_the_desk()
    assert "A refund did not arrive" in line
    run_scheduled(NOON + 4 * DAY - SECOND)
    assert mine.payments.get().refunded == 0
    run_scheduled(NOON + 4 * DAY)
    payment = mine.payments.get()
    assert (payment.refunded, payment.refund_failed_at) == (due, None)
    assert seen_at_the_desk() == []


@pytest.mark.promise(
    "A refund that a bank returns is shown at the desk, and sent again once a day after a"
    " withdrawal",
    section="subscriptions",
)
def test_one_that_was_paid_another_way_is_not_sent_again(
    mine: Subscription, noon: Any, run_scheduled: RunScheduled, publisher: Person, editor: Person
) -> None:
    withdraw(mine, pro_rata=True)
    returned_by_the_bank()
    lifecycle.sync_now("sandbox", mine.gateway_id, at=NOON + DAY)
    form = {"action": "paid_back_otherwise", "_selected_action": [mine.payments.get().pk]}
    assert editor.client.post(reverse(LIST), form).status_code == 403
    failed = f"{reverse(LIST)}?refund_failed_at__isempty=0"
    assert "$3.99" in publisher.client.get(failed).content.decode()
    publisher.client.post(reverse(LIST), form)
    assert seen_at_the_desk() == []
    assert "another way" in LogEntry.objects.get().change_message
    run_scheduled(NOON + 5 * DAY)
    assert mine.payments.get().refunded == 0


@pytest.mark.promise(
    "A refund that a bank returns is shown at the desk, and sent again once a day after a"
    " withdrawal",
    section="subscriptions",
)
def test_it_is_not_sent_again_for_ever(
    mine: Subscription, noon: Any, run_scheduled: RunScheduled
) -> None:
    withdraw(mine, pro_rata=True)
    returned_by_the_bank()
    lifecycle.sync_now("sandbox", mine.gateway_id, at=NOON + 70 * DAY)
    run_scheduled(NOON + 72 * DAY)
    assert mine.payments.get().refunded == 0
    assert len(seen_at_the_desk()) == 1, "a person looks at it"


@pytest.mark.promise(
    "A refund that a bank returns is shown at the desk, and sent again once a day after a"
    " withdrawal",
    section="subscriptions",
)
def test_a_refund_of_the_desk_and_of_a_gift_is_seen_too(
    mine: Subscription, buy_gift: BuyGift
) -> None:
    gift = buy_gift()
    for payment in Payment.objects.filter(amount__gt=0):
        lifecycle.refund(payment, amount=100, at=NOON)
    assert seen_at_the_desk() == []
    returned_by_the_bank()
    lifecycle.sync_now("sandbox", mine.gateway_id, at=NOON + DAY)
    single_payments.sync(gift.purchase.payments.get(), at=NOON + DAY)
    [line] = seen_at_the_desk()
    assert "2 refunds did not arrive" in line
    lifecycle.refund(mine.payments.get(), amount=100, at=NOON + 2 * DAY)
    [line] = seen_at_the_desk()
    assert "A refund did not arrive" in line


@pytest.mark.promise(
    "A withdrawal that the provider refuses for a day is shown at the desk",
    section="subscriptions",
)
def test_a_withdrawal_that_the_provider_refuses_is_seen_after_a_day(
    mine: Subscription,
    noon: Any,
    publisher: Person,
    monkeypatch: pytest.MonkeyPatch,
    run_scheduled: RunScheduled,
) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise GatewayRefused("The balance is too low.")

    with monkeypatch.context() as patch:
        patch.setattr(SandboxGateway, "refund", refuse)
        with pytest.raises(GatewayRefused):
            withdraw(mine, pro_rata=True)
        run_scheduled(NOON + DAY)
        assert seen_at_the_desk() == []
        run_scheduled(NOON + DAY + HOUR)
        [line] = seen_at_the_desk()
    assert "could not be carried out" in line
    publisher.client.force_login(publisher.user)
    shown = publisher.client.get(
        f"{reverse('admin:subscriptions_subscription_changelist')}?id__in={mine.pk}"
    )
    assert shown.status_code == 200
    run_scheduled(NOON + DAY + 2 * HOUR)
    assert mine.payments.get().refunded > 0
    assert seen_at_the_desk() == []
