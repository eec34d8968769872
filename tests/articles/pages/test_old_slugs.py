"""Tests of redirects from former slugs of columns, also if an unpublished column has taken the
slug.
"""

from typing import Any

import pytest

from articles.models import Column, OldSlug
from articles.receivers import _column_at
from tests.cast import DAY, HOUR, NOON, MakeColumn, Person

pytestmark = [
    pytest.mark.usefixtures("noon"),
    pytest.mark.promise(
        "An old URL redirects until the column that took its slug is public", section="columns"
    ),
]
NOT_PUBLIC: list[dict[str, Any]] = [
    {"state": "draft", "published_at": None},
    {"state": "in-review", "published_at": NOON - DAY},
    {"state": "approved", "published_at": NOON + DAY},
    {"state": "published", "published_at": NOON + HOUR},
]


@pytest.fixture
def moved(make_column: MakeColumn) -> Column:
    column = make_column(slug="now-here", headline="Moved")
    OldSlug.objects.create(column=column, slug="once-here")
    return column


@pytest.mark.parametrize("owner", NOT_PUBLIC, ids=str)
@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/columns/once-here/", "/columns/now-here/"),
        (
            "/columns/once-here/?utm_source=mail&a=%C3%A9",
            "/columns/now-here/?utm_source=mail&a=%C3%A9",
        ),
        ("/columns/Once-Here/)", "/columns/now-here/"),
        ("/columns/Once-Here/)?page=2", "/columns/now-here/?page=2"),
        ("/columns/once-here/comments/", "/columns/now-here/comments/"),
        ("/columns/once-here/comments/?order=newest", "/columns/now-here/comments/?order=newest"),
    ],
)
def test_a_draft_that_takes_the_slug_hides_no_redirect(
    visitor: Person,
    make_column: MakeColumn,
    moved: Column,
    owner: dict[str, Any],
    path: str,
    target: str,
) -> None:
    make_column(slug="once-here", headline="Secret", **owner)
    answer = visitor.client.get(path)
    assert (answer.status_code, answer.headers["Location"]) == (301, target)
    assert _column_at("once-here") == moved.pk


def test_the_column_that_took_the_slug_has_it_once_it_is_public(
    visitor: Person, make_column: MakeColumn, moved: Column
) -> None:
    taker = make_column(slug="once-here", headline="Taker")
    assert visitor.client.get("/columns/once-here/").status_code == 200
    assert visitor.client.get("/columns/Once-Here/)").headers["Location"] == "/columns/once-here/"
    assert _column_at("once-here") == taker.pk
    taker.state = Column.State.WITHDRAWN
    taker.save()
    assert visitor.client.get("/columns/once-here/").status_code == 410


def test_a_redirect_to_what_is_not_public_stays_closed(
    visitor: Person, make_column: MakeColumn
) -> None:
    hidden = make_column(slug="now-here", state="draft", published_at=None)
    OldSlug.objects.create(column=hidden, slug="once-here")
    make_column(slug="taker", state="draft", published_at=None)
    for path in ("/columns/once-here/", "/columns/Once-Here/)", "/columns/once-here/comments/"):
        assert visitor.client.get(path).status_code == 404, path


def test_the_desk_sees_the_draft_that_took_the_slug(
    editor: Person, make_column: MakeColumn, moved: Column
) -> None:
    make_column(slug="once-here", headline="Secret", state="draft", published_at=None)
    assert "Secret" in editor.client.get("/columns/once-here/").content.decode()
