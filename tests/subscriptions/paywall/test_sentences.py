"""The messages of meter and wall, word for word."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from subscriptions.metering.meter import MeterState
from subscriptions.models import MeterPolicy, Wall
from subscriptions.paywall import messages, rule
from subscriptions.paywall.access import Access, Reason
from subscriptions.paywall.wall_state import wall_context
from tests.cast import NOON, MakeColumn, Person

pytestmark = pytest.mark.promise(
    "The meter's sentences are exact, word for word, in every plural form",
    section="meter",
)


NOVEMBER = date(2026, 11, 1)


def state(limit: int, read: int, *, counted: bool = False) -> MeterState:
    return MeterState(limit, read, counted, NOVEMBER)


def fake_access(**fields: object) -> Access:
    """Make an Access for the messages.

    Only in this test, and it opens nothing: no column has this key.
    """
    access = object.__new__(Access)
    for name, value in {"column_pk": 0, "new_visitor_id": None, "meter": None, **fields}.items():
        object.__setattr__(access, name, value)
    return access


@pytest.mark.parametrize(
    ("limit", "read", "sentence"),
    [
        (6, 1, "You have 5 free columns left this month."),
        (5, 2, "You have 3 free columns left this month."),
        (3, 1, "You have 2 free columns left this month."),
        (3, 2, "You have 1 free column left this month."),
        (3, 3, "This is your last free column this month."),
        (1, 1, "This is your last free column this month."),
        (2, 4, "This is your last free column this month."),
    ],
)
def test_the_line_above_a_granted_text(limit: int, read: int, sentence: str) -> None:
    access = fake_access(
        granted=True, reason=Reason.METERED, meter=state(limit, read, counted=True)
    )
    assert messages.meter_line(access) == sentence


@pytest.mark.parametrize(
    ("limit", "read", "sentence"),
    [
        (3, 3, "You’ve read all 3 of your free columns this month."),
        (5, 5, "You’ve read all 5 of your free columns this month."),
        (2, 2, "You’ve read all 2 of your free columns this month."),
        (1, 1, "You’ve read your 1 free column this month."),
        (2, 3, "You’ve read 3 free columns this month."),
        (0, 3, "You’ve read 3 free columns this month."),
        (0, 1, "You’ve read 1 free column this month."),
        (0, 0, "This column is for subscribers."),
    ],
)
def test_the_line_at_the_wall(limit: int, read: int, sentence: str) -> None:
    access = fake_access(granted=False, reason=Reason.METER_SPENT, meter=state(limit, read))
    assert messages.wall_line(access) == sentence
    assert not messages.meter_line(access)


@pytest.mark.parametrize(("columns", "given"), [(5, "5 columns"), (1, "1 column")])
def test_the_line_for_a_newcomer_beyond_the_networks_budget(
    db: None, columns: int, given: str
) -> None:
    MeterPolicy(anonymous=1, registered=columns).save()
    access = fake_access(granted=False, reason=Reason.NETWORK_SPENT, meter=state(3, 0))
    assert (
        messages.wall_line(access)
        == "Many new readers have come from your network this month, or your browser keeps no"
        f" cookies. A free account gives you {given} a month."
    )


def test_what_an_account_gives_and_when_columns_return() -> None:
    assert messages.account_line(5) == "A free account gives you 5 columns a month."
    assert messages.account_line(1) == "A free account gives you 1 column a month."
    assert messages.verified_line(5) == "Once your address is verified you have 5 columns a month."
    assert messages.return_line(date(2026, 12, 1)) == "Your free columns return on 1 December."


@pytest.mark.promise("No template contains a meter sentence of its own", section="meter")
def test_no_template_words_the_meter_by_itself() -> None:
    folder = Path(settings.BASE_DIR) / "templates"
    worded = (
        "free columns return",
        "gives you {{",
        "you have {{",
        "free column left",
        "of your free columns",
    )
    results = [
        path.name
        for path in folder.rglob("*.html")
        if any(words in path.read_text() for words in worded)
    ]
    assert results == []


def test_the_line_counts_down_on_the_page(visitor: Person, make_column: MakeColumn) -> None:
    columns = [make_column() for _ in range(4)]
    lines = [
        "You have 2 free columns left this month.",
        "You have 1 free column left this month.",
        "This is your last free column this month.",
        "You’ve read all 3 of your free columns this month.",
    ]
    for column, line in zip(columns, lines, strict=True):
        page = visitor.reads(column).content.decode()
        assert line in page
        assert sum(page.count(other) for other in lines) == 1, "Exactly one message, never two."
    assert lines[2] in visitor.reads(columns[0]).content.decode(), (
        "A counted column again: its state now."
    )


@pytest.mark.promise("The offer on the wall comes from the database", section="meter")
def test_what_the_wall_offers_a_visitor(visitor: Person, make_column: MakeColumn) -> None:
    for _ in range(3):
        visitor.reads(make_column())
    column = make_column()
    context = wall_context(
        rule.check(column, visitor.reader, at=NOON), next_path="/columns/x/", signed_in=False
    )
    assert (context["offer"].money, context["offer"].interval) == ("$3.99", "month")
    assert context["account_columns"] == 5
    assert context["returns_on"] == date(2026, 12, 1)
    assert context["next"] == "next=%2Fcolumns%2Fx%2F"
    page = visitor.reads(column).content.decode()
    order = [
        "You’ve read all 3",
        "$3.99",
        "/subscribe/",
        "Already a subscriber?",
        "gives you 5 columns",
        "1 December",
    ]
    positions = [page.index(part, page.index('class="wall"')) for part in order]
    assert positions == sorted(positions)


def test_what_the_wall_does_not_offer(registered: Person, make_column: MakeColumn) -> None:
    """No account to a reader who has one; no date if no free columns will return."""
    for _ in range(5):
        registered.reads(make_column())
    access = rule.check(make_column(), registered.reader, at=NOON)
    assert wall_context(access, next_path="/", signed_in=True)["account_columns"] == 0
    refused = rule.check(make_column(Wall.SUBSCRIBERS), registered.reader, at=NOON)
    assert wall_context(refused, next_path="/", signed_in=True)["returns_on"] is None
    MeterPolicy(anonymous=0, registered=0).save()
    none = rule.check(make_column(), registered.reader, at=NOON)
    assert wall_context(none, next_path="/", signed_in=True)["returns_on"] is None
