"""Tests of preview links: they show one column, expire, can be revoked, and are neither cached nor
indexed.
"""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.responses import PRIVATE
from articles.models import Column, Columnist
from articles.publishing import scheduling, workflow
from articles.publishing.save import save_column
from subscriptions.links import preview
from subscriptions.models import FreeRead, PreviewLink
from subscriptions.paywall import rule
from tests.cast import DAY, NOON, SECOND, MakeColumn, Person, prose

pytestmark = pytest.mark.promise(
    "A preview link ends to the second, can be revoked at once, is never indexed or "
    "cached, and shows the newest version",
    section="preview",
)


HIDDEN = "Paragraph-nine"
BODY = prose(8) + f"<p>{HIDDEN} ends it.</p>"


@pytest.fixture
def draft(make_column: MakeColumn) -> Column:
    return make_column(headline="Not yet", body=BODY, state=Column.State.DRAFT, published_at=None)


def links_of(column: Column) -> str:
    return reverse("admin:articles_column_preview_links", args=[column.pk])


def made(person: Person, column: Column, **said: object) -> str:
    """Create a link with the desk's form and return its path."""
    answer = person.client.post(links_of(column), {"note": "the fact checker", "days": 3, **said})
    page = answer.content.decode()
    start = page.index('value="http', page.index('id="made-address"')) + len('value="')
    return urlsplit(page[start : page.index('"', start)]).path


def test_a_link_shows_a_draft_to_a_stranger(editor: Person, draft: Column) -> None:
    path = made(editor, draft)
    answer = Client().get(path)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert HIDDEN in page
    assert "A preview for the fact checker" in page
    assert "has not been published" in page
    assert "<!--" not in page
    assert Client().get(draft.get_absolute_url()).status_code == 404


def test_nobody_keeps_it_or_finds_it(editor: Person, draft: Column) -> None:
    answer = Client().get(made(editor, draft))
    assert answer["Cache-Control"] == PRIVATE
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert not answer.cookies
    page = answer.content.decode()
    assert 'content="noindex' in page
    assert "ld+json" not in page
    assert "Disallow: /preview/" in Client().get("/robots.txt").content.decode()


def test_it_ends_on_the_second(editor: Person, draft: Column) -> None:
    path = made(editor, draft, days=1)
    for at, status in ((NOON + DAY - SECOND, 200), (NOON + DAY, 410)):
        with time_machine.travel(at, tick=False):
            answer = Client().get(path)
        assert answer.status_code == status
        assert (HIDDEN in answer.content.decode()) is (status == 200)


def test_it_is_taken_back_at_once(editor: Person, draft: Column) -> None:
    path, link = made(editor, draft), PreviewLink.objects.get()
    editor.client.post(
        reverse("admin:articles_column_preview_link_revoke", args=[draft.pk, link.pk])
    )
    answer = Client().get(path)
    assert answer.status_code == 410
    assert "Not yet" not in answer.content.decode()
    assert "This preview is over." in answer.content.decode()


@pytest.mark.promise("A preview link ends when its creator leaves the desk", section="preview")
@pytest.mark.parametrize("change", [{"is_active": False}, {"is_staff": False}])
def test_it_ends_when_its_maker_leaves_the_desk(
    editor: Person, draft: Column, change: dict[str, bool]
) -> None:
    path = made(editor, draft)
    User.objects.filter(pk=editor.user.pk).update(**change)
    assert Client().get(path).status_code == 410


def test_only_a_digest_is_kept(editor: Person, draft: Column) -> None:
    secret = made(editor, draft).rstrip("/").rpartition("/")[2]
    link = PreviewLink.objects.get()
    assert secret not in str(vars(link))
    assert Client().get(reverse("articles:outside-preview", args=[link.digest])).status_code == 404


