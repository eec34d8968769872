"""A payment that fails: three notices in seven days of grace, to the second, then the end, or all is well."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from time_machine import Traveller

from subscriptions.billing import dunning, lifecycle
from subscriptions.billing.lifecycle import GRACE
from subscriptions.gateways.sandbox.gateway import SandboxGateway
from subscriptions.models import Entitlement, Notice, Purchase, Subscription
from tests.cast import DAY, HOUR, NOON, SECOND, Person
from tests.sandbox import KeepUp, Subscribe

pytestmark = [
    pytest.mark.slow,
    pytest.mark.promise(
        "A failed payment: three notices within seven days, to the second, and no charge afterwards",
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
def mine(registered: Person, subscribe: Subscribe) -> Subscription:
    """Its card will fail at the first renewal."""
    return subscribe(registered.user, card_works=False)


def subjects(sent: list[Any]) -> list[str]:
    return [message.subject for message in sent]


def right() -> Entitlement:
    return Entitlement.objects.get()


def test_three_notices_and_the_end_each_once_and_to_the_second(mine: Subscription, keep_up: KeepUp) -> None:
    assert keep_up(FAILS - SECOND) == []
    [message] = keep_up(FAILS)
    assert message.subject == FIRST
    assert message.to == [mine.user.email if mine.user else ""]
    assert "until 25 December 2026" in message.body
    assert f"http://testserver/account/subscription/{mine.pk}/card/" in message.body
    assert keep_up(FAILS) == keep_up(FAILS + 3 * DAY - SECOND) == []
    assert subjects(keep_up(FAILS + 3 * DAY)) == [AGAIN]
    assert keep_up(FAILS + 6 * DAY - SECOND) == []
    [message] = keep_up(FAILS + 6 * DAY)
    assert message.subject == LAST
    assert "Reading ends on 25 December 2026 at 12:00" in message.body
    assert keep_up(FAILS + GRACE - SECOND) == []
    assert right().is_in_force(FAILS + GRACE - SECOND)
    assert subjects(keep_up(FAILS + GRACE)) == [OVER]
    assert keep_up(FAILS + GRACE + HOUR) == []


def test_after_the_grace_nothing_is_charged_any_more(
    mine: Subscription, keep_up: KeepUp, sandbox: SandboxGateway
) -> None:
    keep_up(FAILS)
    keep_up(FAILS + GRACE)
    mine.refresh_from_db()
    assert (mine.ended_at, mine.end_reason) == (FAILS + GRACE, Subscription.EndReason.PAYMENT)
    assert not right().is_in_force(FAILS + GRACE)
    sandbox.set_card(mine.gateway_id, works=True)
    keep_up(FAILS + GRACE + DAY)
    assert not mine.payments.filter(state="paid", paid_at__gt=FAILS).exists()


def test_notices_that_were_missed_stay_missed(mine: Subscription, keep_up: KeepUp) -> None:
    assert subjects(keep_up(FAILS + 4 * DAY)) == [AGAIN]
    assert keep_up(FAILS + 5 * DAY) == []
    assert subjects(keep_up(FAILS + 30 * DAY)) == []
    mine.refresh_from_db()
    assert mine.ended_at is not None


def test_a_payment_that_comes_is_told_once(mine: Subscription, keep_up: KeepUp, sandbox: SandboxGateway) -> None:
    keep_up(FAILS)
    keep_up(FAILS + 3 * DAY)
    sandbox.set_card(mine.gateway_id, works=True)
    [message] = keep_up(FAILS + 4 * DAY)
    assert message.subject == WELL
    assert "$3.99, is due on 18 January 2027" in message.body
    assert keep_up(FAILS + 5 * DAY) == keep_up(FAILS + GRACE) == []
    assert right().ends_at == FAILS.replace(year=2027, month=1) + GRACE


def test_the_next_failure_is_told_anew(mine: Subscription, keep_up: KeepUp, sandbox: SandboxGateway) -> None:
    keep_up(FAILS)
    sandbox.set_card(mine.gateway_id, works=True)
    keep_up(FAILS + DAY)
    sandbox.set_card(mine.gateway_id, works=False)
    january = FAILS.replace(year=2027, month=1)
    assert keep_up(january - SECOND) == []
    assert subjects(keep_up(january)) == [FIRST]
    sandbox.set_card(mine.gateway_id, works=True)
    assert subjects(keep_up(january + HOUR)) == [WELL]


def test_a_payment_in_the_last_second_keeps_the_subscription(
    mine: Subscription, keep_up: KeepUp, sandbox: SandboxGateway, noon: Traveller
) -> None:
    """Our rows still say that it is late; the provider knows better, and is asked."""
    keep_up(FAILS)
    noon.move_to(FAILS + GRACE - SECOND)
    sandbox.set_card(mine.gateway_id, works=True)
    noon.move_to(FAILS + GRACE)
    assert dunning.end_unpaid(at=FAILS + GRACE) == 0
    mine.refresh_from_db()
    assert (mine.status, mine.ended_at) == ("active", None)


def test_while_the_provider_is_down_nothing_ends(
    mine: Subscription, keep_up: KeepUp, provider_down: Callable[[], Any]
) -> None:
    keep_up(FAILS)
    with provider_down(), pytest.raises(dunning.NotAllEnded):
        dunning.end_unpaid(at=FAILS + GRACE)
    mine.refresh_from_db()
    assert mine.ended_at is None
    assert subjects(keep_up(FAILS + GRACE + DAY)) == [OVER]


def test_who_has_cancelled_hears_nothing_of_payments(mine: Subscription, keep_up: KeepUp, noon: Traveller) -> None:
    keep_up(FAILS)
    lifecycle.cancel_at_period_end(mine, at=FAILS)
    assert keep_up(FAILS + 3 * DAY) == []


def test_who_has_subscribed_anew_is_not_told_of_the_end(
    mine: Subscription, keep_up: KeepUp, subscribe: Subscribe, noon: Traveller, registered: Person
) -> None:
    keep_up(FAILS)
    lifecycle.cancel_now(mine, reason=Subscription.EndReason.PAYMENT, at=FAILS)
    Purchase.objects.update(state=Purchase.State.PAID)
    subscribe(registered.user)
    assert OVER not in subjects(keep_up(FAILS + HOUR))


def test_neither_donors_nor_closed_accounts_are_dunned(mine: Subscription, keep_up: KeepUp, registered: Person) -> None:
    Purchase.objects.update(kind=Purchase.Kind.DONATION)
    assert keep_up(FAILS) == []
    Purchase.objects.update(kind=Purchase.Kind.SUBSCRIPTION)
    registered.user.is_active = False
    registered.user.save()
    assert keep_up(FAILS + HOUR) == []


def test_days_are_the_sites(mine: Subscription, keep_up: KeepUp, settings: Any) -> None:
    settings.TIME_ZONE = "Pacific/Auckland"  # 13 hours ahead: noon is the next day
    [message] = keep_up(FAILS)
    assert "until 26 December 2026" in message.body
    [message] = keep_up(FAILS + 6 * DAY)
    assert message.subject == "Your subscription ends on 26 December without a payment"
    assert "on 26 December 2026 at 01:00" in message.body


def test_a_mail_server_that_is_down_delays_a_notice_until_the_next(
    mine: Subscription, keep_up: KeepUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as down:
        down.setattr("subscriptions.notices.compose.send", lambda message: False)
        assert keep_up(FAILS) == []
    assert subjects(keep_up(FAILS + timedelta(minutes=15) - SECOND)) == []
    assert subjects(keep_up(FAILS + timedelta(minutes=15))) == [FIRST]
    notice = Notice.objects.get(name="payment_failed")
    assert notice.until == FAILS + 3 * DAY
