"""The life of a subscription, with the sandbox's records and clock."""

from datetime import datetime, timedelta

import pytest
from time_machine import Traveller

from accounts.models import User
from articles.models import Column
from subscriptions.billing import checkout, lifecycle, sync
from subscriptions.billing.lifecycle import SubscriptionError
from subscriptions.billing.sync import GRACE
from subscriptions.fulfilment import sandbox_clock
from subscriptions.gateways.base import GatewayDown
from subscriptions.gateways.sandbox.gateway import SandboxGateway
from subscriptions.models import Entitlement, Payment, Price, Purchase, Subscription
from tests.cast import DAY, NOON, SECOND, MakeColumn, Person
from tests.gift_orders import BuyGift
from tests.sandbox import Subscribe

pytestmark = [
    pytest.mark.slow,
    pytest.mark.promise(
        "Renewal, cancellation at the end of the paid period, resuming and grace are exact to the"
        " second",
        section="subscriptions",
    ),
]

MONTH_LATER = NOON.replace(month=12)
EndReason = Subscription.EndReason


def entitlement_of(subscription: Subscription) -> Entitlement:
    entitlement = Subscription.objects.get(pk=subscription.pk).entitlement
    assert entitlement is not None
    return entitlement


def turn_to(noon: Traveller, moment: datetime) -> None:
    noon.move_to(moment)
    sandbox_clock.advance_all(moment)


def reads(person: Person, column: Column) -> bool:
    """Request the column in a new session, because months pass in these tests."""
    person.client.force_login(person.user)
    return "word5x39" in person.reads(column).content.decode()


@pytest.fixture
def subscription(registered: Person, subscribe: Subscribe) -> Subscription:
    return subscribe(registered.user)


@pytest.fixture
def walled(make_column: MakeColumn) -> Column:
    return make_column("subscribers")


def test_what_is_paid_opens_at_once_with_grace_while_it_renews(
    registered: Person, subscription: Subscription, walled: Column
) -> None:
    assert (subscription.status, subscription.paid_until, subscription.user) == (
        "active",
        MONTH_LATER,
        registered.user,
    )
    assert (entitlement_of(subscription).starts_at, entitlement_of(subscription).ends_at) == (
        NOON,
        MONTH_LATER + GRACE,
    )
    assert entitlement_of(subscription).source == Entitlement.Source.SUBSCRIPTION
    assert reads(registered, walled)
    payment = subscription.payments.get()
    assert (payment.amount, payment.currency, payment.state, payment.period_ends_at) == (
        399,
        "USD",
        "paid",
        MONTH_LATER,
    )


def test_it_renews_month_by_month(subscription: Subscription, noon: Traveller) -> None:
    turn_to(noon, MONTH_LATER)
    subscription.refresh_from_db()
    assert (subscription.paid_until, subscription.payments.count()) == (
        NOON.replace(year=2027, month=1),
        2,
    )
    assert entitlement_of(subscription).ends_at == NOON.replace(year=2027, month=1) + GRACE
    assert Entitlement.objects.count() == 1


def test_cancelled_it_reads_to_the_paid_end_and_not_a_second_longer(
    registered: Person, subscription: Subscription, walled: Column, noon: Traveller
) -> None:
    lifecycle.cancel_at_period_end(subscription, at=NOON)
    assert entitlement_of(subscription).ends_at == MONTH_LATER
    turn_to(noon, MONTH_LATER - SECOND)
    assert reads(registered, walled)
    turn_to(noon, MONTH_LATER)
    assert not reads(registered, walled)
    subscription.refresh_from_db()
    assert (subscription.status, subscription.end_reason, subscription.ended_at) == (
        "canceled",
        EndReason.VOLUNTARY,
        MONTH_LATER,
    )


def test_resumed_it_renews_again(subscription: Subscription, noon: Traveller) -> None:
    lifecycle.cancel_at_period_end(subscription, at=NOON)
    lifecycle.resume(subscription, at=NOON + DAY)
    assert not subscription.cancel_at_period_end
    turn_to(noon, MONTH_LATER + DAY)
    assert entitlement_of(subscription).ends_at == NOON.replace(year=2027, month=1) + GRACE


