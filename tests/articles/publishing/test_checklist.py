"""Tests of the checklist before publication: warnings and errors."""

from typing import Any

import pytest
from django.urls import reverse

from articles.models import Column, Columnist, LinkCheck, Photo, Source
from articles.publishing import checklist, link_check
from tests.cast import NOON, MakeColumn, Person, prose
from tests.desk.filling import change_url, filled

pytestmark = [
    pytest.mark.slow,
    pytest.mark.promise(
        "The checklist warns, and blocks only what would break",
        section="publishing",
    ),
]


def messages(column: Column) -> str:
    return "\n".join(each.message for each in checklist.findings(column, at=NOON))


@pytest.fixture
def whole(make_column: MakeColumn, ada: Columnist) -> Column:
    photo = Photo.objects.create(alt="A crane", credit="N. Ames")
    return make_column(
        headline="Harbours at dawn", standfirst="A line.", columnists=(ada,), lead_photo=photo
    )


def test_a_whole_column_is_in_order(whole: Column) -> None:
    assert messages(whole) == ""


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"standfirst": " "}, "no standfirst"),
        ({"headline": "H" * 111}, "111 characters"),
        ({"seo_title": "H" * 111}, "111 characters"),
        ({"standfirst": "s" * 161}, "161 characters"),
        ({"lead_photo": None}, "no lead photo"),
    ],
)
def test_what_is_missing_is_told(whole: Column, fields: dict[str, Any], told: str) -> None:
    for name, value in fields.items():
        setattr(whole, name, value)
    assert told in messages(whole)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"alt": ""}, "no alternative text."),
        ({"credit": ""}, "no credit."),
        ({"alt": "", "credit": ""}, "and no"),
    ],
)
def test_a_photo_wants_its_words(whole: Column, words: dict[str, str], told: str) -> None:
    Photo.objects.update(**words)
    whole = Column.objects.get()
    assert told in messages(whole)


def test_a_photo_in_the_text_too(make_column: MakeColumn) -> None:
    photo = Photo.objects.create(alt="A pier")
    figure = f'<figure><img src="/media/x.jpg" alt="" data-photo="{photo.pk}"></figure>'
    column = make_column(body=prose() + figure)
    (finding,) = [each for each in checklist.findings(column, at=NOON) if each.is_error]
    assert finding.message == "The photo “A pier” in the text has no credit."
    assert finding.edit_url == reverse("admin:articles_photo_change", args=[photo.pk])


@pytest.mark.parametrize(
    ("caption", "told"),
    [
        ('A pier. <span class="credit">N. Ames</span>', ""),
        ("A pier. Photo: N. Ames", ""),
        ("A pier.", "is shown without its credit, “N. Ames”"),
    ],
)
def test_the_credit_of_a_photo_stands_in_the_text(
    make_column: MakeColumn, caption: str, told: str
) -> None:
    photo = Photo.objects.create(alt="A pier", credit="N. Ames")
    image = f'<img src="/media/x.jpg" alt="A pier" data-photo="{photo.pk}">'
    column = make_column(
        body=f"{prose()}<figure>{image}<figcaption>{caption}</figcaption></figure>"
    )
    match = messages(column)
    assert ("credit" in match) is bool(told)
    assert told in match
    assert not checklist.errors(column, body=column.text.body)


def test_what_the_text_says_of_a_photo_counts(make_column: MakeColumn) -> None:
    photo = Photo.objects.create()
    image = f'<img src="/media/x.jpg" alt="A pier" data-photo="{photo.pk}">'
    caption = '<figcaption><span class="credit">N. Ames</span></figcaption>'
    column = make_column(body=f"{prose()}<figure>{image}{caption}</figure>")
    assert not checklist.errors(column, body=column.text.body)


