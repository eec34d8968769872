"""Tests that a newly chosen agency brings its terms, except those typed in the same form."""

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from articles import wall_schedule
from articles.models import Column, Columnist, Series, Source
from articles.publishing import bulk, checklist, scheduling
from articles.publishing.save import save_column
from articles.publishing.workflow import BY_KEY, CannotMove
from subscriptions.models import Wall
from tests.cast import NOON, MakeColumn, Person
from tests.desk.filling import ADD, LONG, change_url, filled

pytestmark = pytest.mark.promise(
    "Choosing an agency by hand applies its terms", section="publishing"
)


TERMS = ("copyright_notice", "may_wall", "full_text_feed")


@pytest.fixture
def meridian(db: None) -> Source:
    return Source.objects.create(
        name="Meridian", copyright_notice="© Meridian", may_wall=True, full_text_feed=True
    )


def terms_of(column: Column) -> tuple[Any, ...]:
    column.refresh_from_db()
    return tuple(getattr(column, name) for name in TERMS)


@pytest.mark.parametrize("move", ["", "publish"])
def test_a_new_column_takes_the_terms(editor: Person, meridian: Source, move: str) -> None:
    form = filled(headline="Wired", body=LONG, source=meridian.pk, move=move)
    assert editor.client.post(reverse(ADD), form).status_code == 302
    column = Column.objects.get()
    assert terms_of(column) == ("© Meridian", True, True)
    assert column.wall_at(NOON) == Wall.METERED


@pytest.mark.parametrize(
    ("stood", "typed", "then"),
    [
        ({}, {}, ("© Meridian", True, True)),
        ({}, {"copyright_notice": "© Ann for Meridian"}, ("© Ann for Meridian", True, True)),
        (
            {"copyright_notice": "© Wire", "may_wall": False},
            {"copyright_notice": "© Wire"},
            ("© Meridian", True, True),
        ),
    ],
)
def test_a_column_that_stands_takes_them_too(
    editor: Person,
    make_column: MakeColumn,
    meridian: Source,
    stood: dict[str, Any],
    typed: dict[str, Any],
    then: tuple[Any, ...],
) -> None:
    column = make_column(source=Source.objects.create(name="Wire") if stood else None, **stood)
    editor.client.post(change_url(column), filled(column, source=meridian.pk, **typed))
    assert terms_of(column) == then


def test_terms_go_with_their_agency(
    editor: Person, make_column: MakeColumn, meridian: Source
) -> None:
    column = make_column(source=meridian, copyright_notice="© Meridian", full_text_feed=True)
    editor.client.post(
        change_url(column), filled(column, copyright_notice="© Meridian", full_text_feed="on")
    )
    assert terms_of(column) == ("", False, False)


def test_a_later_save_preserves_changes_made_at_the_desk(
    editor: Person, make_column: MakeColumn, meridian: Source
) -> None:
    column = make_column(source=meridian, copyright_notice="© Other", may_wall=False)
    editor.client.post(
        change_url(column), filled(column, source=meridian.pk, copyright_notice="© Other")
    )
    assert terms_of(column) == ("© Other", False, False)


def test_a_metered_wall_on_a_free_by_contract_column_gives_a_warning(
    make_column: MakeColumn,
) -> None:
    column = make_column(source=Source.objects.create(name="Wire"), wall="metered")
    results = [each.message for each in checklist.findings(column, at=NOON)]
    assert any(each.startswith("It is free for everyone") for each in results)


@pytest.mark.promise("The form and the list say which wall is in effect", section="desk")
@pytest.mark.parametrize(
    ("wall", "in_effect"),
    [
        ({"wall": "metered"}, "Free for everyone (not metered: its agency does not allow it)"),
        (
            {"wall": "free", "then_wall": "metered", "then_after": 24},
            "Free for everyone (not metered: its agency does not allow it)",
        ),
        (
            {"wall": "subscribers", "then_wall": "metered", "then_after": 48},
            (
                "Subscribers only for 2 days, then free for everyone (not metered: its agency does"
                " not allow it)"
            ),
        ),
        ({"wall": "free"}, "Free for everyone"),
        ({"wall": "subscribers"}, "Subscribers only"),
    ],
)
def test_the_form_and_the_list_say_which_wall_is_in_effect(
    editor: Person, make_column: MakeColumn, meridian: Source, wall: dict[str, Any], in_effect: str
) -> None:
    column = make_column(source=meridian, may_wall=False, **wall)
    assert wall_schedule.describe(column) == in_effect
    line = (
        editor.client.get(change_url(column))
        .content.decode()
        .partition('class="wall-line"')[2]
        .partition("</div>")[0]
    )
    assert in_effect in line
    assert (
        in_effect in editor.client.get(reverse("admin:articles_column_changelist")).content.decode()
    )
    column.may_wall = True
    assert "not metered" not in wall_schedule.describe(column)
    assert "not metered" not in wall_schedule.describe(make_column(**wall))


FORBIDDEN = [
    {"wall": "subscribers"},
    {"wall": "registered"},
    {"wall": "free", "then_wall": "subscribers", "then_after": 1},
    {"wall": "metered", "then_wall": "registered", "then_after": 24},
    {
        "wall": "free",
        "then_wall": "metered",
        "then_after": 1,
        "later_wall": "subscribers",
        "later_after": 2,
    },
    {"wall": "subscribers", "then_wall": "free", "then_after": 48},
]
ALLOWED = [
    {"wall": "free"},
    {"wall": "metered"},
    {"wall": "free", "then_wall": "metered", "then_after": 1},
]
NO_WALL = "Meridian does not allow this column behind a wall"