def test_a_failed_payment_leaves_the_days_of_grace_to_the_second(
    registered: Person, subscribe: Subscribe, walled: Column, noon: Traveller
) -> None:
    subscription = subscribe(registered.user, card_works=False)
    turn_to(noon, MONTH_LATER + DAY)
    subscription.refresh_from_db()
    assert (subscription.status, subscription.past_due_since, subscription.paid_until) == (
        "past_due",
        MONTH_LATER,
        MONTH_LATER,
    )
    turn_to(noon, MONTH_LATER + GRACE - SECOND)
    assert reads(registered, walled)
    turn_to(noon, MONTH_LATER + GRACE)
    assert not reads(registered, walled)
    turn_to(noon, MONTH_LATER + timedelta(days=15))
    subscription.refresh_from_db()
    assert (subscription.status, subscription.end_reason) == ("canceled", EndReason.PAYMENT)


def test_a_card_that_works_again_opens_again(
    registered: Person,
    subscribe: Subscribe,
    sandbox: SandboxGateway,
    walled: Column,
    noon: Traveller,
) -> None:
    subscription = subscribe(registered.user, card_works=False)
    turn_to(noon, MONTH_LATER + 8 * DAY)
    assert not reads(registered, walled)
    sandbox.set_card(subscription.gateway_id, works=True)
    sandbox_clock.deliver(MONTH_LATER + 8 * DAY)
    assert reads(registered, walled)
    subscription.refresh_from_db()
    assert (subscription.status, subscription.past_due_since) == ("active", None)
    assert subscription.paid_until == NOON.replace(year=2027, month=1)


def test_cancel_now_ends_the_right_at_once(
    registered: Person, subscription: Subscription, walled: Column
) -> None:
    lifecycle.cancel_now(subscription, reason=EndReason.DESK, at=NOON)
    assert (subscription.status, subscription.end_reason) == ("canceled", EndReason.DESK)
    assert not reads(registered, walled)


@pytest.mark.promise("An end at the provider never shortens paid time", section="subscriptions")
def test_the_providers_own_end_takes_nothing_that_is_paid(
    subscription: Subscription, sandbox: SandboxGateway
) -> None:
    """Ended in the provider's dashboard: the reader has paid and keeps access until the end of the
    period.
    """
    sandbox.cancel_now(subscription.gateway_id)
    lifecycle.sync_now("sandbox", subscription.gateway_id, at=NOON)
    assert entitlement_of(subscription).ends_at == MONTH_LATER


@pytest.mark.promise(
    "A full refund ends the entitlement at once, a partial one only if staff choose so",
    section="subscriptions",
)
def test_a_full_refund_ends_the_right_and_a_partial_one_does_not(
    registered: Person, subscription: Subscription, walled: Column, noon: Traveller
) -> None:
    payment = subscription.payments.get()
    lifecycle.refund(payment, amount=100, at=NOON)
    payment.refresh_from_db()
    assert (payment.refunded, payment.state) == (100, "paid")
    assert reads(registered, walled)
    noon.move_to(NOON + DAY)
    lifecycle.refund(payment, at=NOON + DAY)
    payment.refresh_from_db()
    assert (payment.refunded, payment.state) == (399, "refunded")
    assert entitlement_of(subscription).ends_at == NOON + DAY
    assert not reads(registered, walled)
    subscription.refresh_from_db()
    assert (subscription.status, subscription.end_reason) == (
        "canceled",
        EndReason.REFUNDED,
    ), "nothing more is charged"


@pytest.mark.promise(
    "A full refund ends the entitlement at once, a partial one only if staff choose so",
    section="subscriptions",
)
def test_a_partial_refund_ends_the_right_if_staff_say_so(subscription: Subscription) -> None:
    lifecycle.refund(subscription.payments.get(), amount=100, ends_access=True, at=NOON)
    assert entitlement_of(subscription).ends_at == NOON


