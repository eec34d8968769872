"""Tests of the photo library: bulk upload, permissions, usage, deletion."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from articles.models import Column, Columnist, Page, Photo, PhotoUse
from articles.photos import renditions, usage
from tests.cast import MakeColumn, Person, prose

pytestmark = pytest.mark.slow

LIST = "admin:articles_photo_changelist"
UPLOAD = "admin:articles_photo_upload"
JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def _quick(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Use a temporary folder and one small width of each crop, because these tests are not about
    rendering.
    """
    settings.MEDIA_ROOT = tmp_path
    small = {crop: (ratio, (40,)) for crop, (ratio, _) in renditions.CROPS.items()}
    monkeypatch.setattr(renditions, "CROPS", small)


def picture(name: str = "harbour.jpg", colour: str = "teal") -> SimpleUploadedFile:
    buffer = BytesIO()
    Image.new("RGB", (90, 60), colour).save(buffer, "JPEG")
    return SimpleUploadedFile(name, buffer.getvalue(), "image/jpeg")


def no_picture() -> SimpleUploadedFile:
    return SimpleUploadedFile("notes.jpg", b"plain words", "image/jpeg")


def figure(photo: Photo) -> str:
    return f'<figure><img src="/media/x.jpg" alt="" data-photo="{photo.pk}"></figure>'


def send(person: Person, file: SimpleUploadedFile | None, **words: str) -> Any:
    file_part = {"picture": file} if file else {}
    return person.client.post(reverse(UPLOAD), {**words, **file_part}, headers=JSON)


@pytest.mark.promise(
    "Each uploaded file is accepted or refused with its own message, with and without JavaScript",
    section="photos",
)
def test_several_at_once_each_on_its_own(editor: Person) -> None:
    files = [
        picture("one.jpg", "teal"),
        no_picture(),
        picture("two.jpg", "gold"),
        picture("again.jpg", "teal"),
    ]
    page = editor.client.post(reverse(UPLOAD), {"picture": files}, follow=True).content.decode()
    assert "2 photos were added." in page
    assert "<bdi>notes.jpg</bdi>: This is not a picture that we can read." in page
    assert "“again.jpg” is in the library already." in page
    assert sorted(Photo.objects.values_list("file_name", "added_by")) == [
        ("one.jpg", editor.user.pk),
        ("two.jpg", editor.user.pk),
    ]
    assert LogEntry.objects.count() == 2


def test_no_file_at_all_is_said(editor: Person) -> None:
    assert (
        "Choose at least one file."
        in editor.client.post(reverse(UPLOAD), follow=True).content.decode()
    )
    assert send(editor, None).json() == {"error": "Choose at least one file."}


@pytest.mark.promise(
    "Each uploaded file is accepted or refused with its own message, with and without JavaScript",
    section="photos",
)
def test_a_script_gets_an_answer_for_each_file(editor: Person) -> None:
    answer = send(editor, picture(), alt=" A harbour ", credit="N. Ames")
    assert answer.status_code == 201
    photo = Photo.objects.get()
    assert (photo.alt, photo.credit) == ("A harbour", "N. Ames")
    assert answer.json()["photo"]["photo"] == photo.pk
    assert reverse("admin:articles_photo_change", args=[photo.pk]) in answer.json()["card"]
    again = send(editor, picture("b.jpg"), alt="Other words").json()
    assert (again["photo"]["alt"], again["message"]) == (
        "A harbour",
        "“b.jpg” is in the library already.",
    )
    refused = send(editor, no_picture())
    assert (refused.status_code, refused.json()) == (422, {"error": renditions.NOT_A_PICTURE})
    assert send(editor, picture(colour="gold"), credit="c" * 201).status_code == 422
    assert Photo.objects.count() == 1


def test_hostile_names_are_only_text(editor: Person) -> None:
    name = "<script>x</script>.jpg"
    page = editor.client.post(
        reverse(UPLOAD), {"picture": [picture(name), no_picture()]}, follow=True
    ).content.decode()
    assert "<script>x" not in page
    assert "<script>x" not in send(editor, picture(name)).json()["card"]


