"""Access from an institution's IP range: without an account, while the contract is active, and from
nowhere else.
"""

from datetime import datetime
from typing import Any

import pytest

from accounts.reader import Reader
from accounts.responses import PRIVATE
from articles.models import Column
from subscriptions.institutions import ip_ranges, lookup
from subscriptions.models import (
    FreeRead,
    Institution,
    InstitutionNetwork,
    MeterPolicy,
    NetworkArrivals,
    Refusal,
    Wall,
)
from subscriptions.paywall import rule
from subscriptions.paywall.access import Reason
from tests.cast import DAY, NOON, SECOND, MakeColumn, Person, at_a_browser

pytestmark = [
    pytest.mark.promise(
        "An institution's IP addresses open every wall during its contract, to the second; the next"
        " address does not",
        section="institutions",
    ),
    pytest.mark.promise("A forged X-Forwarded-For joins no institution", section="institutions"),
]


LAST_WORD = "word5x39"
WALLED = [Wall.REGISTERED, Wall.METERED, Wall.SUBSCRIBERS]
INSIDE = "198.51.100.7"
IPV6_INSIDE = "2a02:db8:5::42"


def network(institution: Institution, entered: str) -> InstitutionNetwork:
    found = ip_ranges.parse(entered)
    first, last = found.digits()
    return InstitutionNetwork.objects.create(
        institution=institution, text=entered, family=found.family, first=first, last=last
    )


@pytest.fixture
def library(db: None) -> Institution:
    """An institution with a contract of ten days around NOON and a range of each family."""
    made = Institution.objects.create(
        name="Tarn Library", starts_at=NOON - 5 * DAY, ends_at=NOON + 5 * DAY
    )
    network(made, "198.51.100.0/24")
    network(made, "2a02:db8:5::/48")
    return made


def from_(address: str, **given: Any) -> Reader:
    return Reader(address=address, **given)


@pytest.mark.parametrize("wall", WALLED)
@pytest.mark.parametrize("address", [INSIDE, "198.51.100.0", "198.51.100.255", IPV6_INSIDE])
def test_every_wall_is_open_inside(
    wall: Wall, address: str, library: Institution, make_column: MakeColumn
) -> None:
    column = make_column(wall)
    for ask in (rule.check, rule.admit):
        access = ask(column, from_(address), at=NOON)
        assert (access.granted, access.reason, access.meter) == (True, Reason.INSTITUTION, None)
        assert access.new_visitor_id is None
    assert LAST_WORD in column.text_for(access).body


OUTSIDE = [
    "198.51.99.255",
    "198.51.101.0",
    "2a02:db8:4:ffff:ffff:ffff:ffff:ffff",
    "2a02:db8:6::",
    "",
    "192.0.2.1",
]


@pytest.mark.parametrize("address", OUTSIDE)
def test_one_address_further_the_wall_stands(
    address: str, library: Institution, make_column: MakeColumn
) -> None:
    assert (
        rule.admit(make_column(Wall.SUBSCRIBERS), from_(address), at=NOON).reason
        == Reason.MUST_SUBSCRIBE
    )
    assert not rule.is_entitled(from_(address), at=NOON)


@pytest.mark.parametrize(
    ("at", "open_"),
    [
        (NOON - 5 * DAY - SECOND, False),
        (NOON - 5 * DAY, True),
        (NOON + 5 * DAY - SECOND, True),
        (NOON + 5 * DAY, False),
    ],
)
def test_a_contract_runs_to_the_second(
    at: datetime, open_: bool, library: Institution, make_column: MakeColumn
) -> None:
    column = make_column(Wall.SUBSCRIBERS, published_at=NOON - 30 * DAY)
    lookup.current()  # the dates are checked at each call, not when the ranges are cached
    assert rule.check(column, from_(INSIDE), at=at).granted is open_
    assert rule.is_entitled(from_(INSIDE), at=at) is open_


def test_nothing_is_spent_and_nobody_counted(
    library: Institution, noon: Any, make_column: MakeColumn
) -> None:
    MeterPolicy.objects.update(network_burst=0, network_per_day=0)
    reader = at_a_browser()
    reader.client.defaults["REMOTE_ADDR"] = INSIDE
    for wall in [*WALLED, *[Wall.METERED] * 7]:
        answer = reader.reads(make_column(wall))
        assert LAST_WORD in answer.content.decode()
        assert answer["Cache-Control"] == PRIVATE
        assert not answer.cookies
    for rows in (FreeRead, NetworkArrivals, Refusal):
        assert not rows.objects.exists()


def test_what_is_not_live_stays_hidden(library: Institution, make_column: MakeColumn) -> None:
    column = make_column(state=Column.State.DRAFT)
    assert rule.admit(column, from_(INSIDE), at=NOON).reason == Reason.NOT_LIVE


def test_an_own_subscription_comes_first(
    library: Institution, subscriber: Person, make_column: MakeColumn
) -> None:
    reader = from_(INSIDE, user=subscriber.user)
    assert rule.check(make_column(), reader, at=NOON).reason == Reason.ENTITLED


