"""Notice periods: each rule at its limits, and the notices that are sent satisfy all rules."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from accounts.mail.outbox import Due
from subscriptions.billing import notice_periods, reminders
from subscriptions.billing.notice_periods import (
    RULES,
    Kind,
    Rule,
    applying,
    days_before,
    lead_times,
    term_days,
)
from subscriptions.models import Price, PriceAnswer, PriceChange, Subscription
from tests.cast import DAY, NOON, SECOND, MakeReader
from tests.sandbox import Subscribe

NEW_YORK = ZoneInfo("America/New_York")
# The clocks went forward on 14 March 2027 and back on 7 November: 33 days before lie on the other
# side.
EVENTS = [datetime(2027, 3, 20, 12, tzinfo=NEW_YORK), datetime(2027, 11, 18, 12, tzinfo=NEW_YORK)]

# Each rule, by jurisdiction and kind: first and last day that it allows, and the shortest term that
# it applies to.
TABLE = [
    ("California", Kind.TRIAL_ENDS, 21, 3, 32),
    ("Massachusetts", Kind.TRIAL_ENDS, 30, 5, 32),
    ("United Kingdom", Kind.TRIAL_ENDS, 30, 5, 32),
    ("Card networks", Kind.TRIAL_ENDS, None, 7, 0),
    ("California", Kind.FULL_PRICE, 21, 3, 32),
    ("United Kingdom", Kind.FULL_PRICE, 30, 5, 0),
    ("Card networks", Kind.FULL_PRICE, None, 7, 0),
    ("California", Kind.RENEWAL, 45, 15, 365),
    ("New York", Kind.RENEWAL, 45, 15, 365),
    ("Massachusetts", Kind.RENEWAL, 30, 5, 32),
    ("France", Kind.RENEWAL, 89, 31, 365),
    ("United Kingdom", Kind.RENEWAL, 30, 5, 181),
    ("Card networks", Kind.RENEWAL, None, 7, 181),
    ("United Kingdom", Kind.REMINDER, 30, 12, 0),
    ("California", Kind.PRICE_CHANGE, 30, 7, 0),
    ("New York", Kind.PRICE_CHANGE, 30, 5, 0),
    ("European Union", Kind.PRICE_CHANGE, None, 30, 0),
    ("Card networks", Kind.PRICE_CHANGE, None, 7, 0),
]


def name(rule: Any) -> str | None:
    return f"{rule.jurisdiction}, {rule.kind.name.lower()}" if isinstance(rule, Rule) else None


def test_the_table_is_as_the_documentation_says() -> None:
    assert [
        (rule.jurisdiction, rule.kind, rule.earliest, rule.latest, rule.min_term) for rule in RULES
    ] == TABLE
    assert all(rule.source for rule in RULES)


@pytest.mark.parametrize("rule", RULES, ids=name)
def test_a_rule_begins_with_its_shortest_term(rule: Rule) -> None:
    assert rule in applying(rule.kind, rule.min_term)
    assert rule not in applying(rule.kind, rule.min_term - 1)


@pytest.mark.promise(
    "Every notice meets the deadlines of the laws that apply, at any time of scheduling",
    section="subscriptions",
)
def test_every_rule_is_obeyed_by_one_of_the_notices_with_two_days_to_spare() -> None:
    for kind, term in product(Kind, range(1, 800)):
        rules = applying(kind, term)
        leads = lead_times(rules)
        for rule in rules:
            assert any(rule.latest + 2 <= lead <= (rule.earliest or 999) for lead in leads), (
                name(rule),
                leads,
            )


@pytest.mark.parametrize(
    ("kind", "term", "leads"),
    [
        (Kind.RENEWAL, 31, []),
        (Kind.RENEWAL, 32, [7]),
        (Kind.RENEWAL, 181, [9]),
        (
            Kind.RENEWAL,
            365,
            [33, 7],
        ),  # no day is both a month before (France) and at most 30 days (Massachusetts)
        (Kind.TRIAL_ENDS, 31, [9]),
        (Kind.TRIAL_ENDS, 32, [9]),
        (Kind.FULL_PRICE, 400, [9]),
        (Kind.REMINDER, 30, [14]),
        (Kind.PRICE_CHANGE, 30, [32, 9]),  # 30 days in Europe, at most 30 in California
    ],
)
def test_as_few_notices_as_obey_all_rules(kind: Kind, term: int, leads: list[int]) -> None:
    assert lead_times(applying(kind, term)) == leads


def rule(earliest: int | None, latest: int) -> Rule:
    return Rule("Nowhere", Kind.RENEWAL, earliest, latest, "none")


@pytest.mark.parametrize(
    ("rules", "leads"),
    [
        ([], []),
        ([rule(None, 5)], [7]),
        ([rule(30, 5), rule(45, 15)], [17]),
        ([rule(17, 5), rule(45, 15)], [17]),
        ([rule(16, 5), rule(45, 15)], [17, 7]),
        ([rule(10, 1), rule(20, 12), rule(40, 30)], [32, 14, 3]),
    ],
)
def test_windows_that_overlap_share_a_notice_and_others_do_not(
    rules: list[Rule], leads: list[int]
) -> None:
    assert lead_times(rules) == lead_times(reversed(rules)) == leads


@pytest.mark.parametrize("event", EVENTS)
def test_days_are_those_of_the_calendar_when_the_clocks_change(
    event: datetime, settings: Any
) -> None:
    settings.TIME_ZONE = "America/New_York"
    result = days_before(event.astimezone(UTC), 33)
    assert (result.hour, (event.date() - result.date()).days) == (12, 33)
    assert abs(event.astimezone(UTC) - result.astimezone(UTC) - 33 * DAY) == timedelta(hours=1)


@pytest.mark.parametrize(
    ("interval", "count", "days"),
    [
        ("day", 31, 31),
        ("week", 5, 35),
        ("month", 1, 30),
        ("month", 2, 60),
        ("month", 6, 182),
        ("month", 12, 365),
        ("week", 52, 364),
        ("year", 1, 365),
    ],
)
def test_how_long_a_term_is(interval: str, count: int, days: int) -> None:
    assert term_days(interval, count) == days


# Notices that are sent, compared with each rule


Announced = Callable[[datetime], Iterator[Due]]


@pytest.fixture
def subscription(make_reader: MakeReader, subscribe: Subscribe, settings: Any) -> Subscription:
    settings.TIME_ZONE = "America/New_York"
    return subscribe(make_reader("ann"))


def renews(subscription: Subscription, event: datetime, rule: Rule) -> Announced:
    """A term as short as the rule allows."""
    Subscription.objects.filter(pk=subscription.pk).update(
        period_ends_at=event, interval="day", interval_count=max(rule.min_term, 32)
    )
    return reminders.renewals


def trial_ends(subscription: Subscription, event: datetime, rule: Rule) -> Announced:
    started_at = event - max(rule.min_term, 30) * DAY
    Subscription.objects.filter(pk=subscription.pk).update(
        status="trialing", started_at=started_at, trial_ends_at=event, period_ends_at=event
    )
    return reminders.trials


def full_price(subscription: Subscription, event: datetime, rule: Rule) -> Announced:
    assert subscription.price is not None
    Price.objects.filter(pk=subscription.price.pk).update(intro_amount=100, intro_intervals=2)
    # Two months before, by the calendar of UTC as the sandbox counts it.
    started_at = event.astimezone(UTC).replace(month=event.month - 2)
    Subscription.objects.filter(pk=subscription.pk).update(
        started_at=started_at, period_ends_at=event
    )
    return reminders.full_prices


def half_year(subscription: Subscription, event: datetime, rule: Rule) -> Announced:
    started_at = event.astimezone(UTC).replace(
        year=event.year - (event.month < 7), month=(event.month - 7) % 12 + 1
    )
    Subscription.objects.filter(pk=subscription.pk).update(
        started_at=started_at, period_ends_at=event
    )
    return reminders.half_yearly


def price_changes(subscription: Subscription, event: datetime, rule: Rule) -> Announced:
    assert subscription.price is not None
    dearer = Price.objects.create(
        plan=subscription.price.plan, amount=499, currency="USD", interval="month", listed=False
    )
    change = PriceChange.objects.create(
        old=subscription.price,
        new=dearer,
        takes_effect_at=event - SECOND,
        silence="move",
        announced_at=NOON,
        reason="Paper",
    )
    PriceAnswer.objects.create(
        change=change, subscription=subscription, notified_at=event - 60 * DAY
    )
    Subscription.objects.filter(pk=subscription.pk).update(
        period_starts_at=event - 30 * DAY, period_ends_at=event
    )
    return reminders.price_changes_soon


CASES = {
    Kind.TRIAL_ENDS: trial_ends,
    Kind.FULL_PRICE: full_price,
    Kind.RENEWAL: renews,
    Kind.REMINDER: half_year,
    Kind.PRICE_CHANGE: price_changes,
}


@pytest.mark.promise(
    "Every notice meets the deadlines of the laws that apply, at any time of scheduling",
    section="subscriptions",
)
@pytest.mark.parametrize("event", EVENTS, ids=["clocks forward", "clocks back"])
@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if rule.jurisdiction != notice_periods.EU], ids=name
)
def test_what_is_sent_is_neither_too_early_nor_too_late(
    rule: Rule, event: datetime, subscription: Subscription
) -> None:
    announced = CASES[rule.kind](subscription, event, rule)

    def keys(at: datetime) -> set[str]:
        return {due.key for due in announced(at.astimezone(UTC))}

    before_the_last_day = keys(
        event - (rule.latest + 1) * DAY
    )  # of the calendar: both are in New York
    too_early = set() if rule.earliest is None else keys(event - rule.earliest * DAY - SECOND)
    if rule.earliest is None:  # there is no limit for early notices
        before_the_last_day |= keys(event - (rule.latest + 10) * DAY)
    assert before_the_last_day - too_early
