"""Tests of related columns: chosen ones first, then the newest of series, topic or columnist; only
live ones.
"""

import pytest
from django.test import Client

from articles.models import Column, Columnist, RelatedColumn, Series, Topic
from articles.pages import related
from articles.publishing.save import save_column
from tests.cast import DAY, HOUR, NOON, MakeColumn

pytestmark = pytest.mark.promise(
    "Related columns: picked ones first, then series, topics and columnist; only live ones",
    section="publishing",
)


def names(column: Column) -> list[str]:
    return [each.headline for each in related.related(column, at=NOON)]


@pytest.fixture
def column(make_column: MakeColumn, ada: Columnist) -> Column:
    series = Series.objects.create(name="Letters", slug="letters")
    return make_column(headline="This", series=series, columnists=(ada,))


def test_series_then_topic_then_columnist(
    column: Column, make_column: MakeColumn, ada: Columnist, harbours: Topic
) -> None:
    save_column(column, topics=[harbours], by=None, at=NOON)
    make_column(headline="By her", columnists=(ada,), published_at=NOON - HOUR)
    topical = make_column(headline="On harbours", published_at=NOON - DAY)
    save_column(topical, topics=[harbours], by=None, at=NOON)
    make_column(headline="A letter", series=column.series, published_at=NOON - 9 * DAY)
    make_column(headline="None of these")
    assert names(column) == ["A letter", "On harbours", "By her"]


def test_hand_picked_ones_come_first(
    column: Column, make_column: MakeColumn, ada: Columnist
) -> None:
    make_column(headline="By her", columnists=(ada,))
    for position, headline in ((2, "Second"), (1, "First")):
        RelatedColumn.objects.create(
            column=column, other=make_column(headline=headline), position=position
        )
    assert names(column) == ["First", "Second", "By her"]


@pytest.mark.parametrize(
    "fields",
    [
        {"state": Column.State.DRAFT, "published_at": None},
        {"published_at": NOON + DAY},
        {"state": Column.State.WITHDRAWN},
        {"expires_at": NOON},
    ],
)
def test_only_live_ones(
    column: Column, make_column: MakeColumn, ada: Columnist, fields: dict[str, object]
) -> None:
    hidden = make_column(headline="Hidden", columnists=(ada,), **fields)  # type: ignore[arg-type]
    RelatedColumn.objects.create(column=column, other=hidden)
    assert names(column) == []


def test_the_page_shows_them_and_follows(
    noon: None, column: Column, make_column: MakeColumn, ada: Columnist
) -> None:
    other = make_column(headline="By her", columnists=(ada,))
    assert "More on this" in Client().get(column.get_absolute_url()).content.decode()
    other.state = Column.State.WITHDRAWN
    save_column(other, by=None, at=NOON)
    assert "More on this" not in Client().get(column.get_absolute_url()).content.decode()
