"""Tests of the column page: content and headers for each reader, and how soon a change appears."""

import pytest

from accounts.responses import PRIVATE
from articles.models import Column, ColumnText, OldSlug
from articles.publishing.save import save_column
from subscriptions.models import Wall
from tests.articles.opening import ALWAYS_WALLED, FIRST_WORD, LAST_WORD, nothing_was_spent, text
from tests.cast import HOUR, NOON, MakeColumn, Person, prose


@pytest.mark.promise(
    "Public pages can be shared by caches, set no cookie, and answer 304 to their ETag",
    section="http",
)
def test_a_free_column_may_be_shared_by_caches(visitor: Person, make_column: MakeColumn) -> None:
    answer = visitor.reads(make_column(Wall.FREE))
    assert LAST_WORD in text(answer)
    assert answer["Cache-Control"] == "public, max-age=0, s-maxage=60"
    assert "Cookie" in answer["Vary"]
    assert not answer.cookies
    assert nothing_was_spent()


@pytest.mark.promise(
    "A granted page is private; walls and pages of signed-in readers are never stored",
    section="http",
)
def test_a_granted_text_stays_in_the_browser(visitor: Person, make_column: MakeColumn) -> None:
    answer = visitor.reads(make_column())
    assert LAST_WORD in text(answer)
    assert answer["Cache-Control"] == "private, no-cache"


@pytest.mark.promise(
    "A granted page is private; walls and pages of signed-in readers are never stored",
    section="http",
)
@pytest.mark.parametrize("wall", ALWAYS_WALLED)
def test_the_wall_is_kept_by_nobody(wall: Wall, visitor: Person, make_column: MakeColumn) -> None:
    answer = visitor.reads(make_column(wall))
    assert answer.status_code == 200
    assert answer["Cache-Control"] == PRIVATE
    assert "ETag" not in answer
    assert not answer.cookies
    assert FIRST_WORD in text(answer)
    assert LAST_WORD not in text(answer)
    assert "csrfmiddlewaretoken" not in text(answer)
    assert "nonce" not in text(answer)


@pytest.mark.promise(
    "A granted page is private; walls and pages of signed-in readers are never stored",
    section="http",
)
def test_signed_in_pages_are_kept_by_nobody(
    subscriber: Person, registered: Person, editor: Person, make_column: MakeColumn
) -> None:
    assert subscriber.reads(make_column())["Cache-Control"] == PRIVATE
    assert editor.reads(make_column())["Cache-Control"] == PRIVATE
    assert registered.reads(make_column(Wall.FREE))["Cache-Control"] == PRIVATE


@pytest.mark.promise(
    "Two columns that differ only in hidden text give identical responses",
    section="paywall",
)
@pytest.mark.parametrize("wall", ALWAYS_WALLED)
def test_columns_that_differ_only_in_hidden_text_look_the_same(
    wall: Wall, visitor: Person, make_column: MakeColumn
) -> None:
    """Compare the bytes, so that not even the length tells how much is hidden."""
    column = make_column(wall, body=prose(6))
    before = visitor.reads(column)
    hidden = prose(6) + "".join(f"<p>{'another thought ' * 50}{n}</p>" for n in range(20))
    save_column(column, body=hidden, by=None, at=NOON)
    after = visitor.reads(column)
    assert after.content == before.content
    assert dict(after.headers) == dict(before.headers)


@pytest.mark.promise("A change is visible at the next request", section="http")
def test_a_change_of_text_or_wall_reaches_the_next_request(
    visitor: Person, make_column: MakeColumn
) -> None:
    column = make_column()
    visitor.reads(column)
    save_column(column, body=prose(6).replace(LAST_WORD, "amended"), by=None, at=NOON)
    assert "amended" in text(visitor.reads(column))
    column.wall = Wall.SUBSCRIBERS
    save_column(column, by=None, at=NOON)
    assert "amended" not in text(visitor.reads(column))
    column.state = Column.State.WITHDRAWN
    save_column(column, by=None, at=NOON)
    assert visitor.reads(column).status_code == 410


def test_the_desk_reading_a_free_column_does_not_mark_it_as_walled(
    editor: Person, visitor: Person, make_column: MakeColumn
) -> None:
    """Readers and staff share a cached page, which must not depend on who came first."""
    column = make_column(Wall.FREE)
    first = text(visitor.reads(column))
    other = make_column(Wall.FREE, headline=column.headline, slug="other")
    editor.reads(other)
    second = text(visitor.reads(other))
    assert ("isAccessibleForFree" in first) == ("isAccessibleForFree" in second)
    assert first.count("true") == second.count("true")


@pytest.mark.promise(
    "A draft or embargoed column gets the same 404 as an unknown URL, and its old URL reveals"
    " nothing",
    section="paywall",
)
def test_an_old_address_leads_on_only_where_it_may(
    visitor: Person, editor: Person, make_column: MakeColumn
) -> None:
    column = make_column()
    OldSlug.objects.create(slug="before", column=column)
    answer = visitor.client.get("/columns/before/")
    assert (answer.status_code, answer["Location"]) == (301, column.get_absolute_url())
    Column.objects.filter(pk=column.pk).update(state="draft", slug="secret-plan")
    answer = visitor.client.get("/columns/before/")
    assert answer.status_code == 404
    assert "secret-plan" not in text(answer)
    assert nothing_was_spent()


@pytest.mark.promise(
    "A draft or embargoed column gets the same 404 as an unknown URL, and its old URL reveals"
    " nothing",
    section="paywall",
)
def test_an_embargoed_column_is_like_none(
    visitor: Person, subscriber: Person, make_column: MakeColumn
) -> None:
    column = make_column(published_at=NOON + HOUR, headline="Not before tomorrow")
    for person in (visitor, subscriber):
        answer = person.reads(column)
        assert answer.status_code == 404
        assert "Not before tomorrow" not in text(answer)
    assert ColumnText.objects.filter(pk=column.pk).exists()