@pytest.mark.promise(
    "No column is published while a photo lacks its alternative text or credit",
    section="photos",
)
@pytest.mark.parametrize("move", ["publish", "schedule"])
@pytest.mark.parametrize("place", ["lead", "text"])
def test_a_photo_without_words_stands_in_the_way(
    editor: Person, make_column: MakeColumn, move: str, place: str
) -> None:
    photo = Photo.objects.create(caption="A pier")
    column = make_column(state=Column.State.DRAFT, published_at=None)
    figure = f'<figure><img src="/media/x.jpg" alt="" data-photo="{photo.pk}"></figure>'
    shows: dict[str, Any] = (
        {"lead_photo": photo.pk} if place == "lead" else {"body": prose() + figure}
    )
    later: dict[str, Any] = (
        {"published_at_0": "2026-11-19", "published_at_1": "12:00:00"} if move == "schedule" else {}
    )
    page = editor.client.post(
        change_url(column), filled(column, move=move, **shows, **later)
    ).content.decode()
    assert "“A pier”" in page
    assert "has no alternative text and no credit." in page
    assert (
        f'<a href="{reverse("admin:articles_photo_change", args=[photo.pk])}">Open the photo</a>'
        in page
    )
    column.refresh_from_db()
    assert column.state == "draft"
    Photo.objects.update(alt="A pier", credit="N. Ames")
    assert (
        editor.client.post(
            change_url(column), filled(column, move=move, **shows, **later)
        ).status_code
        == 302
    )


def test_nobody_and_no_bio(whole: Column) -> None:
    Columnist.objects.update(short_bio="")
    assert "Ada Quill has no short bio." in messages(whole)
    whole.bylines.all().delete()
    assert "It has no byline" in messages(whole)


@pytest.mark.parametrize(
    ("headline", "is_similar"),
    [("Harbours at dusk", True), ("Harbours", False), ("A wholly different argument", False)],
)
def test_a_similar_headline(
    whole: Column, make_column: MakeColumn, headline: str, is_similar: bool
) -> None:
    assert ("similar headline" in messages(make_column(headline=headline))) is is_similar


def test_links_that_did_not_answer(make_column: MakeColumn) -> None:
    good, bad, new = (f"https://{name}.example/" for name in ("good", "bad", "new"))
    column = make_column(
        body=prose() + "".join(f'<p><a href="{each}">link</a></p>' for each in (good, bad, new))
    )
    for address, error in ((good, ""), (bad, "It answers 404.")):
        LinkCheck.objects.create(
            digest=link_check.digest(address), address=address, error=error, checked_at=NOON
        )
    message = messages(column)
    assert "https://bad.example/: It answers 404." in message
    assert "good.example" not in message
    assert "One link has not been checked yet." in message


@pytest.mark.parametrize("move", ["publish", "schedule"])
def test_what_would_break_stands_in_the_way(
    editor: Person, make_column: MakeColumn, move: str
) -> None:
    agency = Source.objects.create(name="Wire")
    column = make_column(state=Column.State.DRAFT, published_at=None, source=agency)
    later = (
        {"published_at_0": "2026-11-19", "published_at_1": "12:00:00"} if move == "schedule" else {}
    )
    fields = filled(column, source=agency.pk, move=move, headline="Typed", **later)  # type: ignore[arg-type]
    page = editor.client.post(change_url(column), fields).content.decode()
    assert "requires its copyright line" in page
    assert 'value="Typed"' in page
    fields = {**fields, "copyright_notice": "© Wire", "body": "<p> </p>"}
    assert "There is no text." in editor.client.post(change_url(column), fields).content.decode()
    column.refresh_from_db()
    assert column.state == "draft"
    assert editor.client.post(change_url(column), {**fields, "body": prose()}).status_code == 302


def test_warnings_stand_in_nobodys_way(editor: Person, make_column: MakeColumn) -> None:
    column = make_column(state=Column.State.DRAFT, published_at=None)
    page = editor.client.get(change_url(column)).content.decode()
    assert "no lead photo" in page
    editor.client.post(change_url(column), filled(column, move="publish"))
    column.refresh_from_db()
    assert column.state == "published"


@pytest.mark.parametrize(
    ("who", "see", "ask"), [("editor", 200, 302), ("moderator", 200, 403), ("columnist", 404, 404)]
)
def test_who_may_look_and_ask(
    who: str, see: int, ask: int, request: pytest.FixtureRequest, make_column: MakeColumn
) -> None:
    person: Person = request.getfixturevalue(who)
    column = make_column(body=prose() + '<p><a href="https://new.example/">link</a></p>')
    assert (
        person.client.get(reverse("admin:articles_column_checklist", args=[column.pk])).status_code
        == see
    )
    assert (
        person.client.post(reverse("admin:articles_column_ask_links", args=[column.pk])).status_code
        == ask
    )


@pytest.mark.parametrize(("wall", "told"), [("metered", True), ("free", False)])
def test_an_empty_opening_is_told_where_there_is_a_wall(
    make_column: MakeColumn, wall: str, told: bool
) -> None:
    assert ("The free opening is empty" in messages(make_column(wall, body="<p>Word</p>"))) is told
