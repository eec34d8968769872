"""Failed payments: three notices in seven days of grace, to the second, then the end or the
payment.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from time_machine import Traveller

from accounts.models import OutboxEmail
from subscriptions.billing import dunning, lifecycle
from subscriptions.billing.sync import GRACE
from subscriptions.gateways.sandbox.gateway import SandboxGateway
from subscriptions.models import Entitlement, Purchase, Subscription
from tests.cast import DAY, HOUR, NOON, SECOND, Person
from tests.sandbox import RunScheduled, Subscribe

pytestmark = [
    pytest.mark.slow,
    pytest.mark.promise(
        "A failed payment: three notices within seven days, to the second, and no charge"
        " afterwards",
        section="subscriptions",
    ),
]

FAILS = NOON.replace(month=12)  # the first renewal
FIRST, AGAIN, LAST = (
    "Your payment of $3.99 didn’t go through",
    "Your payment is still open",
    "Your subscription ends on 25 December without a payment",
)
WELL, OVER = "Your payment has come through", "Your subscription has ended"


@pytest.fixture
def subscription(registered: Person, subscribe: Subscribe) -> Subscription:
    """A subscription whose card fails at the first renewal."""
    return subscribe(registered.user, card_works=False)


def subjects(sent: list[Any]) -> list[str]:
    return [message.subject for message in sent]


def entitlement() -> Entitlement:
    return Entitlement.objects.get()


def test_three_notices_and_the_end_each_once_and_to_the_second(
    subscription: Subscription, run_scheduled: RunScheduled
) -> None:
    assert run_scheduled(FAILS - SECOND) == []
    [message] = run_scheduled(FAILS)
    assert message.subject == FIRST
    assert message.to == [subscription.user.email if subscription.user else ""]
    assert "until 25 December 2026" in message.body
    assert f"http://testserver/account/subscription/{subscription.pk}/card/" in message.body
    # A second run at the same time sends nothing.
    assert run_scheduled(FAILS) == run_scheduled(FAILS + 3 * DAY - SECOND) == []
    assert subjects(run_scheduled(FAILS + 3 * DAY)) == [AGAIN]
    assert run_scheduled(FAILS + 6 * DAY - SECOND) == []
    [message] = run_scheduled(FAILS + 6 * DAY)
    assert message.subject == LAST
    assert "Reading ends on 25 December 2026 at 12:00" in message.body
    assert run_scheduled(FAILS + GRACE - SECOND) == []
    assert entitlement().is_in_force(FAILS + GRACE - SECOND)
    assert subjects(run_scheduled(FAILS + GRACE)) == [OVER]
    assert run_scheduled(FAILS + GRACE + HOUR) == []


def test_after_the_grace_nothing_is_charged_any_more(
    subscription: Subscription, run_scheduled: RunScheduled, sandbox: SandboxGateway
) -> None:
    run_scheduled(FAILS)
    run_scheduled(FAILS + GRACE)
    subscription.refresh_from_db()
    assert (subscription.ended_at, subscription.end_reason) == (
        FAILS + GRACE,
        Subscription.EndReason.PAYMENT,
    )
    assert not entitlement().is_in_force(FAILS + GRACE)
    sandbox.set_card(subscription.gateway_id, works=True)
    run_scheduled(FAILS + GRACE + DAY)
    assert not subscription.payments.filter(state="paid", paid_at__gt=FAILS).exists()


def test_notices_that_were_missed_stay_missed(
    subscription: Subscription, run_scheduled: RunScheduled
) -> None:
    assert subjects(run_scheduled(FAILS + 4 * DAY)) == [AGAIN]
    assert run_scheduled(FAILS + 5 * DAY) == []
    assert subjects(run_scheduled(FAILS + 30 * DAY)) == []
    subscription.refresh_from_db()
    assert subscription.ended_at is not None


def test_a_payment_that_comes_is_told_once(
    subscription: Subscription, run_scheduled: RunScheduled, sandbox: SandboxGateway
) -> None:
    run_scheduled(FAILS)
    run_scheduled(FAILS + 3 * DAY)
    sandbox.set_card(subscription.gateway_id, works=True)
    [message] = run_scheduled(FAILS + 4 * DAY)
    assert message.subject == WELL
    assert "$3.99, is due on 18 January 2027" in message.body
    assert run_scheduled(FAILS + 5 * DAY) == run_scheduled(FAILS + GRACE) == []
    assert entitlement().ends_at == FAILS.replace(year=2027, month=1) + GRACE


def test_the_next_failure_is_told_anew(
    subscription: Subscription, run_scheduled: RunScheduled, sandbox: SandboxGateway
) -> None:
    run_scheduled(FAILS)
    sandbox.set_card(subscription.gateway_id, works=True)
    run_scheduled(FAILS + DAY)
    sandbox.set_card(subscription.gateway_id, works=False)
    january = FAILS.replace(year=2027, month=1)
    assert run_scheduled(january - SECOND) == []
    assert subjects(run_scheduled(january)) == [FIRST]
    sandbox.set_card(subscription.gateway_id, works=True)
    assert subjects(run_scheduled(january + HOUR)) == [WELL]


def test_a_payment_in_the_last_second_keeps_the_subscription(
    subscription: Subscription,
    run_scheduled: RunScheduled,
    sandbox: SandboxGateway,
    noon: Traveller,
) -> None:
    """Our rows still say that it is late, so the provider must be asked."""
    run_scheduled(FAILS)
    noon.move_to(FAILS + GRACE - SECOND)
    sandbox.set_card(subscription.gateway_id, works=True)
    noon.move_to(FAILS + GRACE)
    assert dunning.end_unpaid(at=FAILS + GRACE) == 0
    subscription.refresh_from_db()
    assert (subscription.status, subscription.ended_at) == ("active", None)


def test_while_the_provider_is_down_nothing_ends(
    subscription: Subscription, run_scheduled: RunScheduled, provider_down: Callable[[], Any]
) -> None:
    run_scheduled(FAILS)
    with provider_down(), pytest.raises(dunning.EndingFailed):
        dunning.end_unpaid(at=FAILS + GRACE)
    subscription.refresh_from_db()
    assert subscription.ended_at is None
    assert subjects(run_scheduled(FAILS + GRACE + DAY)) == [OVER]


def test_who_has_cancelled_hears_nothing_of_payments(
    subscription: Subscription, run_scheduled: RunScheduled, noon: Traveller
) -> None:
    run_scheduled(FAILS)
    lifecycle.cancel_at_period_end(subscription, at=FAILS)
    assert run_scheduled(FAILS + 3 * DAY) == []


def test_who_has_subscribed_anew_is_not_told_of_the_end(
    subscription: Subscription,
    run_scheduled: RunScheduled,
    subscribe: Subscribe,
    noon: Traveller,
    registered: Person,
) -> None:
    run_scheduled(FAILS)
    lifecycle.cancel_now(subscription, reason=Subscription.EndReason.PAYMENT, at=FAILS)
    Purchase.objects.update(state=Purchase.State.PAID)
    subscribe(registered.user)
    assert OVER not in subjects(run_scheduled(FAILS + HOUR))


def test_neither_donors_nor_closed_accounts_are_dunned(
    subscription: Subscription, run_scheduled: RunScheduled, registered: Person
) -> None:
    Purchase.objects.update(kind=Purchase.Kind.DONATION)
    assert run_scheduled(FAILS) == []
    Purchase.objects.update(kind=Purchase.Kind.SUBSCRIPTION)
    registered.user.is_active = False
    registered.user.save()
    assert run_scheduled(FAILS + HOUR) == []


def test_days_are_the_sites(
    subscription: Subscription, run_scheduled: RunScheduled, settings: Any
) -> None:
    settings.TIME_ZONE = "Pacific/Auckland"  # 13 hours ahead: noon is the next day
    [message] = run_scheduled(FAILS)
    assert "until 26 December 2026" in message.body
    [message] = run_scheduled(FAILS + 6 * DAY)
    assert message.subject == "Your subscription ends on 26 December without a payment"
    assert "on 26 December 2026 at 01:00" in message.body


def test_a_mail_server_that_is_down_delays_a_notice_until_the_next(
    subscription: Subscription, run_scheduled: RunScheduled, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as down:
        down.setattr("accounts.mail.outbox.compose.send", lambda message: False)
        assert run_scheduled(FAILS) == []
    assert subjects(run_scheduled(FAILS + timedelta(minutes=15) - SECOND)) == []
    assert subjects(run_scheduled(FAILS + timedelta(minutes=15))) == [FIRST]
    outbox_email = OutboxEmail.objects.get(name="payment_failed")
    # The next notice replaces it then.
    assert outbox_email.until == FAILS + 3 * DAY