def test_robots_that_make_cards_learn_nothing(editor: Person, draft: Column) -> None:
    path = made(editor, draft)
    answer = Client().get(path, headers={"User-Agent": "WhatsApp/2.23"})
    assert answer.status_code == 404
    assert "Not yet" not in answer.content.decode()


def test_openings_are_counted_and_spend_nothing(editor: Person, draft: Column) -> None:
    path = made(editor, draft)
    for _ in range(2):
        Client().get(path)
    Client().head(path)
    Client().get(path, headers={"Sec-Purpose": "prefetch"})
    assert PreviewLink.objects.get().opened == 2
    assert not FreeRead.objects.exists()


def test_a_link_to_one_column_opens_no_other(
    editor: Person, draft: Column, make_column: MakeColumn
) -> None:
    made(editor, draft)
    other = make_column(slug="other", body=BODY)
    access = rule.open_preview(other, PreviewLink.objects.get(), at=NOON)
    assert not access.grants(other.pk)


def test_the_newest_saved_version_is_shown(editor: Person, draft: Column) -> None:
    path = made(editor, draft)
    Column.objects.filter(pk=draft.pk).update(headline="Set right")
    assert "Set right" in Client().get(path).content.decode()


@pytest.mark.promise("A preview link works after the column's URL changes", section="preview")
def test_it_holds_after_the_address_changes(editor: Person, draft: Column) -> None:
    path = made(editor, draft)
    draft.slug = "quite-another-address"
    save_column(draft, by=None, at=NOON)
    assert HIDDEN in Client().get(path).content.decode()


def test_a_columnist_shows_the_own_work_only(columnist: Person, draft: Column) -> None:
    assert columnist.client.post(links_of(draft), {"note": "me", "days": 3}).status_code == 404
    assert not PreviewLink.objects.exists()


def test_who_only_looks_makes_no_link(moderator: Person, draft: Column) -> None:
    assert moderator.client.get(links_of(draft)).status_code == 200
    assert moderator.client.post(links_of(draft), {"note": "me", "days": 3}).status_code == 403
    assert not PreviewLink.objects.exists()


@pytest.mark.parametrize(
    "said", [{"days": 31}, {"days": "soon"}, {"note": ""}, {"note": "x" * 121}]
)
def test_what_is_asked_wrong_makes_no_link(
    editor: Person, draft: Column, said: dict[str, object]
) -> None:
    answer = editor.client.post(links_of(draft), {"note": "the fact checker", "days": 3, **said})
    assert answer.status_code == 400
    assert not PreviewLink.objects.exists()


def test_there_is_an_end_to_open_links(editor: Person, draft: Column) -> None:
    for _ in range(preview.MOST_WORKING):
        preview.make(draft.pk, note="one", days=1, by=editor.user, at=NOON - timedelta(hours=1))
    answer = editor.client.post(links_of(draft), {"note": "one more", "days": 3})
    assert "Revoke one" in answer.content.decode()
    assert PreviewLink.objects.count() == preview.MOST_WORKING


def test_a_link_of_another_column_is_not_revoked_from_here(
    editor: Person, draft: Column, make_column: MakeColumn
) -> None:
    made(editor, draft)
    other, link = make_column(slug="other"), PreviewLink.objects.get()
    address = reverse("admin:articles_column_preview_link_revoke", args=[other.pk, link.pk])
    assert editor.client.post(address).status_code == 404
    assert editor.client.get(address).status_code == 405


@pytest.mark.promise("A preview link ends with publication", section="preview")
@pytest.mark.parametrize("state", ["published", "withdrawn"])
def test_a_link_ends_with_publication(
    editor: Person, make_column: MakeColumn, visitor: Person, state: str
) -> None:
    column = make_column(body=BODY, state="draft", published_at=None, wall="subscribers")
    path = made(editor, column)
    Column.objects.filter(pk=column.pk).update(state=state, published_at=NOON - SECOND)
    answer = visitor.client.get(path)
    assert (answer.status_code, answer["Location"]) == (302, column.get_absolute_url())
    assert answer["Cache-Control"] == PRIVATE
    assert HIDDEN not in visitor.client.get(path, follow=True).content.decode()
    assert PreviewLink.objects.get().opened == 0
    column.refresh_from_db()
    assert not rule.open_preview(column, PreviewLink.objects.get(), at=NOON).grants(column.pk)