@pytest.mark.promise(
    "Only the permitted roles add, change, replace and delete photos, by URL or forged form",
    section="photos",
)
@pytest.mark.parametrize(
    ("who", "sees", "adds", "changes"),
    [
        ("columnist", 200, 201, 403),
        ("editor", 200, 201, 200),
        ("moderator", 403, 403, 403),
        ("publisher", 403, 403, 403),
        ("subscriber", 302, 302, 302),
        ("visitor", 302, 302, 302),
    ],
)
def test_who_may_do_what(
    who: str, sees: int, adds: int, changes: int, request: pytest.FixtureRequest
) -> None:
    """Try URLs and forged forms on a photo that somebody else added."""
    person: Person = request.getfixturevalue(who)
    photo = Photo.objects.create(alt="Theirs", credit="N. Ames")
    own_pages = [
        reverse(f"admin:articles_photo_{name}", args=[photo.pk])
        for name in ("words", "replace", "change")
    ]
    assert person.client.get(reverse(LIST)).status_code == sees
    assert person.client.get(reverse("admin:articles_photo_choose")).status_code == sees
    assert send(person, picture()).status_code == adds
    assert person.client.post(own_pages[0], {"alt": "Forged"}).status_code == changes
    assert person.client.post(own_pages[1], {"picture": picture(colour="gold")}).status_code == (
        302 if changes == 200 else changes
    )
    assert person.client.post(
        own_pages[2], {"alt": "Forged", "focal_x": "0", "focal_y": "0"}
    ).status_code == (302 if changes == 200 else changes)
    assert person.client.post(
        reverse("admin:articles_photo_delete", args=[photo.pk]), {"post": "yes"}
    ).status_code == (302 if changes == 200 else changes)
    theirs = Photo.objects.filter(pk=photo.pk, alt="Theirs", focal_x=0.5, digest="")
    assert theirs.exists() is (changes != 200)


def test_seeing_photos_is_not_adding_them(columnist: Person) -> None:
    Group.objects.get(name="columnist").permissions.remove(
        Permission.objects.get(codename="add_photo")
    )
    assert send(columnist, picture()).status_code == 403
    assert columnist.client.get(reverse("admin:articles_photo_choose")).json()["mayAdd"] is False
    assert 'id="photo-upload"' not in columnist.client.get(reverse(LIST)).content.decode()
    assert not Photo.objects.exists()


def test_a_forged_upload_without_the_token_is_refused(editor: Person) -> None:
    editor.client.handler.enforce_csrf_checks = True
    assert send(editor, picture()).status_code == 403
    assert not Photo.objects.exists()


@pytest.mark.promise(
    "Only the permitted roles add, change, replace and delete photos, by URL or forged form",
    section="photos",
)
def test_who_added_a_photo_says_what_it_shows_until_it_is_printed(
    columnist: Person, make_column: MakeColumn
) -> None:
    send(columnist, picture())
    photo = Photo.objects.get()
    words = reverse("admin:articles_photo_words", args=[photo.pk])
    draft = make_column(state=Column.State.DRAFT, published_at=None, lead_photo=photo)
    answer = columnist.client.post(words, {"alt": "A harbour", "credit": "N. Ames"})
    assert answer.json()["photo"]["alt"] == "A harbour"
    assert LogEntry.objects.filter(user=columnist.user, action_flag=2).exists()
    Column.objects.filter(pk=draft.pk).update(state=Column.State.PUBLISHED)
    assert columnist.client.post(words, {"alt": "Forged", "credit": "N. Ames"}).status_code == 403
    assert (
        columnist.client.get(reverse("admin:articles_photo_replace", args=[photo.pk])).status_code
        == 403
    )
    photo.refresh_from_db()
    assert photo.alt == "A harbour"


def test_places_follow_each_save_of_a_text(make_column: MakeColumn) -> None:
    photos = [Photo.objects.create(alt=f"Photo {number}") for number in range(3)]
    column = make_column(
        body=prose() + figure(photos[0]) + figure(photos[1]) * 2 + figure(Photo(pk=999))
    )
    page = Page.objects.create(slug="crew", title="Crew", body=figure(photos[2]))
    positions = set(PhotoUse.objects.values_list("photo", "column", "page"))
    assert positions == {
        (photos[0].pk, column.pk, None),
        (photos[1].pk, column.pk, None),
        (photos[2].pk, None, page.pk),
    }
    page.body = figure(photos[0])
    page.save()
    assert not usage.is_used(photos[2])
    column.delete()
    assert PhotoUse.objects.get().page == page


@pytest.mark.promise(
    "A photo in use cannot be deleted, and the page names the uses that the user may see",
    section="photos",
)
def test_where_it_is_used_as_far_as_one_may_know(
    columnist: Person, editor: Person, make_column: MakeColumn, ada: Columnist
) -> None:
    photo = Photo.objects.create(alt="A pier")
    own = make_column(
        headline="My own",
        lead_photo=photo,
        columnists=(Columnist.objects.get(user=columnist.user),),
    )
    other = make_column(headline="A secret draft", state="draft", body=prose() + figure(photo))
    Columnist.objects.filter(pk=ada.pk).update(portrait=photo)
    Page.objects.create(slug="crew", title="The crew", body=figure(photo))
    address = reverse("admin:articles_photo_change", args=[photo.pk])
    for person in (columnist, editor):
        page = person.client.get(address).content.decode()
        assert reverse("admin:articles_column_change", args=[own.pk]) in page
        assert "Ada Quill" in page
        assert "The crew" in page
        assert (str(other) in page) is (person is editor)
        assert ("1 column that is not yours to see" in page) is (person is columnist)
        assert (reverse("admin:articles_columnist_change", args=[ada.pk]) in page) is (
            person is editor
        )


