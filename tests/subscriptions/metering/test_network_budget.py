"""Deleting cookies gives no endless free reads, and no network is blocked for good."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client, RequestFactory

from accounts.reader.client_ip import (
    UNKNOWN,
    client_address,
    network_of,
    unexpected_proxy_seen,
    warn_of_unexpected_proxy,
)
from subscriptions.dates import period_of
from subscriptions.metering import newcomers
from subscriptions.metering.newcomers import allowance, hashed
from subscriptions.models import FreeRead, MeterPolicy, NetworkArrivals
from subscriptions.paywall import rule
from subscriptions.paywall.access import Reason
from tests.cast import DAY, HOUR, NETWORK, NOON, MakeColumn, Person, at_a_browser

pytestmark = pytest.mark.promise(
    "The number of new visitors a network may have is exact, grows daily, and shuts out no known"
    " reader",
    section="meter",
)


MANY = "Many new readers have come from your network this month, or your browser keeps no cookies."
FIRST_DAY = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)


@pytest.fixture
def small_budget(db: None) -> None:
    MeterPolicy(network_burst=2, network_per_day=0).save()


def newcomer(address: str = NETWORK) -> Person:
    return Person(Client(REMOTE_ADDR=address))


def test_the_budget_grows_day_by_day(db: None) -> None:
    policy = MeterPolicy()
    assert [allowance(policy, FIRST_DAY + days * DAY) for days in (0, 1, 29)] == [30, 40, 320]
    assert allowance(policy, FIRST_DAY + 30 * DAY) == 30, "A new month, a new budget."


@pytest.mark.usefixtures("small_budget")
def test_beyond_the_budget_newcomers_meet_a_wall_of_their_own(
    noon: Any, make_column: MakeColumn
) -> None:
    column = make_column()
    known = newcomer()
    for person in (known, newcomer()):
        assert "You have 2 free columns left this month." in person.reads(column).content.decode()
    answer = newcomer().reads(column)
    page = answer.content.decode()
    assert MANY in page
    assert "You’ve read" not in page
    assert "word5x39" not in page
    assert not answer.cookies
    assert NetworkArrivals.objects.get().newcomers == 2
    assert "word5x39" in known.reads(make_column()).content.decode(), (
        "A known reader never touches the budget."
    )
    assert "word5x39" in newcomer("192.0.2.8").reads(column).content.decode(), (
        "Other networks are not concerned."
    )


@pytest.mark.usefixtures("small_budget")
def test_no_network_is_locked_out_for_good(noon: Any, make_column: MakeColumn) -> None:
    MeterPolicy(network_burst=1, network_per_day=1).save()
    column = make_column(published_at=FIRST_DAY - DAY)
    noon.move_to(FIRST_DAY)
    assert [MANY in newcomer().reads(column).content.decode() for _ in range(2)] == [False, True]
    noon.move_to(FIRST_DAY + DAY)
    assert [MANY in newcomer().reads(column).content.decode() for _ in range(2)] == [False, True]
    noon.move_to(datetime(2026, 12, 1, tzinfo=UTC))
    assert MANY not in newcomer().reads(column).content.decode()


@pytest.mark.usefixtures("small_budget")
def test_the_wall_holds_where_cookies_are_refused(noon: Any, make_column: MakeColumn) -> None:
    """Such a browser is a new visitor at each column, so its network's limit is soon reached."""
    opened = ["word5x39" in newcomer().reads(make_column()).content.decode() for _ in range(6)]
    assert opened == [True, True, False, False, False, False]
    assert FreeRead.objects.count() == 2


@pytest.mark.usefixtures("small_budget")
def test_signed_in_readers_need_no_room(registered: Person, make_column: MakeColumn) -> None:
    column = make_column()
    for _ in range(3):
        newcomer().reads(column)
    assert "word5x39" in registered.reads(column).content.decode()
    assert NetworkArrivals.objects.get().newcomers == 2


def test_no_budget_at_all_leaves_no_row(noon: Any, make_column: MakeColumn) -> None:
    MeterPolicy(network_burst=0, network_per_day=0).save()
    assert MANY in newcomer().reads(make_column()).content.decode()
    assert not NetworkArrivals.objects.exists()


@pytest.mark.usefixtures("small_budget")
def test_looking_takes_no_place(visitor: Person, make_column: MakeColumn) -> None:
    column = make_column()
    for _ in range(5):
        assert rule.check(column, visitor.reader, at=NOON).granted
    for _ in range(2):
        newcomer().reads(column)
    for ask in (rule.check, rule.admit):
        access = ask(column, visitor.reader, at=NOON)
        assert (access.granted, access.reason) == (False, Reason.NETWORK_SPENT)
    assert NetworkArrivals.objects.get().newcomers == 2


