"""The explanation of an access is the paywall's own answer, for everyone of the cast at every
wall.
"""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk.support import explain
from subscriptions.models import FreeRead, MeterPolicy, NetworkArrivals, Wall
from subscriptions.paywall import rule
from subscriptions.paywall.access import Reason
from tests.cast import NETWORK, NOON, MakeColumn, Person
from tests.subscriptions.paywall.test_rule import ROWS

pytestmark = [
    pytest.mark.slow,
    pytest.mark.promise(
        "The page that explains an access uses the paywall's own decision and spends nothing",
        section="desk",
    ),
]

STATES = ["published", "draft", "withdrawn"]
READ = st.integers(min_value=0, max_value=6)
CHANGES = ("INSERT", "UPDATE", "DELETE")


@pytest.fixture
def person(request: pytest.FixtureRequest) -> Person:
    found: Person = request.getfixturevalue(request.param)
    return found


@pytest.mark.parametrize(("person", "wall", "reason"), ROWS, indirect=["person"])
@pytest.mark.parametrize("state", STATES)
def test_the_last_check_matches_an_actual_reading(
    person: Person, wall: Wall, reason: Reason, state: str, make_column: MakeColumn
) -> None:
    column = make_column(wall, state=state)
    rungs = rule.explain(column, person.reader, at=NOON)
    *before, last = rungs
    access = rule.admit(column, person.reader, at=NOON)
    assert last.access is not None
    assert (last.access.reason, last.access.granted) == (access.reason, access.granted)
    assert [rung.access for rung in before] == [None] * len(before)
    assert tuple(rung.name for rung in rungs) == rule.RUNGS[: len(rungs)]


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(read=READ, limit=READ, room=st.integers(min_value=0, max_value=1))
def test_at_the_meter_too(
    read: int, limit: int, room: int, visitor: Person, make_column: MakeColumn
) -> None:
    """However much is read or left, and whether the network has room: what admit() then does is
    what was told.
    """
    FreeRead.objects.all().delete()
    NetworkArrivals.objects.all().delete()
    MeterPolicy(pk=1, anonymous=limit, registered=6, network_burst=room, network_per_day=0).save()
    visitor.client.cookies.clear()
    for _ in range(read):
        visitor.reads(make_column())
    column, reader = make_column(), visitor.reader
    told = rule.explain(column, reader, at=NOON)[-1]
    assert told.access is not None
    assert told.access.reason == rule.check(column, reader, at=NOON).reason
    assert told.access.reason == rule.admit(column, reader, at=NOON).reason
    assert told.name == ("network" if reader.key is None and limit else "meter")


def test_an_explanation_changes_nothing(visitor: Person, make_column: MakeColumn) -> None:
    visitor.reads(make_column())
    column, reader = make_column(), visitor.reader
    with CaptureQueriesContext(
        connection,
    ) as requested:
        rule.explain(column, reader, at=NOON)
        explain.steps(explain.Case(column, reader, NOON))
    assert not [
        query for query in requested.captured_queries if query["sql"].lstrip().startswith(CHANGES)
    ]
    assert FreeRead.objects.count() == 1


def test_every_check_is_listed_with_its_facts(visitor: Person, make_column: MakeColumn) -> None:
    steps = explain.steps(explain.Case(make_column(), visitor.reader, NOON))
    assert [step.name for step in steps] == list(rule.RUNGS)
    assert set(explain.EXPLANATIONS) == set(rule.RUNGS)
    assert all(step.facts for step in steps)
    assert [step.name for step in steps if step.decided] == ["network"]
    assert NETWORK in steps[-1].facts[0]


def test_checks_after_the_decision_are_marked(
    editor: Person, make_column: MakeColumn, db: Any
) -> None:
    steps = explain.steps(explain.Case(make_column(), editor.reader, NOON))
    assert steps[0].verdict.startswith("Let in")
    assert {step.verdict for step in steps[1:]} == {"Not checked"}