@pytest.mark.promise(
    "A photo in use cannot be deleted, and the page names the uses that the user may see",
    section="photos",
)
@pytest.mark.parametrize("place", ["lead", "text", "portrait", "page"])
def test_what_shows_a_photo_keeps_it(
    editor: Person, make_column: MakeColumn, ada: Columnist, place: str
) -> None:
    photo = Photo.objects.create(alt="A pier")
    if place == "lead":
        make_column(lead_photo=photo)
    elif place == "text":
        make_column(body=prose() + figure(photo))
    elif place == "portrait":
        Columnist.objects.filter(pk=ada.pk).update(portrait=photo)
    else:
        Page.objects.create(slug="crew", title="The crew", body=figure(photo))
    assert not Photo.objects.unused().exists()
    editor.client.post(reverse("admin:articles_photo_delete", args=[photo.pk]), {"post": "yes"})
    assert Photo.objects.exists()


def test_replacing_is_on_record_and_loses_nothing(editor: Person) -> None:
    send(editor, picture())
    photo = Photo.objects.get()
    address = reverse("admin:articles_photo_replace", args=[photo.pk])
    refused = editor.client.post(
        address, {"picture": no_picture(), "alt": "Typed", "credit": "N. Ames"}
    )
    assert refused.status_code == 400
    assert 'value="Typed"' in refused.content.decode()
    assert Photo.objects.get().alt == ""
    new = picture("new.jpg", "gold")
    assert (
        editor.client.post(
            address, {"picture": new, "alt": "Typed", "credit": "N. Ames"}
        ).status_code
        == 302
    )
    after = Photo.objects.get()
    assert (after.alt, after.file_name) == ("Typed", "new.jpg")
    assert after.digest != photo.digest
    entry = LogEntry.objects.get(object_id=str(photo.pk), action_flag=2)
    assert entry.user == editor.user
    assert "new.jpg" in entry.change_message


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "pier"}, {"A pier", "B"}),
        ({"q": "DSC_17"}, {"B"}),
        ({"words": "missing"}, {"B"}),
        ({"use": "nowhere"}, {"B", "C"}),
        ({"use": "nowhere", "words": "missing", "q": "pier"}, {"B"}),
        ({"q": "x\0"}, None),
    ],
)
def test_the_library_is_searched_and_filtered(
    editor: Person, make_column: MakeColumn, asked: dict[str, str], found: set[str] | None
) -> None:
    make_column(lead_photo=Photo.objects.create(alt="A pier", credit="N. Ames"))
    Photo.objects.create(alt="B", caption="At the pier", file_name="dsc_1734.jpg")
    Photo.objects.create(alt="C", credit="N. Ames")
    answer = editor.client.get(reverse(LIST), asked)
    if found is None:
        assert answer.status_code == 302
        return
    assert {photo.alt for photo in answer.context["cl"].result_list} == found


@pytest.mark.promise(
    "The photo library needs the same number of queries whatever its size",
    section="photos",
)
def test_a_long_library_goes_on_below_what_is_counted(
    editor: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.admin.paging.MOST_COUNTED", 4)
    monkeypatch.setattr("articles.admin.photos.MOST_COUNTED", 4)
    Photo.objects.bulk_create(Photo(alt=f"Photo {number}", credit="N.") for number in range(10))
    seen: list[str] = []
    address = f"{reverse(LIST)}?q=photo"
    while address:
        answer = editor.client.get(address)
        seen += [photo.alt for photo in answer.context["cl"].result_list]
        older = answer.context["older"]
        address = f"{reverse(LIST)}?q=photo&id__lt={older}" if older else ""
        assert not older or f"id__lt={older}" in answer.content.decode()
    assert seen == [f"Photo {number}" for number in reversed(range(10))]


@pytest.mark.promise(
    "The photo library needs the same number of queries whatever its size",
    section="photos",
)
def test_statements_do_not_grow_with_the_library(editor: Person) -> None:
    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert editor.client.get(address).status_code == 200
        return len(queries)

    pages = [
        reverse(LIST),
        f"{reverse(LIST)}?use=nowhere&words=missing",
        reverse("admin:articles_photo_choose"),
    ]
    Photo.objects.create(alt="One", added_by=editor.user)
    before = [asked(page) for page in pages]
    Photo.objects.bulk_create(
        Photo(alt=f"Photo {number}", added_by=editor.user) for number in range(30)
    )
    assert [asked(page) for page in pages] == before
    assert max(before) < 12