def move_in_the_form(desk: Person, column: Column, move: str) -> str:
    names = ("wall", *Column.SCHEDULE_FIELDS, "copyright_notice")
    form_data: dict[str, Any] = {name: getattr(column, name) or "" for name in names}
    form_data |= {"source": column.source_id, "move": move}
    form_data |= {"may_wall": "on"} if column.may_wall else {}
    answer = desk.client.post(change_url(column), filled(column, None, **form_data), follow=True)
    column.refresh_from_db()
    return unescape(answer.content.decode())


@pytest.mark.promise(
    "The walls that an agency forbids are refused at every time of the schedule",
    section="publishing",
)
@pytest.mark.parametrize("move", ["publish", "schedule"])
@pytest.mark.parametrize("walls", FORBIDDEN)
def test_no_column_is_published_with_a_wall_that_its_agency_forbids_at_any_time(
    editor: Person, make_column: MakeColumn, meridian: Source, walls: dict[str, Any], move: str
) -> None:
    dated = NOON + timedelta(days=1) if move == "schedule" else None
    terms: dict[str, Any] = {
        "source": meridian,
        "copyright_notice": "© Meridian",
        "state": "approved",
        "published_at": dated,
    }
    column = make_column(may_wall=False, **terms, **walls)
    assert any(
        NO_WALL in each.message and each.is_error for each in checklist.findings(column, at=NOON)
    )
    assert NO_WALL in move_in_the_form(editor, column, move)
    assert column.state == "approved"
    with pytest.raises(CannotMove, match=NO_WALL):
        bulk.Publish().preview(column, bulk.BulkOptions(), by=editor.user, at=NOON)
    with pytest.raises(CannotMove, match=NO_WALL):
        scheduling.make_move(BY_KEY[move], column, by=editor.user, at=NOON)
    column = make_column(may_wall=True, **terms, **walls)
    assert NO_WALL not in move_in_the_form(editor, column, move)
    assert column.state == "published"


@pytest.mark.parametrize("walls", FORBIDDEN)
def test_a_scheduled_column_gets_no_wall_that_its_agency_forbids(
    editor: Person, make_column: MakeColumn, meridian: Source, walls: dict[str, Any]
) -> None:
    tomorrow = NOON + timedelta(days=1)
    column = make_column(
        source=meridian, may_wall=False, copyright_notice="©", wall="free", published_at=tomorrow
    )
    for name, value in walls.items():
        setattr(column, name, value)
    typed: dict[str, Any] = {
        name: getattr(column, name) or ""
        for name in ("wall", *Column.SCHEDULE_FIELDS, "copyright_notice")
    }
    answer = editor.client.post(
        change_url(column), filled(column, None, **typed, source=meridian.pk)
    )
    assert NO_WALL in unescape(answer.content.decode())
    column.refresh_from_db()
    assert (column.wall, column.then_wall) == ("free", "")


@pytest.mark.parametrize("walls", ALLOWED)
def test_walls_that_act_as_free_are_published(
    editor: Person, make_column: MakeColumn, meridian: Source, walls: dict[str, Any]
) -> None:
    column = make_column(
        source=meridian, may_wall=False, copyright_notice="©", state="approved", **walls
    )
    move_in_the_form(editor, column, "publish")
    assert column.state == "published"


@pytest.mark.parametrize("walls", FORBIDDEN)
def test_a_later_wall_that_the_agency_forbids_is_warned_of_when_saved(
    editor: Person, make_column: MakeColumn, meridian: Source, walls: dict[str, Any]
) -> None:
    column = make_column(source=meridian, may_wall=False, copyright_notice="©", **walls)
    assert "Meridian does not allow this column behind a wall" in move_in_the_form(
        editor, column, ""
    )


@pytest.mark.promise(
    "The walls that an agency forbids are refused at every time of the schedule",
    section="publishing",
)
@pytest.mark.parametrize("owner", [Series, Columnist])
@pytest.mark.parametrize("walls", FORBIDDEN)
def test_a_default_brings_no_wall_that_the_agency_forbids(
    editor: Person,
    make_column: MakeColumn,
    meridian: Source,
    owner: type[Series] | type[Columnist],
    walls: dict[str, Any],
) -> None:
    default = owner.objects.create(
        name="Wire", slug="wire", default_wall=walls["wall"], **without_first(walls)
    )
    column = make_column(
        source=meridian, may_wall=False, copyright_notice="©", follows_default=True
    )
    if isinstance(default, Series):
        column.series = default
    else:
        column.bylines.all().delete()
        column.bylines.create(columnist=default)
    save_form(column, by=editor)
    far = NOON + timedelta(days=365)
    assert {column.wall_at(at) for at in (NOON, far)} == {Wall.FREE}
    assert not wall_schedule.is_ever_walled(column)
    assert checklist.errors(column, body=LONG) == []
    column.may_wall = True
    save_form(column, by=editor)
    assert wall_schedule.is_ever_walled(column)
    assert column.wall == walls["wall"]


def save_form(column: Column, *, by: Person) -> None:
    column.save()
    save_column(column, by=by.user, at=NOON, applies_default_wall=True)


def without_first(walls: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in walls.items() if name != "wall"}
