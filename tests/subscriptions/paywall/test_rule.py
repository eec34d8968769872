"""The paywall's rule as a table: each person of the cast at each wall."""

from datetime import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.reader import Reader
from articles.models import Source
from subscriptions.dates import period_of
from subscriptions.links import gift
from subscriptions.models import FreeRead, NetworkArrivals, PreviewLink, Wall
from subscriptions.paywall import rule
from subscriptions.paywall.access import Reason
from tests.cast import DAY, HOUR, NETWORK, NOON, SECOND, MakeColumn, Person
from tests.subscriptions.gift_orders import reader_with

F, R, M, S = Wall.FREE, Wall.REGISTERED, Wall.METERED, Wall.SUBSCRIBERS
RULE = {
    "visitor": {
        F: Reason.FREE,
        R: Reason.MUST_REGISTER,
        M: Reason.METERED,
        S: Reason.MUST_SUBSCRIBE,
    },
    "unverified": {
        F: Reason.FREE,
        R: Reason.MUST_REGISTER,
        M: Reason.METERED,
        S: Reason.MUST_SUBSCRIBE,
    },
    "registered": {
        F: Reason.FREE,
        R: Reason.REGISTERED,
        M: Reason.METERED,
        S: Reason.MUST_SUBSCRIBE,
    },
    "lapsed": {F: Reason.FREE, R: Reason.REGISTERED, M: Reason.METERED, S: Reason.MUST_SUBSCRIBE},
    "subscriber": {F: Reason.FREE, R: Reason.ENTITLED, M: Reason.ENTITLED, S: Reason.ENTITLED},
    "in_grace": {F: Reason.FREE, R: Reason.ENTITLED, M: Reason.ENTITLED, S: Reason.ENTITLED},
    "gifted": {F: Reason.FREE, R: Reason.ENTITLED, M: Reason.ENTITLED, S: Reason.ENTITLED},
    "columnist": {
        F: Reason.FREE,
        R: Reason.REGISTERED,
        M: Reason.METERED,
        S: Reason.MUST_SUBSCRIBE,
    },
    "editor": {F: Reason.DESK, R: Reason.DESK, M: Reason.DESK, S: Reason.DESK},
    "moderator": {F: Reason.DESK, R: Reason.DESK, M: Reason.DESK, S: Reason.DESK},
    "publisher": {F: Reason.DESK, R: Reason.DESK, M: Reason.DESK, S: Reason.DESK},
}
REFUSED = {Reason.MUST_REGISTER, Reason.MUST_SUBSCRIBE}
# Readers whose meter is spent.
SPENT = {"visitor": 3, "unverified": 3, "registered": 5, "lapsed": 5, "columnist": 5}
ROWS = [(who, wall, reason) for who, walls in RULE.items() for wall, reason in walls.items()]


@pytest.fixture
def person(request: pytest.FixtureRequest) -> Person:
    found: Person = request.getfixturevalue(request.param)
    return found


@pytest.mark.promise(
    "Every kind of reader gets exactly the columns that each wall allows",
    section="paywall",
)
@pytest.mark.parametrize(("person", "wall", "reason"), ROWS, indirect=["person"])
def test_who_may_read_what(
    person: Person, wall: Wall, reason: Reason, make_column: MakeColumn
) -> None:
    column = make_column(wall)
    for ask in (rule.check, rule.admit):
        access = ask(column, person.reader, at=NOON)
        assert (access.reason, access.granted) == (reason, reason not in REFUSED)
        assert access.column_pk == column.pk
        assert (access.meter is not None) == (reason == Reason.METERED)


@pytest.mark.parametrize(("person", "limit"), SPENT.items(), indirect=["person"])
def test_a_spent_meter_refuses(person: Person, limit: int, make_column: MakeColumn) -> None:
    for _ in range(limit):
        assert "Your free columns return" not in person.reads(make_column()).content.decode()
    column = make_column()
    access = rule.admit(column, person.reader, at=NOON)
    assert (access.column_pk, access.reason, access.granted) == (
        column.pk,
        Reason.METER_SPENT,
        False,
    )
    assert rule.check(make_column(), person.reader, at=NOON).reason == Reason.METER_SPENT


@pytest.mark.parametrize("person", ["subscriber", "in_grace", "gifted", "editor"], indirect=True)
def test_those_who_may_read_everything_spend_nothing(
    person: Person, make_column: MakeColumn
) -> None:
    for _ in range(7):
        access = rule.admit(make_column(), person.reader, at=NOON)
        assert access.granted
        assert access.meter is None


