"""Tests that a save preserves the order of topics and writes only changed rows."""

from typing import Any

import pytest

from articles.models import ColumnTopic, Topic
from articles.publishing import revisions
from articles.publishing.save import save_column
from tests.cast import NOON, MakeColumn, Person
from tests.desk.filling import change_url, filled

pytestmark = pytest.mark.promise("A save preserves the order of the topics", section="publishing")


NAMES = ("civic-life", "cities", "art")


@pytest.fixture
def topics(db: None) -> dict[str, Topic]:
    return {slug: Topic.objects.create(name=slug, slug=slug) for slug in (*NAMES, "boats")}


@pytest.mark.parametrize(
    ("chosen", "then"),
    [
        (("art", "cities", "civic-life"), ("civic-life", "cities", "art")),
        (("art", "civic-life"), ("civic-life", "art")),
        (("art", "boats", "cities", "civic-life"), ("civic-life", "cities", "art", "boats")),
        (("boats", "cities"), ("cities", "boats")),
        ((), ()),
    ],
)
def test_a_save_at_the_desk_keeps_the_order(
    editor: Person,
    make_column: MakeColumn,
    topics: dict[str, Topic],
    chosen: tuple[str, ...],
    then: tuple[str, ...],
) -> None:
    column = make_column()
    save_column(column, topics=[topics[slug] for slug in NAMES], by=None, at=NOON)
    rows = dict(column.column_topics.values_list("topic__slug", "pk"))
    form: dict[str, Any] = filled(
        column, standfirst="New.", filed_under=[topics[slug].pk for slug in chosen]
    )
    editor.client.post(change_url(column), form)
    assert list(column.column_topics.values_list("topic__slug", flat=True)) == list(then)
    remaining = dict(column.column_topics.values_list("topic__slug", "pk"))
    assert all(remaining[slug] == rows[slug] for slug in then if slug in rows)
    before, after = [each.snapshot for each in column.revisions.order_by("-version")[:2]][::-1]
    assert ("Topics" in revisions.changed_names(before, after)) is (then != NAMES)


def test_an_order_that_is_given_is_taken(make_column: MakeColumn, topics: dict[str, Topic]) -> None:
    column = make_column()
    for order in (NAMES, NAMES[::-1], ("boats", *NAMES)):
        save_column(column, topics=[topics[slug] for slug in order], by=None, at=NOON)
        assert list(
            ColumnTopic.objects.filter(column=column).values_list("topic__slug", flat=True)
        ) == list(order)


@pytest.mark.parametrize(
    ("ticked", "first", "then"),
    [
        (NAMES, "art", ("art", "civic-life", "cities")),
        (NAMES, "civic-life", NAMES),
        (NAMES, "boats", ("boats", *NAMES)),  # chosen as first topic but not ticked: it is added
        (
            ("cities", "art"),
            "civic-life",
            ("cities", "art"),
        ),  # unticked, but still chosen as first topic
        (NAMES, "", NAMES),
        (NAMES, None, NAMES),
    ],
)
def test_the_first_topic_is_chosen(
    editor: Person,
    make_column: MakeColumn,
    topics: dict[str, Topic],
    ticked: tuple[str, ...],
    first: str | None,
    then: tuple[str, ...],
) -> None:
    column = make_column()
    save_column(column, topics=[topics[slug] for slug in NAMES], by=None, at=NOON)
    chosen: dict[str, Any] = (
        {} if first is None else {"first_topic": topics[first].pk if first else ""}
    )
    form: dict[str, Any] = filled(
        column, filed_under=[topics[slug].pk for slug in ticked], **chosen
    )
    assert editor.client.post(change_url(column), form).status_code == 302
    assert list(column.column_topics.values_list("topic__slug", flat=True)) == list(then)
    page = editor.client.get(change_url(column)).context["adminform"].form["first_topic"].value()
    assert page == topics[then[0]].pk
