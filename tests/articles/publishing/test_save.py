"""Tests of saving a column: version, revision, dates of links, redirects; all or nothing."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from articles.models import CacheVersion, Column, Columnist, OldSlug, Revision, Topic
from articles.publishing.save import save_column
from tests.cast import NOON

BODY = "".join(f"<p>Paragraph {n} has some words of its own.</p>" for n in range(6))

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> Columnist:
    return Columnist.objects.create(name="Ada Brook", slug="ada-brook")


@pytest.fixture
def bo() -> Columnist:
    return Columnist.objects.create(name="Bo Lund", slug="bo-lund")


def published(slug: str = "a-column", **fields: object) -> Column:
    values = {
        "headline": "A column",
        "state": "published",
        "published_at": NOON - timedelta(hours=1),
        **fields,
    }
    return Column(slug=slug, **values)


@pytest.mark.promise(
    "Each version has exactly one `Revision` of the whole column",
    section="columns",
)
def test_every_save_is_one_version_and_one_revision_of_the_whole(
    ada: Columnist, bo: Columnist
) -> None:
    column = published()
    save_column(column, body=BODY, columnists=[bo, ada], by=None, at=NOON, why="First")
    column.headline = "A better headline"
    save_column(column, by=None, at=NOON)
    newest, first = Revision.objects.all()
    assert (first.version, newest.version, column.version) == (1, 2, 2)
    assert (first.snapshot["headline"], newest.snapshot["headline"]) == (
        "A column",
        "A better headline",
    )
    assert newest.snapshot["bylines"] == ["bo-lund", "ada-brook"]
    assert newest.snapshot["body"] == first.snapshot["body"] != ""
    assert first.why == "First"


def test_the_teaser_follows_the_text() -> None:
    column = published()
    save_column(column, body=BODY, by=None, at=NOON)
    assert "Paragraph 0" in Column.objects.get().teaser
    save_column(column, body=BODY.replace("Paragraph 0", "Another"), by=None, at=NOON)
    assert "Another" in Column.objects.get().teaser


@pytest.mark.promise("A refused save changes nothing", section="columns")
def test_a_break_mark_too_low_changes_nothing() -> None:
    column = published()
    save_column(column, body=BODY, by=None, at=NOON)
    before = (CacheVersion.current(), Revision.objects.count())
    column.headline = "Changed"
    with pytest.raises(ValidationError):
        save_column(column, body=BODY + '<hr class="teaser-break"><p>End.</p>', by=None, at=NOON)
    stored = Column.objects.get()
    assert (stored.headline, stored.version) == ("A column", 1)
    assert (CacheVersion.current(), Revision.objects.count()) == before


def test_publishing_without_a_date_means_now() -> None:
    column = published(published_at=None)
    save_column(column, body=BODY, by=None, at=NOON)
    assert Column.objects.get().published_at == NOON


@pytest.mark.parametrize(
    ("state", "live_from"),
    [("published", NOON - timedelta(hours=1)), ("draft", None), ("withdrawn", None)],
)
def test_links_carry_the_date_only_of_what_is_published(
    ada: Columnist, state: str, live_from: datetime | None
) -> None:
    topic = Topic.objects.create(name="Rivers", slug="rivers")
    column = published(state=state)
    save_column(column, body=BODY, columnists=[ada], topics=[topic], by=None, at=NOON)
    assert column.bylines.get().live_from == live_from
    assert column.column_topics.get().live_from == live_from


def test_bylines_keep_their_printed_order(ada: Columnist, bo: Columnist) -> None:
    column = published()
    save_column(column, body=BODY, columnists=[bo, ada, bo], by=None, at=NOON)
    assert [byline.columnist for byline in column.bylines.all()] == [bo, ada]


@pytest.mark.promise(
    "A changed slug redirects; a draft never takes over an old public URL",
    section="columns",
)
def test_an_address_that_was_public_is_kept() -> None:
    column = published("old-words")
    save_column(column, body=BODY, by=None, at=NOON)
    column.slug = "new-words"
    save_column(column, by=None, at=NOON)
    assert OldSlug.objects.get().slug == "old-words"


def test_an_address_that_was_never_public_is_not() -> None:
    column = published("secret-plan", state="draft")
    save_column(column, body=BODY, by=None, at=NOON)
    column.slug = "harmless"
    save_column(column, by=None, at=NOON)
    assert not OldSlug.objects.exists()


@pytest.mark.promise(
    "A changed slug redirects; a draft never takes over an old public URL",
    section="columns",
)
def test_a_draft_does_not_take_an_old_address_from_readers(client: Client) -> None:
    column = published("words", published_at=NOON - timedelta(days=9))
    save_column(column, body=BODY, by=None, at=NOON)
    column.slug = "other-words"
    save_column(column, by=None, at=NOON)
    save_column(published("words", headline="Another", state="draft"), body=BODY, by=None, at=NOON)
    answer = client.get("/columns/words/")
    assert (answer.status_code, answer["Location"]) == (301, "/columns/other-words/")


def test_a_live_column_takes_an_old_address_back(client: Client) -> None:
    column = published("words", published_at=NOON - timedelta(days=9))
    save_column(column, body=BODY, by=None, at=NOON)
    column.slug = "other-words"
    save_column(column, by=None, at=NOON)
    save_column(published("words", headline="Another", wall="free"), body=BODY, by=None, at=NOON)
    assert b"Another" in client.get("/columns/words/").content
    column.slug = "words-of-another"
    save_column(column, by=None, at=NOON)
    assert set(OldSlug.objects.values_list("slug", flat=True)) == {"words", "other-words"}


def test_every_save_bumps_the_cache_version() -> None:
    before = CacheVersion.current()
    save_column(published(), body=BODY, by=None, at=NOON)
    assert CacheVersion.current() > before


@pytest.mark.promise("HTML is sanitized wherever it enters", section="text")
def test_hostile_markup_is_cleaned_at_this_way_in() -> None:
    column = published()
    save_column(column, body=BODY + "<script>alert(1)</script>", by=None, at=NOON)
    assert "script" not in Revision.objects.get().snapshot["body"]
