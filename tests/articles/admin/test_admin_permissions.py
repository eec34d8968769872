"""Tests of permissions for columns at the desk, by URL and by forged form."""

from typing import Any

import pytest
from django.urls import reverse

from articles.models import Byline, Column, Columnist, Revision
from articles.photos.renditions import MOST_BYTES
from tests.cast import MakeColumn, Person
from tests.desk.filling import ADD, LONG, change_url, filled

pytestmark = [
    pytest.mark.promise(
        "Permissions of every desk URL for every role, by link and by forged form; a URL without a"
        " row fails",
        section="desk",
    ),
    pytest.mark.promise("Permissions by URL and by forged form", section="desk"),
    pytest.mark.promise(
        "Columnists see only their own columns, and cannot publish or change walls, by forged form"
        " either",
        section="publishing",
    ),
]


State = Column.State
REFUSED = (302, 403)


@pytest.fixture
def own(columnist: Person) -> Columnist:
    return Columnist.objects.get(user=columnist.user)


@pytest.fixture
def draft(own: Columnist, make_column: MakeColumn) -> Column:
    return make_column(headline="My draft", state=State.DRAFT, published_at=None, columnists=(own,))


@pytest.mark.parametrize(
    ("who", "list_", "add", "change", "names", "pages", "policy", "entitlements"),
    [
        ("columnist", 200, 200, 302, 403, 403, 403, 403),
        ("editor", 200, 200, 200, 200, 200, 403, 403),
        ("moderator", 200, 403, 200, 200, 200, 403, 403),
        ("publisher", 200, 403, 200, 200, 403, 200, 200),
        ("subscriber", 302, 302, 302, 302, 302, 302, 302),
    ],
)
def test_which_doors_open(
    who: str,
    list_: int,
    add: int,
    change: int,
    names: int,
    pages: int,
    policy: int,
    entitlements: int,
    request: pytest.FixtureRequest,
    make_column: MakeColumn,
) -> None:
    person: Person = request.getfixturevalue(who)
    doors = {
        reverse("admin:articles_column_changelist"): list_,
        reverse(ADD): add,
        change_url(make_column(headline="Somebody else's")): change,
        reverse("admin:articles_columnist_changelist"): names,
        reverse("admin:articles_page_changelist"): pages,
        reverse("admin:subscriptions_meterpolicy_change", args=[1]): policy,
        reverse("admin:subscriptions_entitlement_changelist"): entitlements,
    }
    assert {door: person.client.get(door).status_code for door in doors} == doors


@pytest.mark.parametrize("who", ["columnist", "moderator", "publisher", "subscriber"])
def test_a_forged_save_of_anothers_column_changes_nothing(
    who: str, request: pytest.FixtureRequest, make_column: MakeColumn
) -> None:
    person: Person = request.getfixturevalue(who)
    column = make_column(headline="Theirs")
    assert (
        person.client.post(change_url(column), filled(column, headline="Forged")).status_code
        in REFUSED
    )
    column.refresh_from_db()
    assert (column.headline, Revision.objects.count()) == ("Theirs", 1)


def test_a_new_column_of_a_columnist_is_signed_by_them(columnist: Person, own: Columnist) -> None:
    stranger = Columnist.objects.create(name="Somebody", slug="somebody")
    form = filled(headline="My first", body=LONG, move="send", by=(stranger,))
    assert columnist.client.post(reverse(ADD), form).status_code == 302
    assert [byline.columnist for byline in Byline.objects.all()] == [own]
    assert Column.objects.get().state == State.IN_REVIEW


def test_a_columnist_writes_on(columnist: Person, draft: Column) -> None:
    assert (
        columnist.client.post(change_url(draft), filled(draft, headline="Better")).status_code
        == 302
    )
    draft.refresh_from_db()
    assert draft.headline == "Better"


@pytest.mark.parametrize("move", ["approve", "schedule", "publish", "withdraw", "hold", "nonsense"])
def test_a_columnist_cannot_publish_by_a_forged_form(
    columnist: Person, draft: Column, move: str
) -> None:
    answer = columnist.client.post(change_url(draft), filled(draft, move=move, state="published"))
    assert answer.status_code == 200
    draft.refresh_from_db()
    assert draft.state == State.DRAFT


@pytest.mark.parametrize(
    "forged",
    [
        {"wall": "free"},
        {"published_at_0": "2020-01-01", "published_at_1": "00:00:00"},
        {"updated_at_0": "2020-01-01", "updated_at_1": "00:00:00"},
        {"may_wall": "on"},
        {"canonical_url": "https://elsewhere.example/"},
    ],
)
def test_what_is_not_a_columnists_to_set_stays(
    columnist: Person, draft: Column, forged: dict[str, Any]
) -> None:
    columnist.client.post(change_url(draft), filled(draft, headline="Better", **forged))
    after = Column.objects.get(pk=draft.pk)
    assert after.headline == "Better"
    for name in ("wall", "published_at", "updated_at", "may_wall", "canonical_url"):
        assert getattr(after, name) == getattr(draft, name)


def test_bylines_are_not_a_columnists_to_set(
    columnist: Person, own: Columnist, draft: Column
) -> None:
    stranger = Columnist.objects.create(name="Somebody", slug="somebody")
    columnist.client.post(change_url(draft), filled(draft, by=(stranger,)))
    columnist.client.post(change_url(draft), filled(draft, {"bylines-0-DELETE": "on"}))
    assert [byline.columnist for byline in draft.bylines.all()] == [own]


def test_what_was_printed_is_a_columnists_to_read(
    columnist: Person, own: Columnist, make_column: MakeColumn
) -> None:
    column = make_column(headline="Printed", columnists=(own,))
    page = columnist.client.get(change_url(column))
    assert page.status_code == 200
    assert "word0x0" in page.content.decode()
    assert (
        columnist.client.post(change_url(column), filled(column, headline="Forged")).status_code
        == 403
    )
    column.refresh_from_db()
    assert column.headline == "Printed"


def test_what_readers_saw_is_not_deleted_but_withdrawn(
    editor: Person, make_column: MakeColumn
) -> None:
    column = make_column()
    delete = reverse("admin:articles_column_delete", args=[column.pk])
    assert editor.client.post(delete, {"post": "yes"}).status_code == 403
    column.state, column.published_at = State.WITHDRAWN, None
    column.save()
    assert editor.client.post(delete, {"post": "yes"}).status_code == 403
    column.state, column.published_at = State.DRAFT, None
    column.save()
    assert editor.client.post(delete, {"post": "yes"}).status_code == 302
    assert not Column.objects.exists()


def test_photos_for_the_editor_are_for_the_desk(
    columnist: Person, moderator: Person, registered: Person
) -> None:
    choose = reverse("admin:articles_photo_choose")
    assert columnist.client.get(choose).json() == {
        "photos": [],
        "more": False,
        "mayAdd": True,
        "mostBytes": MOST_BYTES,
    }
    assert moderator.client.get(choose).status_code == 403
    assert registered.client.get(choose).status_code == 302