def test_a_newcomer_takes_a_place_of_the_month_that_is_asked_about(
    visitor: Person, make_column: MakeColumn
) -> None:
    column, last_month = make_column(published_at=FIRST_DAY - 10 * DAY), FIRST_DAY - DAY
    access = rule.admit(column, visitor.reader, at=last_month)
    assert access.granted
    assert access.new_visitor_id
    assert NetworkArrivals.objects.get().period == period_of(last_month)
    assert FreeRead.objects.get().period == period_of(last_month)


@pytest.mark.promise(
    "Client addresses are taken only from the configured number of proxies",
    section="meter",
)
@pytest.mark.parametrize(
    "forged", ["203.0.113.5", "10.0.0.1, 203.0.113.9", "", "unknown", "<script>"]
)
@pytest.mark.usefixtures("small_budget")
def test_a_forged_header_is_not_another_network(
    forged: str, noon: Any, make_column: MakeColumn
) -> None:
    column = make_column()
    headers = {
        "X-Forwarded-For": forged,
        "Forwarded": f"for={forged}",
        "X-Real-IP": forged,
        "CF-Connecting-IP": forged,
    }
    opened = ["word5x39" in newcomer().reads(column, **headers).content.decode() for _ in range(4)]
    assert opened == [True, True, False, False]


@pytest.mark.promise("A network is stored only as a keyed hash", section="meter")
def test_a_network_is_kept_as_a_hash_that_changes_every_month(
    visitor: Person, make_column: MakeColumn
) -> None:
    visitor.reads(make_column())
    saved = NetworkArrivals.objects.get().network
    assert saved == hashed(NETWORK, NOON)
    assert NETWORK not in saved
    assert len(saved) == 64
    assert hashed(NETWORK, NOON + timedelta(days=30)) != saved
    assert hashed("192.0.2.8", NOON) != saved


def test_counting_is_exact_to_the_last_place(db: None) -> None:
    policy = MeterPolicy(network_burst=3, network_per_day=0)
    taken = [newcomers.count_newcomer(NETWORK, policy, at=NOON) for _ in range(5)]
    assert taken == [True, True, True, False, False]
    assert not newcomers.has_room(NETWORK, policy, at=NOON)


def test_room_is_that_of_one_network_in_one_month(db: None) -> None:
    one_place = MeterPolicy(network_burst=1, network_per_day=0)
    assert newcomers.has_room(NETWORK, one_place, at=NOON)
    assert newcomers.count_newcomer(NETWORK, one_place, at=NOON)
    assert not newcomers.has_room(NETWORK, one_place, at=NOON)
    assert newcomers.has_room("192.0.2.8", one_place, at=NOON)
    assert newcomers.has_room(NETWORK, one_place, at=NOON + 30 * DAY)
    assert newcomers.count_newcomer(NETWORK, one_place, at=NOON + 60 * DAY)
    assert not newcomers.has_room(NETWORK, one_place, at=NOON + 60 * DAY)
    assert not newcomers.has_room(
        "192.0.2.9", MeterPolicy(network_burst=0, network_per_day=0), at=NOON
    )
    grows = MeterPolicy(network_burst=0, network_per_day=1)
    assert not newcomers.has_room("192.0.2.9", grows, at=FIRST_DAY)
    assert newcomers.has_room("192.0.2.9", grows, at=FIRST_DAY + DAY)
    assert not newcomers.count_newcomer("192.0.2.9", grows, at=FIRST_DAY)
    assert newcomers.count_newcomer("192.0.2.9", grows, at=FIRST_DAY + DAY)


@pytest.mark.usefixtures("small_budget")
def test_looking_says_that_a_newcomer_gets_nothing_more(
    visitor: Person, make_column: MakeColumn
) -> None:
    """At the given time: the limit of another month does not matter."""
    column, known = make_column(published_at=NOON - 40 * DAY), newcomer()
    for person in (known, newcomer()):
        person.reads(column)
    refused = rule.check(column, visitor.reader, at=NOON)
    assert (refused.granted, refused.reason) == (False, Reason.NETWORK_SPENT)
    assert refused.meter is not None
    assert (refused.meter.limit, refused.meter.read) == (3, 0)
    assert rule.check(column, visitor.reader, at=NOON - 30 * DAY).granted
    looked = rule.check(column, known.reader, at=NOON)
    assert (looked.granted, looked.reason) == (
        True,
        Reason.METERED,
    ), "A known reader needs no room."
    fresh = rule.check(make_column(), known.reader, at=NOON)
    assert (fresh.granted, fresh.reason) == (True, Reason.METERED)
    assert rule.check(column, known.reader, at=NOON - 30 * DAY).meter != looked.meter