def test_a_change_at_the_desk_is_followed_at_once(
    library: Institution, make_column: MakeColumn
) -> None:
    column = make_column(Wall.SUBSCRIBERS)
    assert rule.check(column, from_(INSIDE), at=NOON).granted
    library.ends_at = NOON
    library.save()
    assert not rule.check(column, from_(INSIDE), at=NOON).granted
    library.ends_at = NOON + DAY
    library.save()
    assert rule.check(column, from_(INSIDE), at=NOON).granted
    InstitutionNetwork.objects.all().delete()
    assert not rule.check(column, from_(INSIDE), at=NOON).granted


def test_other_processes_follow_within_seconds(
    library: Institution, make_column: MakeColumn, monkeypatch: pytest.MonkeyPatch
) -> None:
    column, now = make_column(Wall.SUBSCRIBERS), 100.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    lookup.current.cache_clear()
    assert rule.check(column, from_(INSIDE), at=NOON).granted
    Institution.objects.update(ends_at=NOON - DAY)  # as another process would
    assert rule.check(column, from_(INSIDE), at=NOON).granted
    now += 3
    assert not rule.check(column, from_(INSIDE), at=NOON).granted


def test_overlapping_contracts_are_each_asked(library: Institution) -> None:
    """Ranges saved at the same moment may overlap: the one with the active contract counts."""
    old = Institution.objects.create(
        name="Old School", starts_at=NOON - 90 * DAY, ends_at=NOON - 60 * DAY
    )
    network(old, "198.51.100.4-198.51.100.9")
    assert lookup.institution_at(INSIDE, at=NOON) == "Tarn Library"
    assert lookup.institution_at(INSIDE, at=NOON - 70 * DAY) == "Old School"
    assert lookup.institution_at("198.51.100.10", at=NOON - 70 * DAY) is None


def test_inside_every_text_may_be_searched_while_the_contract_runs(library: Institution) -> None:
    assert rule.is_entitled(from_(INSIDE), at=NOON)
    assert not rule.is_entitled(from_("192.0.2.1"), at=NOON)
    assert not rule.is_entitled(from_(INSIDE), at=NOON + 5 * DAY)


def test_search_looks_into_texts_inside_only(
    library: Institution, noon: Any, make_column: MakeColumn
) -> None:
    column = make_column(Wall.SUBSCRIBERS)
    inside, outside = at_a_browser(), at_a_browser()
    inside.client.defaults["REMOTE_ADDR"] = INSIDE
    for reader, finds in ((inside, True), (outside, False)):
        answer = reader.client.get("/search/", {"q": LAST_WORD})
        assert (column.slug in answer.content.decode()) is finds
        assert answer["Cache-Control"] == PRIVATE


def test_the_page_about_reading_names_the_institution(library: Institution, noon: Any) -> None:
    reader = at_a_browser()
    reader.client.defaults["REMOTE_ADDR"] = INSIDE
    answer = reader.client.get("/account/reading/")
    assert "You read with Tarn Library" in answer.content.decode()
    assert answer["Cache-Control"] == PRIVATE


def reads_text(client: Any, column: Column, forwarded: str, peer: str) -> bool:
    """Return whether the response contains the text."""
    client.defaults["REMOTE_ADDR"] = peer
    answer = client.get(
        column.get_absolute_url(), headers={"X-Forwarded-For": forwarded, "X-Real-IP": INSIDE}
    )
    return LAST_WORD in answer.content.decode()


@pytest.mark.parametrize(
    ("proxies", "forwarded", "peer", "open_"),
    [
        (0, INSIDE, "203.0.113.9", False),
        (0, "203.0.113.9", INSIDE, True),
        (1, INSIDE, "10.0.0.1", True),
        (1, f"{INSIDE}, 203.0.113.9", "10.0.0.1", False),
        (1, f"203.0.113.9, {INSIDE}:4711", "10.0.0.1", True),
        (2, f"203.0.113.9, {INSIDE}, 10.0.0.2", "10.0.0.1", True),
        (2, f"{INSIDE}, 203.0.113.9, 10.0.0.2", "10.0.0.1", False),
        (2, INSIDE, "10.0.0.1", False),
        (1, f"[{IPV6_INSIDE}]:443", "10.0.0.1", True),
        (1, f"::ffff:{INSIDE}", "10.0.0.1", True),
        (1, "198.51.100", "10.0.0.1", False),
    ],
)
def test_only_the_trusted_hop_says_where_one_is(
    proxies: int,
    forwarded: str,
    peer: str,
    open_: bool,
    library: Institution,
    make_column: MakeColumn,
    settings: Any,
) -> None:
    settings.TRUSTED_PROXIES = proxies
    column = make_column(Wall.SUBSCRIBERS, published_at=NOON - 30 * DAY)
    Institution.objects.update(ends_at=NOON + 3650 * DAY)
    lookup.current.cache_clear()
    assert reads_text(at_a_browser().client, column, forwarded, peer) is open_