@pytest.mark.promise(
    "Whatever ends the entitlement also ends the charges",
    section="subscriptions",
)
def test_what_ends_the_right_ends_the_charges(
    registered: Person, subscription: Subscription, noon: Traveller
) -> None:
    lifecycle.refund(subscription.payments.get(), amount=100, ends_access=True, at=NOON)
    subscription.refresh_from_db()
    assert (subscription.ended_at, subscription.end_reason) == (NOON, EndReason.DESK)
    turn_to(noon, NOON + 65 * DAY)
    assert [(payment.amount, payment.refunded) for payment in subscription.payments.all()] == [
        (399, 100)
    ]
    assert checkout.running_subscription(registered.user) is None, "the reader may buy again"


def test_a_refund_that_fails_after_the_end_can_be_sent_again(
    subscription: Subscription, sandbox: SandboxGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment = subscription.payments.get()
    with monkeypatch.context() as patch:
        patch.setattr(SandboxGateway, "refund", _silent)
        with pytest.raises(GatewayDown):
            lifecycle.refund(payment, amount=100, ends_access=True, at=NOON)
    subscription.refresh_from_db()
    assert (subscription.ended_at, subscription.payments.get().refunded) == (NOON, 0)
    lifecycle.refund(payment, amount=100, ends_access=True, at=NOON)
    assert subscription.payments.get().refunded == 100


def _silent(*args: object, **kwargs: object) -> None:
    raise GatewayDown


@pytest.mark.promise(
    "Whatever ends the entitlement also ends the charges",
    section="subscriptions",
)
def test_a_right_that_was_cut_off_renews_no_more(
    subscription: Subscription, noon: Traveller
) -> None:
    """The provider may have been down, and earlier versions ended only the entitlement."""
    Subscription.objects.update(access_revoked_at=NOON)
    assert lifecycle.end_pending(at=NOON) == 1
    subscription.refresh_from_db()
    assert (subscription.ended_at, subscription.end_reason) == (NOON, EndReason.DESK)
    assert lifecycle.end_pending(at=NOON) == 0


@pytest.mark.parametrize("ends_access", [False, True])
def test_a_gift_is_revoked_by_a_partial_refund_if_staff_say_so(
    buy_gift: BuyGift, ends_access: bool
) -> None:
    gift = buy_gift()
    lifecycle.refund(gift.purchase.payments.get(), amount=100, ends_access=ends_access, at=NOON)
    gift.refresh_from_db()
    assert (gift.revoked_at, gift.revoked_by_desk) == (
        (NOON, True) if ends_access else (None, False)
    )


@pytest.mark.promise("The desk says before a refund whether reading ends", section="subscriptions")
@pytest.mark.parametrize(
    ("place", "days", "stops", "ends"),
    [
        (0, 1, False, True),  # the only payment
        (0, 32, False, False),  # an older one, the latest pays for now
        (1, 32, False, True),  # the latest
        (0, 32, True, False),
        (1, 32, True, True),
    ],
)
def test_it_is_known_before_whether_a_full_refund_ends_the_right(
    subscription: Subscription, noon: Traveller, place: int, days: int, stops: bool, ends: bool
) -> None:
    at = NOON + days * DAY
    turn_to(noon, at)
    if stops:
        lifecycle.cancel_at_period_end(subscription, at=at)
    payment = list(subscription.payments.order_by("made_at"))[place]
    assert sync.refund_ends_access(payment, at=at) == ends
    lifecycle.refund(payment, at=at)
    assert entitlement_of(subscription).is_in_force(at) == (not ends)
    subscription.refresh_from_db()
    assert (subscription.end_reason == EndReason.REFUNDED) == ends


@pytest.mark.promise("The desk says before a refund whether reading ends", section="subscriptions")
@pytest.mark.parametrize(("place", "ends"), [(0, False), (1, True)])
def test_it_is_known_in_the_days_of_grace_too(
    registered: Person,
    subscribe: Subscribe,
    sandbox: SandboxGateway,
    noon: Traveller,
    place: int,
    ends: bool,
) -> None:
    subscription = subscribe(registered.user)
    turn_to(noon, MONTH_LATER)
    sandbox.set_card(subscription.gateway_id, works=False)
    at = NOON.replace(year=2027, month=1) + DAY
    turn_to(noon, at)
    subscription.refresh_from_db()
    assert subscription.status == "past_due"
    payment = list(subscription.payments.filter(state="paid").order_by("made_at"))[place]
    assert sync.refund_ends_access(payment, at=at) == ends
    lifecycle.refund(payment, at=at)
    assert entitlement_of(subscription).is_in_force(at) == (not ends)


def test_the_refund_of_an_older_payment_is_not_why_it_ended(
    subscription: Subscription, noon: Traveller
) -> None:
    turn_to(noon, NOON + 31 * DAY)
    lifecycle.refund(subscription.payments.order_by("made_at")[0], at=NOON + 31 * DAY)
    lifecycle.cancel_at_period_end(subscription, at=NOON + 31 * DAY)
    turn_to(noon, NOON + 70 * DAY)
    subscription.refresh_from_db()
    assert subscription.end_reason == EndReason.VOLUNTARY


@pytest.mark.parametrize("amount", [0, -1, 400])
def test_nobody_sends_back_more_than_was_paid(subscription: Subscription, amount: int) -> None:
    with pytest.raises(SubscriptionError):
        lifecycle.refund(subscription.payments.get(), amount=amount, at=NOON)
    assert subscription.payments.get().refunded == 0


@pytest.mark.promise(
    "Withdrawal is possible until the last second of the 14 days",
    section="subscriptions",
)
def test_withdrawing_sends_everything_back_until_the_second_the_14_days_end(
    subscription: Subscription, noon: Traveller
) -> None:
    over = NOON + timedelta(days=14)
    assert not lifecycle.may_withdraw(subscription, at=over)
    assert lifecycle.may_withdraw(subscription, at=over - SECOND)
    noon.move_to(over - SECOND)
    lifecycle.withdraw(subscription, at=over - SECOND)
    subscription.refresh_from_db()
    assert (subscription.status, subscription.end_reason) == ("canceled", EndReason.WITHDRAWN)
    assert subscription.payments.get().state == Payment.State.REFUNDED
    assert entitlement_of(subscription).ends_at == over - SECOND
    assert not lifecycle.may_withdraw(subscription, at=over - SECOND)


@pytest.mark.promise("A change of plan is charged from the next period", section="subscriptions")
def test_a_change_of_plan_is_paid_from_the_next_period(
    subscription: Subscription, monthly: Price, noon: Traveller
) -> None:
    yearly = Price.objects.create(plan=monthly.plan, amount=3900, interval="year")
    lifecycle.change_plan(subscription, yearly, at=NOON)
    assert (subscription.price, subscription.payments.count(), subscription.paid_until) == (
        yearly,
        1,
        MONTH_LATER,
    )
    turn_to(noon, MONTH_LATER)
    subscription.refresh_from_db()
    assert subscription.paid_until == MONTH_LATER.replace(year=2027)
    assert set(subscription.payments.values_list("amount", flat=True)) == {399, 3900}


def test_another_currency_is_another_subscription(
    subscription: Subscription, monthly: Price
) -> None:
    euros = Price.objects.create(plan=monthly.plan, amount=399, currency="EUR")
    with pytest.raises(SubscriptionError, match="USD"):
        lifecycle.change_plan(subscription, euros, at=NOON)
    subscription.refresh_from_db()
    assert subscription.price == monthly


def test_a_trial_opens_and_its_end_is_charged(
    registered: Person, subscribe: Subscribe, monthly: Price, noon: Traveller
) -> None:
    trial = Price.objects.create(plan=monthly.plan, amount=500, trial_days=10)
    subscription = subscribe(registered.user, trial)
    assert (
        subscription.status,
        subscription.trial_ends_at,
        subscription.payments.get().amount,
    ) == (
        "trialing",
        NOON + 10 * DAY,
        0,
    )
    assert entitlement_of(subscription).ends_at == NOON + 10 * DAY + GRACE
    turn_to(noon, NOON + 10 * DAY)
    subscription.refresh_from_db()
    assert (subscription.status, list(subscription.payments.values_list("amount", flat=True))) == (
        "active",
        [500, 0],
    )


def test_an_introductory_price_ends_by_itself(
    registered: Person, subscribe: Subscribe, monthly: Price, noon: Traveller
) -> None:
    intro = Price.objects.create(plan=monthly.plan, amount=500, intro_amount=100, intro_intervals=2)
    subscription = subscribe(registered.user, intro)
    for month in (12, 13, 14):
        turn_to(noon, NOON.replace(year=2026 + month // 13, month=(month - 1) % 12 + 1))
    amounts = subscription.payments.order_by("made_at").values_list("amount", flat=True)
    assert list(amounts) == [100, 100, 500, 500]


@pytest.mark.promise("A duplicate subscription is ended and refunded", section="buying")
def test_a_second_subscription_goes_back_and_the_first_stays(
    registered: Person, subscribe: Subscribe, subscription: Subscription
) -> None:
    """Our pages do not sell twice, but two open payment pages at the provider can both be paid."""
    # An unpaid subscription does not prevent a purchase; then it runs again beside the second one.
    Subscription.objects.filter(pk=subscription.pk).update(status="unpaid")
    second = subscribe(registered.user)
    Subscription.objects.filter(pk=subscription.pk).update(status="active")
    Subscription.objects.filter(pk=second.pk).update(version=0, entitlement=None)
    lifecycle.sync_now("sandbox", second.gateway_id, at=NOON)
    second.refresh_from_db()
    assert (second.end_reason, second.status, second.entitlement) == (
        EndReason.DUPLICATE,
        "canceled",
        None,
    )
    assert second.payments.get().state == Payment.State.REFUNDED
    assert entitlement_of(subscription).ends_at == MONTH_LATER + GRACE


def test_the_refund_of_a_second_subscription_is_sent_again_if_it_fails_after_the_end(
    registered: Person,
    subscribe: Subscribe,
    subscription: Subscription,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # An unpaid subscription does not prevent a purchase; then it runs again beside the second one.
    Subscription.objects.filter(pk=subscription.pk).update(status="unpaid")
    second = subscribe(registered.user)
    Subscription.objects.filter(pk=subscription.pk).update(status="active")
    Subscription.objects.filter(pk=second.pk).update(version=0, entitlement=None)
    with monkeypatch.context() as patch:
        patch.setattr(SandboxGateway, "refund", _silent)
        with pytest.raises(GatewayDown):
            lifecycle.sync_now("sandbox", second.gateway_id, at=NOON)
    second.refresh_from_db()
    assert (second.ended_at, second.payments.get().refunded) == (NOON, 0)
    assert list(Subscription.objects.to_send_back(NOON)) == [second]
    assert lifecycle.retry_refunds(at=NOON + DAY) == 1
    assert second.payments.get().state == Payment.State.REFUNDED
    assert not Subscription.objects.to_send_back(NOON + DAY).exists()


def test_what_is_not_ours_is_left_alone(sandbox: SandboxGateway) -> None:
    assert lifecycle.sync_now("sandbox", "sandbox_sub_unknown", at=NOON) is None
    assert not Subscription.objects.exists()


def test_an_anonymised_subscription_is_still_followed(
    subscription: Subscription, noon: Traveller
) -> None:
    Subscription.objects.update(user=None)
    Purchase.objects.update(user=None)
    User.objects.all().delete()
    assert lifecycle.sync_now("sandbox", subscription.gateway_id, at=NOON) is not None
    subscription.refresh_from_db()
    assert (subscription.user, subscription.entitlement) == (None, None)