@pytest.mark.usefixtures("small_budget")
def test_what_a_spent_network_would_change(
    visitor: Person, registered: Person, make_column: MakeColumn
) -> None:
    metered, subscribers = make_column(), make_column("subscribers")
    access = rule.check_with_network_limit_reached(metered, visitor.reader, at=NOON)
    assert (access.granted, access.reason, access.column_pk) == (
        False,
        Reason.NETWORK_SPENT,
        metered.pk,
    )
    assert access.meter is not None
    known = rule.check_with_network_limit_reached(metered, registered.reader, at=NOON)
    assert (known.granted, known.reason) == (True, Reason.METERED)
    other = rule.check_with_network_limit_reached(subscribers, visitor.reader, at=NOON)
    assert (other.granted, other.reason) == (False, Reason.MUST_SUBSCRIBE)
    ahead = rule.check_with_network_limit_reached(metered, visitor.reader, at=NOON - 2 * HOUR)
    assert ahead.reason == Reason.NOT_LIVE


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("192.0.2.7:51234", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:0:1234:aaaa::1", "2001:db8:0:1200::/56"),
        ("2001:db8:0:12ff:ffff::9", "2001:db8:0:1200::/56"),
        ("2001:db8:0:1300::1", "2001:db8:0:1300::/56"),
        ("[2001:db8:0:1234::1]:443", "2001:db8:0:1200::/56"),
        ("[2001:db8:0:1234::1]", "2001:db8:0:1200::/56"),
        ("[2001:db8:0:1234::1", "2001:db8:0:1200::/56"),
        ("fe80::1%eth0", "fe80::/56"),
        ("", UNKNOWN),
        ("unknown", UNKNOWN),
        ("999.1.1.1", UNKNOWN),
        ("x" * 5000, UNKNOWN),
    ],
)
def test_what_counts_as_one_network(address: str, network: str) -> None:
    assert network_of(address) == network


@pytest.mark.promise(
    "Client addresses are taken only from the configured number of proxies",
    section="meter",
)
@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.5", "192.0.2.1"),
        (1, "203.0.113.5", "203.0.113.5"),
        (1, "6.6.6.6, 203.0.113.5", "203.0.113.5"),
        (2, "6.6.6.6, 203.0.113.5, 10.0.0.2", "203.0.113.5"),
        (2, "203.0.113.5", "192.0.2.1"),
        (1, "", "192.0.2.1"),
        (1, " , ", "192.0.2.1"),
    ],
)
def test_which_hop_is_believed(proxies: int, forwarded: str, address: str, settings: Any) -> None:
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get(
        "/", REMOTE_ADDR="192.0.2.1", headers={"X-Forwarded-For": forwarded}
    )
    assert client_address(request) == address


def test_a_server_on_a_socket_knows_no_address() -> None:
    assert client_address(RequestFactory().get("/", REMOTE_ADDR="")) == ""


def test_behind_a_proxy_readers_are_told_apart(
    noon: Any, make_column: MakeColumn, settings: Any
) -> None:
    settings.TRUSTED_PROXIES = 1
    MeterPolicy(network_burst=1, network_per_day=0).save()
    column = make_column()
    opened = [
        "word5x39"
        in at_a_browser()
        .reads(column, **{"X-Forwarded-For": f"6.6.6.{n}, 203.0.113.{n}"})
        .content.decode()
        for n in (1, 2, 1)
    ]
    assert opened == [True, True, False]


def test_a_proxy_that_nobody_announced_is_noted_for_the_desk(
    settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    # It warns once in each process.
    warn_of_unexpected_proxy.cache_clear()
    client_address(RequestFactory().get("/"))
    assert unexpected_proxy_seen() is False
    settings.TRUSTED_PROXIES = 1
    client_address(RequestFactory().get("/", headers={"X-Forwarded-For": "203.0.113.5"}))
    assert unexpected_proxy_seen() is False
    settings.TRUSTED_PROXIES = 0
    for _ in range(2):
        client_address(RequestFactory().get("/", headers={"X-Forwarded-For": "203.0.113.5"}))
    assert unexpected_proxy_seen() is True
    assert [record.getMessage().count("TRUSTED_PROXIES is 0") for record in caplog.records] == [1]
