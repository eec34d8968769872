"""The paywall's rule at the exact second at which something begins or ends."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from articles.models import Source
from subscriptions.dates import days_since_start, next_period, period_of, preceding
from subscriptions.metering import reader_state
from subscriptions.models import Entitlement, FreeRead, Wall
from subscriptions.paywall import rule
from subscriptions.paywall.access import Reason
from tests.cast import DAY, NOON, SECOND, MakeColumn, Person, entitle

TICK = timedelta(microseconds=1)


@pytest.mark.promise("An embargo holds for subscribers too, to the second", section="paywall")
def test_an_embargo_lifts_on_the_second_for_subscribers_too(
    subscriber: Person, make_column: MakeColumn
) -> None:
    column = make_column(published_at=NOON)
    assert rule.check(column, subscriber.reader, at=NOON - TICK).reason == Reason.NOT_LIVE
    assert rule.check(column, subscriber.reader, at=NOON).reason == Reason.ENTITLED


def test_an_agency_column_ends_on_the_second(subscriber: Person, make_column: MakeColumn) -> None:
    source = Source.objects.create(name="Wire")
    column = make_column(Wall.SUBSCRIBERS, source=source, expires_at=NOON)
    assert rule.check(column, subscriber.reader, at=NOON - TICK).reason == Reason.ENTITLED
    assert rule.check(column, subscriber.reader, at=NOON).reason == Reason.NOT_LIVE


@pytest.mark.promise(
    "An entitlement starts and ends to the second, and takes effect at the next request",
    section="paywall",
)
def test_a_wall_that_changes_by_time_changes_on_the_second(
    visitor: Person, make_column: MakeColumn
) -> None:
    column = make_column(Wall.FREE)
    column.then_wall, column.then_from = Wall.REGISTERED, NOON
    column.later_wall, column.later_from = Wall.SUBSCRIBERS, NOON + DAY
    instants = {
        -TICK: Reason.FREE,
        timedelta(): Reason.MUST_REGISTER,
        DAY - TICK: Reason.MUST_REGISTER,
        DAY: Reason.MUST_SUBSCRIBE,
    }
    for after, reason in instants.items():
        for ask in (rule.check, rule.admit):
            assert ask(column, visitor.reader, at=NOON + after).reason == reason, (ask, after)


def test_an_entitlement_starts_and_ends_on_the_second(
    registered: Person, make_column: MakeColumn
) -> None:
    column, reader = make_column(Wall.SUBSCRIBERS), registered.reader
    entitle(registered.user, since=-DAY, until=2 * DAY)
    instants = {DAY - TICK: False, DAY: True, 2 * DAY - TICK: True, 2 * DAY: False}
    for after, granted in instants.items():
        assert rule.check(column, reader, at=NOON + after).granted is granted, after


@pytest.mark.promise(
    "The model, the queryset and the SQL agree on when an entitlement is active",
    section="paywall",
)
@pytest.mark.parametrize("ends_at", [NOON + DAY, None])
def test_everyone_says_the_same_of_an_entitlement(
    registered: Person, ends_at: datetime | None
) -> None:
    """The model, the queryset and the SQL of a page view agree."""
    entitlement = Entitlement.objects.create(user=registered.user, starts_at=NOON, ends_at=ends_at)
    for at in (NOON - TICK, NOON, NOON + DAY - TICK, NOON + DAY):
        known = reader_state.fetch(1, registered.reader, period=period_of(at), at=at)
        messages = (Entitlement.objects.in_force(at).exists(), known.entitled)
        assert messages == (entitlement.is_in_force(at), entitlement.is_in_force(at)), at


@pytest.mark.promise(
    "An entitlement starts and ends to the second, and takes effect at the next request",
    section="paywall",
)
def test_an_entitlement_counts_from_the_next_request(
    registered: Person, make_column: MakeColumn
) -> None:
    column = make_column(Wall.SUBSCRIBERS)
    assert "word5x39" not in registered.reads(column).content.decode()
    entitlement = Entitlement.objects.create(user=registered.user, starts_at=NOON - SECOND)
    assert "word5x39" in registered.reads(column).content.decode()
    entitlement.ends_at = NOON
    entitlement.save()
    assert "word5x39" not in registered.reads(column).content.decode()


@pytest.mark.promise("The month starts at midnight in the site's time zone", section="meter")
@pytest.mark.parametrize(
    ("zone", "last_moment"),
    [
        ("UTC", datetime(2026, 11, 30, 23, 59, 59, 999999, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 12, 1, 4, 59, 59, 999999, tzinfo=UTC)),
        ("Europe/London", datetime(2026, 11, 30, 23, 59, 59, 999999, tzinfo=UTC)),
        ("Pacific/Kiritimati", datetime(2026, 11, 30, 9, 59, 59, 999999, tzinfo=UTC)),
    ],
)
def test_the_meter_turns_at_the_sites_own_midnight(
    zone: str, last_moment: datetime, settings: Any, registered: Person, make_column: MakeColumn
) -> None:
    settings.TIME_ZONE = zone
    for _ in range(5):
        rule.admit(make_column(), registered.reader, at=last_moment)
    column = make_column()
    assert rule.admit(column, registered.reader, at=last_moment).reason == Reason.METER_SPENT
    december = rule.admit(column, registered.reader, at=last_moment + TICK)
    assert december.granted
    assert december.meter is not None
    assert (december.meter.period, december.meter.left) == (date(2026, 12, 1), 4)
    assert FreeRead.objects.filter(period=date(2026, 11, 1)).count() == 5


@pytest.mark.promise("The month starts at midnight in the site's time zone", section="meter")
@pytest.mark.parametrize(
    ("zone", "moment", "period", "days"),
    [
        # Days on which the clocks change: 23 and 25 hours long.
        ("Europe/London", datetime(2026, 3, 29, 22, 59, 59, tzinfo=UTC), date(2026, 3, 1), 28),
        ("Europe/London", datetime(2026, 3, 29, 23, 0, tzinfo=UTC), date(2026, 3, 1), 29),
        ("Europe/London", datetime(2026, 3, 31, 23, 0, tzinfo=UTC), date(2026, 4, 1), 0),
        ("America/New_York", datetime(2026, 11, 1, 3, 59, 59, tzinfo=UTC), date(2026, 10, 1), 30),
        ("America/New_York", datetime(2026, 11, 1, 4, 0, tzinfo=UTC), date(2026, 11, 1), 0),
        ("America/New_York", datetime(2026, 11, 2, 4, 59, 59, tzinfo=UTC), date(2026, 11, 1), 0),
        ("America/New_York", datetime(2026, 11, 2, 5, 0, tzinfo=UTC), date(2026, 11, 1), 1),
    ],
)
def test_periods_follow_the_clocks(
    zone: str, moment: datetime, period: date, days: int, settings: Any
) -> None:
    settings.TIME_ZONE = zone
    assert (period_of(moment), days_since_start(moment)) == (period, days)
    with timezone.override(ZoneInfo("Asia/Tokyo")):
        assert period_of(moment) == period, "The reader's zone is not the site's."


def test_months_follow_one_another() -> None:
    assert [next_period(date(2026, 12, 1)), next_period(date(2027, 1, 1))] == [
        date(2027, 1, 1),
        date(2027, 2, 1),
    ]
    assert next_period(date(2027, 2, 1)) == date(2027, 3, 1)
    assert [preceding(date(2027, 1, 1)), preceding(date(2027, 3, 1))] == [
        date(2026, 12, 1),
        date(2027, 2, 1),
    ]