def test_a_columnist_sees_the_own_columns(columnist: Person, make_column: MakeColumn) -> None:
    own = make_column(Wall.SUBSCRIBERS, columnists=(columnist.user.columnist,))
    assert rule.check(own, columnist.reader, at=NOON).reason == Reason.DESK


def test_someone_who_left_the_desk_is_a_reader_again(
    editor: Person, make_column: MakeColumn
) -> None:
    editor.user.is_staff = False
    editor.user.save()
    assert (
        rule.check(make_column(Wall.SUBSCRIBERS), editor.reader, at=NOON).reason
        == Reason.MUST_SUBSCRIBE
    )


@pytest.mark.parametrize(
    "person", ["visitor", "registered", "subscriber", "gifted", "columnist"], indirect=True
)
@pytest.mark.parametrize("state", ["draft", "in-review", "approved", "withdrawn"])
@pytest.mark.parametrize("wall", Wall.values)
def test_nobody_outside_the_desk_sees_what_is_not_live(
    person: Person, state: str, wall: str, make_column: MakeColumn
) -> None:
    column = make_column(wall, state=state)
    access = rule.admit(column, person.reader, at=NOON)
    assert (access.column_pk, access.reason, access.granted) == (column.pk, Reason.NOT_LIVE, False)


@pytest.mark.promise(
    "An agency column that may not be metered is free, and its copyright line is always shown",
    section="columns",
)
def test_an_agency_column_that_may_not_be_metered_is_free(
    visitor: Person, make_column: MakeColumn
) -> None:
    source = Source.objects.create(name="Wire", copyright_notice="© Wire")
    column = make_column(source=source, copyright_notice="© Wire")
    assert rule.admit(column, visitor.reader, at=NOON).reason == Reason.FREE
    column.may_wall = True
    assert rule.admit(column, visitor.reader, at=NOON).reason == Reason.METERED


@pytest.mark.promise(
    "`text_for` refuses an access to another column, a refused access, and an access that was not"
    " counted",
    section="paywall",
)
def test_access_to_one_column_opens_no_other(subscriber: Person, make_column: MakeColumn) -> None:
    column, other = make_column(), make_column()
    access = rule.admit(column, subscriber.reader, at=NOON)
    assert "word5x39" in column.text_for(access).body
    with pytest.raises(PermissionDenied):
        other.text_for(access)


@pytest.mark.promise(
    "`text_for` refuses an access to another column, a refused access, and an access that was not"
    " counted",
    section="paywall",
)
def test_a_refusal_opens_nothing(visitor: Person, make_column: MakeColumn) -> None:
    column = make_column(Wall.SUBSCRIBERS)
    with pytest.raises(PermissionDenied):
        column.text_for(rule.admit(column, visitor.reader, at=NOON))


@pytest.mark.promise(
    "`text_for` refuses an access to another column, a refused access, and an access that was not"
    " counted",
    section="paywall",
)
def test_what_the_meter_would_grant_opens_nothing_before_it_is_counted(
    visitor: Person, make_column: MakeColumn
) -> None:
    column = make_column()
    access = rule.check(column, visitor.reader, at=NOON)
    assert access.granted
    with pytest.raises(PermissionDenied):
        column.text_for(access)


@pytest.mark.parametrize(
    ("person", "entitled"),
    [
        ("visitor", False),
        ("registered", False),
        ("lapsed", False),
        ("subscriber", True),
        ("in_grace", True),
    ],
    indirect=["person"],
)
def test_who_is_entitled_to_every_column(
    person: Person, entitled: bool, subscriber: Person
) -> None:
    """Another reader's entitlement, which always exists here, grants nothing."""
    assert rule.is_entitled(person.reader, at=NOON) is entitled
    assert not rule.is_entitled(person.reader, at=NOON + 366 * DAY)