def test_a_scheduled_column_ends_its_links_by_itself(
    editor: Person, make_column: MakeColumn
) -> None:
    column = make_column(body=BODY, published_at=NOON + DAY, wall="subscribers")
    path = made(editor, column, days=7)
    for at, status in ((NOON + DAY - SECOND, 200), (NOON + DAY, 302)):
        with time_machine.travel(at, tick=False):
            assert Client().get(path).status_code == status


def test_a_revoked_link_does_not_lead_to_a_published_column(editor: Person, draft: Column) -> None:
    path = made(editor, draft)
    preview.revoke(PreviewLink.objects.get(), at=NOON)
    Column.objects.filter(pk=draft.pk).update(state="published", published_at=NOON - SECOND)
    assert Client().get(path).status_code == 410


def test_no_link_is_made_to_a_published_column(editor: Person, make_column: MakeColumn) -> None:
    answer = editor.client.post(links_of(make_column()), {"note": "me", "days": 3})
    assert answer.status_code == 400
    assert not PreviewLink.objects.exists()


@pytest.mark.parametrize("state", ["approved", "published"])
def test_a_columnist_revokes_a_link_of_what_is_no_longer_theirs_to_write(
    columnist: Person, make_column: MakeColumn, state: str
) -> None:
    own = Columnist.objects.get(user=columnist.user)
    column = make_column(state="draft", published_at=None, columnists=(own,))
    made(columnist, column)
    Column.objects.filter(pk=column.pk).update(state=state, published_at=NOON - SECOND)
    link = PreviewLink.objects.get()
    address = reverse("admin:articles_column_preview_link_revoke", args=[column.pk, link.pk])
    assert "Revoke" in columnist.client.get(links_of(column)).content.decode()
    assert columnist.client.post(address).status_code == 302
    link.refresh_from_db()
    assert link.revoked_at == NOON


@pytest.mark.promise(
    "A preview link stays ended when its column is scheduled again",
    section="preview",
)
@pytest.mark.parametrize("way", ["the desk", "another program"])
def test_a_link_stays_ended_when_a_withdrawn_column_is_scheduled_again(
    editor: Person, make_column: MakeColumn, way: str
) -> None:
    """Otherwise the old link would show the new version before its publication."""
    column = make_column(body=BODY, published_at=NOON + DAY, wall="subscribers")
    path = made(editor, column, days=14)
    live, later = NOON + 2 * DAY, NOON + 9 * DAY
    column = Column.objects.get(pk=column.pk)
    if way == "the desk":
        scheduling.make_move(
            workflow.BY_KEY["withdraw"], column, by=editor.user, at=live, note="A mistake."
        )
        column.published_at = later
        scheduling.make_move(workflow.BY_KEY["schedule"], column, by=editor.user, at=live + SECOND)
    else:
        column.published_at = later
        save_column(column, by=None, at=live)
    with time_machine.travel(live + DAY, tick=False):
        assert Client().get(path).status_code == 410
        editor.client.force_login(editor.user)
        assert Client().get(made(editor, column)).status_code == 200, "a new one opens it"


def test_a_link_lives_on_through_saves_before_publication(
    editor: Person, make_column: MakeColumn
) -> None:
    column = make_column(body=BODY, published_at=NOON + DAY)
    path = made(editor, column)
    column.published_at = NOON + 3 * DAY
    save_column(column, by=None, at=NOON)
    column.state, column.published_at = "draft", None
    save_column(column, by=None, at=NOON)
    assert Client().get(path).status_code == 200
