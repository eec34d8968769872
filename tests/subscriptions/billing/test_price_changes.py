"""Price changes: thirty days' notice, an answer from each subscriber, applied from the next renewal
on.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from time_machine import Traveller

from accounts.models import OutboxEmail, User
from subscriptions.billing import price_changes, self_service
from subscriptions.billing.price_changes import Answer, PriceChangeError, Silence
from subscriptions.models import DeskLogEntry, Price, PriceAnswer, PriceChange, Subscription
from tests.cast import DAY, NOON, SECOND, MakeReader, Person
from tests.sandbox import RunScheduled, Subscribe, WaitUntil

pytestmark = [
    pytest.mark.slow,
    pytest.mark.promise(
        "A price change is announced 30 days before, and each reader keeps the old price, accepts"
        " or leaves",
        section="subscriptions",
    ),
]

EFFECT = NOON + 30 * DAY  # 18 December, at the very second of a monthly renewal
JANUARY = NOON.replace(year=2027, month=1)


@pytest.fixture
def dearer(monthly: Price) -> Price:
    return Price.objects.create(
        plan=monthly.plan, amount=499, currency="USD", interval="month", listed=False
    )


@pytest.fixture
def change(monthly: Price, dearer: Price) -> PriceChange:
    words = {"reason": "Paper and people cost more than they did.", "silence": Silence.MOVE}
    return PriceChange.objects.create(old=monthly, new=dearer, takes_effect_at=EFFECT, **words)


@pytest.fixture
def ann(make_reader: MakeReader, subscribe: Subscribe) -> User:
    """A monthly subscriber."""
    user = make_reader("ann")
    subscribe(user)
    return user


@pytest.fixture
def announced(
    change: PriceChange, ann: User, publisher: Person, run_scheduled: RunScheduled
) -> PriceChange:
    """An announced change that Ann was notified of."""
    assert price_changes.announce(change, by=publisher.user, at=NOON) == 1
    run_scheduled(NOON)
    change.refresh_from_db()
    return change


def about_prices(sent: list[EmailMessage]) -> list[EmailMessage]:
    return [message for message in sent if "price" in message.subject]


def row() -> PriceAnswer:
    return PriceAnswer.objects.select_related(
        "change__old__plan", "change__new", "subscription__price"
    ).get()


def subscription() -> Subscription:
    return Subscription.objects.select_related("price").get()


def answer(answer: str, *, at: Any = NOON) -> PriceAnswer:
    return price_changes.answer(row(), answer, at=at)


def test_those_on_the_old_price_are_told_once_in_plain_words(
    change: PriceChange,
    ann: User,
    publisher: Person,
    run_scheduled: RunScheduled,
    make_reader: MakeReader,
) -> None:
    price_changes.announce(change, by=publisher.user, at=NOON)
    [message] = about_prices(run_scheduled(NOON))
    assert message.subject == "The price of Digital changes"
    assert message.to == [ann.email]
    for words in (
        "Paper and people cost more than they did.",
        "Until now you pay $3.99 a month. The new price is $4.99 a month.",
        "begin with your renewal on 18 January 2027",
        "keep the old price, accept the new one, or leave",
        "If we don’t hear from you by 18 December 2026, you pay the new price",
        f"http://testserver/account/subscription/price/{change.pk}/",
    ):
        assert words in message.body
    assert about_prices(run_scheduled(NOON + DAY)) == []
    assert DeskLogEntry.objects.get().by == publisher.user


@pytest.mark.promise(
    "A price change is announced once more before its first payment",
    section="subscriptions",
)
def test_the_first_payment_of_a_new_price_is_announced_once_more(
    announced: PriceChange, run_scheduled: RunScheduled
) -> None:
    assert about_prices(run_scheduled(JANUARY - 10 * DAY)) == []
    [message] = [each for each in run_scheduled(JANUARY - 9 * DAY) if "$4.99" in each.subject]
    assert message.subject == "From 18 January you pay $4.99 a month"
    assert "you pay $4.99 a month from your renewal on 18 January 2027" in message.body
    assert "/cancel/" in message.body
    assert "hear from you" not in message.body
    for at in (JANUARY - 8 * DAY, JANUARY, JANUARY + 22 * DAY):
        assert not any("$4.99" in each.subject for each in run_scheduled(at))


def test_the_second_announcement_says_until_when_one_can_choose(
    announced: PriceChange, run_scheduled: RunScheduled
) -> None:
    PriceChange.objects.update(takes_effect_at=JANUARY - SECOND)
    [message] = [each for each in run_scheduled(JANUARY - 9 * DAY) if "$4.99" in each.subject]
    assert "if we don’t hear from you by 18 January 2027, you pay $4.99" in message.body
    assert (
        "Keep the old price, accept the new one or leave:"
        f" http://testserver/account/subscription/price/{announced.pk}/" in message.body
    )


@pytest.mark.parametrize("said", [Answer.KEEP_OLD_PRICE, Answer.LEAVE])
def test_whoever_will_not_pay_the_new_price_hears_no_more_of_it(
    said: str, announced: PriceChange, run_scheduled: RunScheduled
) -> None:
    answer(said)
    assert not any("$4.99" in each.subject for each in run_scheduled(JANUARY - 9 * DAY))


def test_a_change_that_is_called_off_is_not_announced_once_more(
    announced: PriceChange, publisher: Person, run_scheduled: RunScheduled
) -> None:
    price_changes.call_off(announced, by=publisher.user, at=NOON + DAY)
    assert not any("$4.99" in each.subject for each in run_scheduled(JANUARY - 9 * DAY))


def test_one_change_of_a_price_at_a_time(announced: PriceChange, publisher: Person) -> None:
    with pytest.raises(PriceChangeError):
        price_changes.announce(announced, by=publisher.user, at=NOON)
    second = PriceChange.objects.create(
        old=announced.old, new=announced.new, takes_effect_at=EFFECT, reason="Again"
    )
    assert "old" in price_changes.errors_by_field(second, at=NOON)


def test_new_readers_pay_the_new_price_from_the_announcement_on(announced: PriceChange) -> None:
    assert list(Price.objects.listed()) == [announced.new]


def test_a_price_that_is_not_on_sale_is_not_put_there(
    change: PriceChange, monthly: Price, dearer: Price, ann: User, publisher: Person
) -> None:
    Price.objects.filter(pk=monthly.pk).update(listed=False)
    price_changes.announce(change, by=publisher.user, at=NOON)
    assert not Price.objects.listed().exists()


def test_silence_moves_at_the_first_renewal_after_the_day(
    announced: PriceChange, run_scheduled: RunScheduled
) -> None:
    run_scheduled(EFFECT - SECOND)
    assert subscription().price == announced.old
    run_scheduled(EFFECT)
    assert (subscription().price, subscription().amount, subscription().is_running) == (
        announced.new,
        499,
        True,
    )
    assert [payment.amount for payment in subscription().payments.all()] == [399, 399]
    run_scheduled(JANUARY)
    assert [payment.amount for payment in subscription().payments.all()] == [499, 399, 399]
    assert row().done_at == EFFECT


@pytest.mark.parametrize("said", [Answer.MOVE, Answer.KEEP_OLD_PRICE, Answer.LEAVE])
def test_what_the_reader_says_counts(
    said: str, announced: PriceChange, run_scheduled: RunScheduled
) -> None:
    answer(said)
    assert subscription().cancel_at_period_end == (said == Answer.LEAVE)
    run_scheduled(EFFECT)
    run_scheduled(JANUARY)
    paid = {
        Answer.MOVE: [499, 399, 399],
        Answer.KEEP_OLD_PRICE: [399, 399, 399],
        Answer.LEAVE: [399],
    }[Answer(said)]
    assert [payment.amount for payment in subscription().payments.all()] == paid
    assert subscription().is_running == (said != Answer.LEAVE)
    assert row().done_at is not None


def test_silence_can_keep_or_leave(
    change: PriceChange, ann: User, publisher: Person, run_scheduled: RunScheduled
) -> None:
    PriceChange.objects.update(silence=Silence.LEAVE)
    price_changes.announce(change, by=publisher.user, at=NOON)
    [message] = about_prices(run_scheduled(NOON))
    assert "by 18 December 2026, your subscription ends with what you have paid for" in message.body
    PriceChange.objects.update(silence=Silence.KEEP_OLD_PRICE)
    run_scheduled(EFFECT)
    assert (row().done_at, subscription().price, subscription().cancel_at_period_end) == (
        EFFECT,
        change.old,
        False,
    )
    PriceChange.objects.update(silence=Silence.LEAVE)
    PriceAnswer.objects.update(done_at=None)
    run_scheduled(EFFECT + DAY)
    assert subscription().cancel_at_period_end


def test_an_answer_can_be_changed_until_the_day_and_not_after(
    announced: PriceChange, wait_until: WaitUntil
) -> None:
    answer(Answer.LEAVE)
    assert subscription().cancel_at_period_end
    answer(Answer.KEEP_OLD_PRICE)
    assert (subscription().cancel_at_period_end, row().answer, row().done_at) == (
        False,
        Answer.KEEP_OLD_PRICE,
        None,
    )
    answer(Answer.MOVE, at=EFFECT - SECOND)
    with pytest.raises(PriceChangeError):
        answer(Answer.KEEP_OLD_PRICE, at=EFFECT)
    assert row().answer == Answer.MOVE


def test_only_what_is_offered_can_be_said(announced: PriceChange) -> None:
    PriceChange.objects.update(may_keep_old_price=False)
    assert dict(price_changes.choices(row())).keys() == {Answer.MOVE, Answer.LEAVE}
    for message in (Answer.KEEP_OLD_PRICE, "", "more"):
        with pytest.raises(PriceChangeError):
            answer(message)


def test_leaving_while_the_provider_is_down_is_kept_and_done_later(
    announced: PriceChange, run_scheduled: RunScheduled, provider_down: Callable[[], Any]
) -> None:
    with provider_down():
        assert answer(Answer.LEAVE).done_at is None
        with pytest.raises(price_changes.ApplyingFailed):
            price_changes.apply_due(at=NOON)
    assert not subscription().cancel_at_period_end
    run_scheduled(NOON + DAY)
    assert (subscription().cancel_at_period_end, row().done_at) == (True, NOON + DAY)


def test_a_provider_that_is_down_on_the_day_is_asked_again(
    announced: PriceChange,
    run_scheduled: RunScheduled,
    provider_down: Callable[[], Any],
    noon: Traveller,
) -> None:
    noon.move_to(EFFECT)
    with provider_down(), pytest.raises(price_changes.ApplyingFailed):
        price_changes.apply_due(at=EFFECT)
    assert (subscription().price, row().done_at) == (announced.old, None)
    run_scheduled(EFFECT + DAY)
    assert subscription().price == announced.new
    assert price_changes.apply_due(at=EFFECT + DAY) == 0


def test_who_has_cancelled_is_not_moved_before_taking_it_back(
    announced: PriceChange, noon: Traveller
) -> None:
    noon.move_to(EFFECT - SECOND)
    self_service.cancel(subscription(), at=EFFECT - SECOND)
    PriceChange.objects.update(takes_effect_at=EFFECT - 2 * SECOND)
    PriceAnswer.objects.update(notified_at=NOON - DAY)
    price_changes.apply_due(at=EFFECT - SECOND)
    assert (subscription().price, row().done_at) == (announced.old, None)
    self_service.resume(subscription(), at=EFFECT - SECOND)
    price_changes.apply_due(at=EFFECT - SECOND)
    assert subscription().price == announced.new


def test_who_comes_to_the_old_price_late_has_thirty_days_too(
    announced: PriceChange,
    make_reader: MakeReader,
    subscribe: Subscribe,
    run_scheduled: RunScheduled,
    noon: Traveller,
) -> None:
    """A payment page that was open at the announcement is paid ten days later."""
    later = NOON + 10 * DAY
    noon.move_to(later)
    Price.objects.filter(pk=announced.old_id).update(listed=True)
    bob = make_reader("bob")
    bobs = subscribe(bob, at=later)
    [message] = [each for each in run_scheduled(later) if each.to == [bob.email]]
    assert "by 28 December 2026" in message.body
    assert "begin with your renewal on 28 January 2027" in message.body
    run_scheduled(EFFECT)
    bobs.refresh_from_db()
    assert bobs.price == announced.old
    run_scheduled(later + 30 * DAY)
    bobs.refresh_from_db()
    assert bobs.price == announced.new


def test_a_change_called_off_is_told_and_never_comes(
    announced: PriceChange, publisher: Person, run_scheduled: RunScheduled
) -> None:
    answer(Answer.LEAVE)
    price_changes.call_off(announced, by=publisher.user, at=NOON + DAY)
    [message] = about_prices(run_scheduled(NOON + DAY))
    assert message.subject == "The price of Digital stays as it is"
    assert "Your subscription is cancelled and ends on 18 December 2026." in message.body
    assert about_prices(run_scheduled(NOON + 2 * DAY)) == []
    assert list(Price.objects.listed()) == [announced.old]
    with pytest.raises(PriceChangeError):
        answer(Answer.KEEP_OLD_PRICE, at=NOON + 2 * DAY)


def test_after_the_day_it_cannot_be_called_off(announced: PriceChange, publisher: Person) -> None:
    assert price_changes.may_be_called_off(announced, at=EFFECT - SECOND)
    with pytest.raises(PriceChangeError):
        price_changes.call_off(announced, by=publisher.user, at=EFFECT)


def test_the_readers_own_row_and_nobody_elses(
    announced: PriceChange, ann: User, publisher: Person
) -> None:
    assert price_changes.open_answer(ann, announced.pk) == row()
    assert price_changes.open_answer(publisher.user, announced.pk) is None


def test_a_mail_that_cannot_go_is_taken_again(
    change: PriceChange,
    ann: User,
    publisher: Person,
    run_scheduled: RunScheduled,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    price_changes.announce(change, by=publisher.user, at=NOON)
    with monkeypatch.context() as down:
        down.setattr("accounts.mail.outbox.compose.send", lambda message: False)
        run_scheduled(NOON)
    assert OutboxEmail.objects.get(name="price_change").sent_at is None
    assert "The price of Digital changes" in [each.subject for each in run_scheduled(NOON + DAY)]


def test_the_thirty_days_are_those_of_the_calendar(change: PriceChange, settings: Any) -> None:
    """The clocks go back between 1 and 31 October, so these 30 days are an hour longer."""
    settings.TIME_ZONE = "Europe/Berlin"
    at = datetime(2026, 10, 1, 10, tzinfo=UTC)
    change.takes_effect_at = at + 30 * DAY + timedelta(hours=1) - SECOND
    assert price_changes.errors_by_field(change, at=at) == {
        "takes_effect_at": (
            "Subscribers must be notified at least 30 days before: choose a later day."
        )
    }
    change.takes_effect_at += SECOND
    assert price_changes.errors_by_field(change, at=at) == {}