@pytest.mark.parametrize(
    ("at", "published_at", "own", "reason"),
    [
        (NOON, None, True, Reason.PREVIEW),
        (NOON + DAY - SECOND, None, True, Reason.PREVIEW),
        (NOON + DAY, None, True, Reason.NOT_LIVE),
        (NOON, None, False, Reason.NOT_LIVE),
        (NOON, NOON - HOUR, True, Reason.NOT_LIVE),
    ],
)
def test_what_a_preview_link_opens(
    at: datetime,
    published_at: datetime | None,
    own: bool,
    reason: Reason,
    make_column: MakeColumn,
    editor: Person,
) -> None:
    state = "draft" if published_at is None else "published"
    column, other = (make_column(published_at=published_at, state=state) for _ in range(2))
    terms = {"digest": "d", "note": "n", "made_at": NOON, "expires_at": NOON + DAY}
    link = PreviewLink.objects.create(column=column, made_by=editor.user, **terms)
    wanted = column if own else other
    access = rule.open_preview(wanted, link, at=at)
    assert (access.granted, access.reason, access.column_pk) == (
        reason == Reason.PREVIEW,
        reason,
        wanted.pk,
    )


def test_the_ladder_is_named_rung_by_rung_and_asked_of_its_moment(
    visitor: Person, subscriber: Person, make_column: MakeColumn
) -> None:
    column = make_column(published_at=NOON - 40 * DAY)
    rungs = rule.explain(column, visitor.reader, at=NOON - 30 * DAY)
    assert tuple(rung.name for rung in rungs) == rule.RUNGS
    assert [rung.access for rung in rungs[:-1]] == [None] * (len(rungs) - 1)
    decided = rungs[-1].access
    assert decided is not None
    assert (decided.column_pk, decided.reason, decided.gift_link) == (
        column.pk,
        Reason.METERED,
        None,
    )
    assert decided.meter is not None
    assert decided.meter.period == period_of(NOON - 30 * DAY)


@pytest.mark.parametrize("person", ["visitor", "registered"], indirect=True)
def test_where_no_rung_answers_nobody_reads(
    person: Person, make_column: MakeColumn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If a later change adds a kind of wall that no check knows, it must stay closed."""
    column = make_column()
    monkeypatch.setattr(column, "wall_at", lambda at: "another kind")
    for ask in (rule.check, rule.admit):
        access = ask(column, person.reader, at=NOON)
        assert (access.column_pk, access.granted, access.reason) == (
            column.pk,
            False,
            Reason.MUST_SUBSCRIBE,
        )


def test_who_may_spend_nothing_is_only_looked_at(db: None, make_column: MakeColumn) -> None:
    """HEAD, prefetch and previews, at the given time."""
    column, at = make_column(published_at=NOON - 40 * DAY), NOON - 30 * DAY
    reader = Reader(network=NETWORK, may_spend=False)
    access = rule.admit(column, reader, at=at)
    assert access == rule.check(column, reader, at=at)
    assert (access.column_pk, access.granted, access.new_visitor_id) == (column.pk, True, None)
    assert access.meter is not None
    assert (access.meter.period, access.meter.counted) == (period_of(at), False)
    assert not FreeRead.objects.exists()
    assert not NetworkArrivals.objects.exists()


def test_the_ledger_is_not_asked_about_a_newcomer(visitor: Person, make_column: MakeColumn) -> None:
    column = make_column()
    with CaptureQueriesContext(connection) as queries:
        assert rule.check(column, visitor.reader, at=NOON).granted
    assert not [query for query in queries if "subscriptions_freeread" in query["sql"]]


def test_a_gift_link_is_named_as_the_rung_that_opens(
    subscriber: Person, make_column: MakeColumn
) -> None:
    column = make_column(Wall.SUBSCRIBERS)
    link = gift.get_or_create_link(subscriber.user, column.pk, at=NOON)
    assert link is not None
    *before, last = rule.explain(column, reader_with(link), at=NOON)
    assert [rung.name for rung in before] == [*rule.RUNGS[:5], "letter-link"]
    assert last.name == "gift-link"
    assert last.access is not None
    assert (last.access.granted, last.access.reason, last.access.column_pk) == (
        True,
        Reason.GIFT,
        column.pk,
    )
    assert last.access.gift_link is not None
    assert last.access.gift_link.link_pk == link.pk


def test_a_gift_link_that_ended_is_named_with_the_refusal(
    subscriber: Person, make_column: MakeColumn
) -> None:
    column = make_column(Wall.SUBSCRIBERS)
    link = gift.get_or_create_link(subscriber.user, column.pk, at=NOON)
    assert link is not None
    refused = rule.explain(column, reader_with(link), at=NOON + 30 * DAY)[-1].access
    assert refused is not None
    assert (refused.granted, refused.reason) == (False, Reason.MUST_SUBSCRIBE)
    assert refused.gift_link is not None
    assert refused.gift_link.link_pk == link.pk
