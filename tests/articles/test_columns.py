"""Tests of the column model: live depends on time, gone was public once, the text is behind the
paywall.
"""

from datetime import datetime

import pytest

from articles.models import Column, Source
from subscriptions.models import Wall
from tests.cast import HOUR, NOON, SECOND


def column(**fields: object) -> Column:
    return Column(slug="a", headline="A", **{"state": "published", "published_at": NOON, **fields})


@pytest.mark.promise(
    "Whether a column is live or gone depends only on the time",
    section="columns",
)
@pytest.mark.parametrize(
    ("fields", "at", "live", "gone"),
    [
        ({}, NOON - SECOND, False, False),
        ({}, NOON, True, False),
        ({"expires_at": NOON + HOUR}, NOON + HOUR - SECOND, True, False),
        ({"expires_at": NOON + HOUR}, NOON + HOUR, False, True),
        ({"state": "withdrawn"}, NOON + HOUR, False, True),
        ({"state": "withdrawn"}, NOON - SECOND, False, False),
        ({"state": "withdrawn", "published_at": None}, NOON, False, False),
        ({"state": "draft"}, NOON + HOUR, False, False),
        ({"state": "in-review"}, NOON + HOUR, False, False),
        ({"state": "approved"}, NOON + HOUR, False, False),
    ],
)
def test_live_and_gone_by_time(
    fields: dict[str, object], at: datetime, live: bool, gone: bool
) -> None:
    piece = column(**fields)
    assert (piece.is_live(at), piece.is_gone(at)) == (live, gone)


@pytest.mark.django_db
def test_the_queryset_and_the_model_agree() -> None:
    Column.objects.create(slug="now", headline="Now", state="published", published_at=NOON)
    Column.objects.create(
        slug="soon", headline="Soon", state="published", published_at=NOON + SECOND
    )
    Column.objects.create(
        slug="over", headline="Over", state="published", published_at=NOON, expires_at=NOON
    )
    Column.objects.create(slug="draft", headline="Draft", published_at=NOON)
    for moment in (NOON - SECOND, NOON, NOON + SECOND):
        by_query = set(Column.objects.live(moment))
        assert by_query == {each for each in Column.objects.all() if each.is_live(moment)}


@pytest.mark.parametrize(
    ("wall", "agency", "may_wall", "in_force"),
    [
        ("metered", False, False, Wall.METERED),
        ("metered", True, False, Wall.FREE),
        ("metered", True, True, Wall.METERED),
        ("free", True, True, Wall.FREE),
        ("subscribers", True, False, Wall.SUBSCRIBERS),
        ("registered", False, False, Wall.REGISTERED),
    ],
)
def test_the_wall_in_force(wall: str, agency: bool, may_wall: bool, in_force: Wall) -> None:
    source = Source(pk=1, name="Wire") if agency else None
    assert column(wall=wall, source=source, may_wall=may_wall).wall_at(NOON) == in_force
