"""Notices before a charge or the end of access: when, to whom and with which text; never late."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from accounts.mail import outbox
from accounts.mail.outbox import Due
from accounts.models import OutboxEmail, User
from subscriptions.billing import reminders
from subscriptions.models import Entitlement, Price, Promotion, Purchase, Subscription
from tests.cast import DAY, NOON, SECOND, MakeReader, Person, Source, entitle
from tests.sandbox import RunScheduled, Subscribe

pytestmark = [
    pytest.mark.slow,
    pytest.mark.promise(
        "Renewals, trials, full prices, expiring cards and gifts are announced in time and never"
        " late",
        section="subscriptions",
    ),
]

Rule = Callable[[datetime], Iterator[Due]]
MONTH_LATER = NOON.replace(month=12)
YEAR_LATER = NOON.replace(year=2027)
HALF_YEAR_LATER = NOON.replace(year=2027, month=5)


def owed(rule: Rule, at: datetime) -> list[str]:
    return [due.name for due in rule(at)]


def first_and_last(rule: Rule, first: datetime, end: datetime) -> bool:
    """Return whether the rule yields a notice from `first` up to, not including, `end`."""
    inside = owed(rule, first) and owed(rule, end - SECOND)
    return bool(inside) and owed(rule, first - SECOND) == owed(rule, end) == []


def priced(price: Price, **fields: Any) -> Price:
    return Price.objects.create(
        **{"plan": price.plan, "amount": 4000, "currency": "USD", "interval": "year", **fields}
    )


@pytest.fixture
def ann(make_reader: MakeReader) -> User:
    return make_reader("ann")


def test_a_year_is_announced_twice_and_never_after(
    ann: User, subscribe: Subscribe, monthly: Price, run_scheduled: RunScheduled
) -> None:
    subscription = subscribe(ann, priced(monthly, tax_note="including VAT"))
    assert first_and_last(reminders.renewals, YEAR_LATER - 33 * DAY, YEAR_LATER)
    assert run_scheduled(YEAR_LATER - 33 * DAY - SECOND) == []
    [message] = run_scheduled(YEAR_LATER - 33 * DAY)
    assert message.subject == "Your subscription renews on 18 November 2027"
    assert "You then pay $40 for the next year, including VAT." in message.body
    assert f"http://testserver/account/subscription/{subscription.pk}/cancel/" in message.body
    assert (
        run_scheduled(YEAR_LATER - 32 * DAY) == run_scheduled(YEAR_LATER - 7 * DAY - SECOND) == []
    )
    [again] = run_scheduled(YEAR_LATER - 7 * DAY)
    assert again.subject == message.subject
    assert run_scheduled(YEAR_LATER - 6 * DAY) == run_scheduled(YEAR_LATER + DAY) == []
    assert [each.subject for each in run_scheduled(YEAR_LATER + 333 * DAY)] == [
        "Your subscription renews on 18 November 2028"
    ]


def test_the_first_notice_is_left_out_once_the_second_is_due(
    ann: User, subscribe: Subscribe, monthly: Price, run_scheduled: RunScheduled
) -> None:
    subscribe(ann, priced(monthly))
    assert len(run_scheduled(YEAR_LATER - 3 * DAY)) == 1


@pytest.mark.parametrize(
    ("interval", "count", "leads"),
    [
        ("day", 31, []),
        ("day", 32, [7]),
        ("week", 4, []),
        ("week", 5, [7]),
        ("week", 26, [9]),
        ("month", 1, []),
        ("month", 2, [7]),
        ("month", 5, [7]),
        ("month", 6, [9]),
        ("month", 11, [9]),
        ("month", 12, [33, 7]),
        ("year", 1, [33, 7]),
    ],
)
def test_terms_of_more_than_31_days_are_announced(
    interval: str, count: int, leads: list[int], ann: User, subscribe: Subscribe, monthly: Price
) -> None:
    subscription = subscribe(ann, priced(monthly, interval=interval, interval_count=count))
    days = [
        days
        for days in range(40, 0, -1)
        if {due.key for due in reminders.renewals(subscription.period_ends_at - days * DAY)}
        - {due.key for due in reminders.renewals(subscription.period_ends_at - (days + 1) * DAY)}
    ]
    assert days == leads


def test_who_has_cancelled_or_gone_is_told_nothing(
    ann: User, subscribe: Subscribe, monthly: Price
) -> None:
    subscription = subscribe(ann, priced(monthly))
    rows, at = Subscription.objects.filter(pk=subscription.pk), YEAR_LATER - DAY
    assert owed(reminders.renewals, at)
    for change in (
        {"cancel_at_period_end": True},
        {"status": "canceled", "ended_at": NOON},
        {"user": None},
    ):
        before = rows.values(*change).get()
        rows.update(**change)
        assert owed(reminders.renewals, at) == []
        rows.update(**before)
    Purchase.objects.update(kind=Purchase.Kind.DONATION)
    assert owed(reminders.renewals, at) == []


def test_a_monthly_subscription_is_told_twice_a_year(
    ann: User, subscribe: Subscribe, run_scheduled: RunScheduled
) -> None:
    subscribe(ann)
    first = HALF_YEAR_LATER - 14 * DAY
    assert run_scheduled(first - SECOND) == []
    [message] = run_scheduled(first)
    assert message.subject == "Your subscription, twice a year"
    assert "what you pay: $3.99 a month for Digital" in message.body
    assert "$3.99, is due on 18 May 2027" in message.body
    assert run_scheduled(first + DAY) == run_scheduled(YEAR_LATER - 14 * DAY - SECOND) == []
    assert len(run_scheduled(YEAR_LATER - 14 * DAY)) == 1


def test_a_regular_reminder_comes_up_to_thirty_days_late(ann: User, subscribe: Subscribe) -> None:
    subscription = subscribe(ann)
    Subscription.objects.filter(pk=subscription.pk).update(period_ends_at=NOON.replace(year=2031))
    assert first_and_last(
        reminders.half_yearly, HALF_YEAR_LATER - 14 * DAY, HALF_YEAR_LATER + 30 * DAY
    )
    assert [due.key for due in reminders.half_yearly(NOON.replace(year=2029))] == [
        f"{subscription.pk} 2029-11-18"
    ]


def test_a_day_that_a_month_lacks_is_its_last_day(ann: User, subscribe: Subscribe) -> None:
    subscription = subscribe(ann)
    begun, half_year = datetime(2028, 8, 31, 12, tzinfo=UTC), datetime(2029, 2, 28, 12, tzinfo=UTC)
    Subscription.objects.filter(pk=subscription.pk).update(
        started_at=begun, period_ends_at=NOON.replace(year=2031)
    )
    assert first_and_last(reminders.half_yearly, half_year - 14 * DAY, half_year + 30 * DAY)


@pytest.mark.parametrize("started", [31, 28, 1])
def test_every_half_year_has_its_reminder(started: int, ann: User, subscribe: Subscribe) -> None:
    subscription = subscribe(ann)
    begun = datetime(2026, 8, started, 23, 59, tzinfo=UTC)
    Subscription.objects.filter(pk=subscription.pk).update(
        started_at=begun, period_ends_at=NOON.replace(year=2040)
    )
    days = [begun + number * DAY for number in range(0, 3 * 365, 10)]
    assert len({due.key for day in days for due in reminders.half_yearly(day)}) == 6


@pytest.mark.parametrize(
    ("days", "before"), [(40, 9), (30, 9), (10, 9), (9, 8), (8, 7), (7, 2), (3, 2), (2, 1), (1, 1)]
)
def test_a_trials_end_is_told_as_early_as_its_length_allows(
    days: int, before: int, ann: User, subscribe: Subscribe, monthly: Price
) -> None:
    subscribe(ann, priced(monthly, interval="month", amount=500, trial_days=days))
    ends_at = NOON + days * DAY
    notified_at = ends_at - before * DAY
    assert (
        owed(reminders.trials, notified_at)
        == owed(reminders.trials, ends_at - SECOND)
        == ["trial_ends"]
    )
    assert owed(reminders.trials, notified_at - SECOND) == owed(reminders.trials, ends_at) == []


def test_a_trials_end_names_the_first_charge(
    ann: User, subscribe: Subscribe, monthly: Price, run_scheduled: RunScheduled
) -> None:
    fields = {
        "interval": "month",
        "amount": 500,
        "intro_amount": 100,
        "intro_intervals": 2,
        "trial_days": 14,
    }
    subscribe(ann, priced(monthly, **fields))
    [message] = run_scheduled(NOON + 7 * DAY)
    assert message.subject == "Your free trial ends on 2 December 2026"
    assert "you pay for the first time: $1." in message.body
    assert "Later it is $5 a month." in message.body
    assert "cancel before 2 December, 12:00" in message.body


def test_the_full_price_is_told_nine_days_before_its_first_charge(
    ann: User, subscribe: Subscribe, monthly: Price, run_scheduled: RunScheduled
) -> None:
    subscription = subscribe(
        ann, priced(monthly, interval="month", amount=500, intro_amount=100, intro_intervals=2)
    )
    full_from = NOON.replace(year=2027, month=1)
    assert run_scheduled(MONTH_LATER - DAY) == run_scheduled(full_from - 9 * DAY - SECOND) == []
    [message] = run_scheduled(full_from - 9 * DAY)
    assert message.subject == "From 18 January you pay the full price"
    assert "From 18 January 2027 you pay $5 a month" in message.body
    assert run_scheduled(full_from - DAY) == run_scheduled(full_from + DAY) == []
    assert subscription.payments.order_by("-made_at")[0].amount == 500


def test_a_promotion_ends_as_an_introduction_does(
    ann: User, subscribe: Subscribe, run_scheduled: RunScheduled
) -> None:
    subscribe(ann, promotion=Promotion.objects.create(code="HALF", percent_off=50, intervals=1))
    [message] = run_scheduled(MONTH_LATER - 9 * DAY)
    assert "you pay $3.99 a month" in message.body


def test_a_promotion_without_an_end_is_what_one_pays(
    ann: User, subscribe: Subscribe, monthly: Price, run_scheduled: RunScheduled
) -> None:
    subscribe(
        ann,
        priced(monthly),
        promotion=Promotion.objects.create(code="EVER", percent_off=50, intervals=None),
    )
    [message] = run_scheduled(YEAR_LATER - 33 * DAY)
    assert "You then pay $20 for the next year" in message.body


def test_a_cheaper_first_year_is_told_with_the_renewal(
    ann: User, subscribe: Subscribe, monthly: Price, run_scheduled: RunScheduled
) -> None:
    subscribe(ann, priced(monthly, intro_amount=1000, intro_intervals=1))
    [message] = run_scheduled(YEAR_LATER - 33 * DAY)
    assert (
        "You then pay $40 for the next year. The first year was cheaper; this is the full price."
        in message.body
    )
    [again] = run_scheduled(YEAR_LATER - 7 * DAY)
    assert again.body == message.body


def test_a_cheaper_start_of_two_months_is_told_in_time_for_both_rules(
    ann: User, subscribe: Subscribe, monthly: Price
) -> None:
    fields = {"interval": "month", "interval_count": 2, "intro_amount": 1000, "intro_intervals": 1}
    subscription = subscribe(ann, priced(monthly, **fields))
    assert first_and_last(
        reminders.renewals, subscription.period_ends_at - 9 * DAY, subscription.period_ends_at
    )


def test_a_card_that_will_be_too_old_is_told_once_a_card(
    ann: User, subscribe: Subscribe, monthly: Price, run_scheduled: RunScheduled
) -> None:
    subscription = subscribe(ann, priced(monthly, interval="month", interval_count=2))
    rows, renews_at = (
        Subscription.objects.filter(pk=subscription.pk),
        subscription.period_ends_at,
    )  # 18 January 2027
    rows.update(card_expires="01/2027")
    assert owed(reminders.cards, renews_at - DAY) == []
    run_scheduled(NOON)  # deliver all pending events of the sandbox
    rows.update(card_expires="12/2026", card_last4="4242")
    assert first_and_last(reminders.cards, renews_at - 30 * DAY, renews_at)
    [message] = run_scheduled(renews_at - 30 * DAY)
    assert "ending in 4242" in message.body
    assert "valid until the end of December 2026" in message.body
    assert "$40, is due on 18 January 2027" in message.body
    assert [each.subject for each in run_scheduled(renews_at - DAY)] == [
        "Your subscription renews on 18 January 2027"
    ]


def test_a_cards_month_ends_at_the_sites_midnight(
    ann: User, subscribe: Subscribe, settings: Any
) -> None:
    subscription = subscribe(ann)
    settings.TIME_ZONE = "Pacific/Auckland"
    midnight = datetime(2026, 11, 30, 11, tzinfo=UTC)
    rows = Subscription.objects.filter(pk=subscription.pk)
    rows.update(card_expires="11/2026", period_ends_at=midnight - SECOND)
    assert owed(reminders.cards, NOON) == []
    rows.update(period_ends_at=midnight)
    assert owed(reminders.cards, NOON) == ["card_expires"]


def test_a_gifts_end_is_told_a_fortnight_before(ann: User, run_scheduled: RunScheduled) -> None:
    entitlement = entitle(ann, since=DAY, until=90 * DAY, source=Source.GIFT)
    ends_at = NOON + 90 * DAY
    assert first_and_last(reminders.gifts, ends_at - 14 * DAY, ends_at)
    [message] = run_scheduled(ends_at - 14 * DAY)
    assert message.subject == "Your gift subscription ends on 16 February 2027"
    assert "http://testserver/subscribe/" in message.body
    assert run_scheduled(ends_at - DAY) == []
    Entitlement.objects.filter(pk=entitlement.pk).update(ends_at=ends_at + 90 * DAY)
    assert len(run_scheduled(ends_at + 80 * DAY)) == 1


def test_whoever_reads_on_anyway_is_not_told_of_a_gifts_end(
    ann: User, subscribe: Subscribe
) -> None:
    entitle(ann, since=DAY, until=90 * DAY, source=Source.COMPLIMENTARY)
    at = NOON + 80 * DAY
    assert owed(reminders.gifts, at) == ["gift_ends"]
    follows = entitle(ann, since=-90 * DAY, until=99 * DAY, source=Source.GIFT)
    assert owed(reminders.gifts, at) == []
    follows.delete()
    subscribe(ann)
    assert owed(reminders.gifts, at) == []


def test_a_right_of_a_few_days_ends_without_a_notice(ann: User) -> None:
    entitle(ann, since=timedelta(0), until=28 * DAY - SECOND, source=Source.GIFT)
    assert owed(reminders.gifts, NOON + 27 * DAY) == []


def test_a_notice_taken_but_not_sent_is_not_sent_after_what_it_announces(
    ann: User,
    subscribe: Subscribe,
    monthly: Price,
    run_scheduled: RunScheduled,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    subscribe(ann, priced(monthly))
    with monkeypatch.context() as down:
        down.setattr("accounts.mail.outbox.compose.send", lambda message: False)
        assert run_scheduled(YEAR_LATER - DAY) == []
    assert run_scheduled(YEAR_LATER) == []
    assert OutboxEmail.objects.get(name="renewal_soon").sent_at is None


def test_what_everybody_was_told_costs_one_query_a_rule(
    ann: User,
    subscribe: Subscribe,
    monthly: Price,
    registered: Person,
    django_assert_max_num_queries: Any,
) -> None:
    for user in (ann, registered.user):
        subscribe(user, monthly if user == ann else priced(monthly))
    at = YEAR_LATER - DAY
    outbox.send_due(reminders.renewals(at), at=at)
    with django_assert_max_num_queries(2):
        assert outbox.send_due(reminders.renewals(at), at=at) == 0
