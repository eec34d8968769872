"""Tests of redirects from former slugs of columnists, topics and series."""

from typing import Any

import pytest

from articles.models import Columnist, OldName, Series, Topic
from tests.cast import Person

pytestmark = pytest.mark.promise(
    "A changed URL of a columnist, topic or series redirects for ever, and so does its feed",
    section="columns",
)


MODELS: dict[str, Any] = {"columnists": Columnist, "topics": Topic, "series": Series}


@pytest.mark.parametrize("place", MODELS)
def test_a_changed_address_leads_on_for_ever(visitor: Person, place: str) -> None:
    named = MODELS[place]._default_manager.create(name="Harbours", slug="first")
    for slug in ("second", "third"):
        named.slug = slug
        named.save()
    for old in ("first", "second"):
        answer = visitor.client.get(f"/{place}/{old}/")
        assert (answer.status_code, answer.headers["Location"]) == (301, f"/{place}/third/")
    assert visitor.client.get(f"/{place}/third/").status_code == 200


@pytest.mark.parametrize("place", ["columnists", "topics"])
def test_feeds_lead_on_too(visitor: Person, place: str) -> None:
    named = MODELS[place]._default_manager.create(name="Harbours", slug="first")
    named.slug = "second"
    named.save()
    assert (
        visitor.client.get(f"/{place}/first/feed/").headers["Location"] == f"/{place}/second/feed/"
    )


def test_who_takes_an_old_address_keeps_it(visitor: Person) -> None:
    old = Topic.objects.create(name="Old", slug="ports")
    old.slug = "harbours"
    old.save()
    new = Topic.objects.create(name="New", slug="ports")
    assert visitor.client.get("/topics/ports/").status_code == 200
    assert not OldName.objects.exists()
    new.slug = "docks"
    new.save()
    assert visitor.client.get("/topics/ports/").headers["Location"] == "/topics/docks/"


def test_an_address_that_comes_back_leads_nowhere_else(visitor: Person) -> None:
    topic = Topic.objects.create(name="Ports", slug="ports")
    for slug in ("harbours", "ports"):
        topic.slug = slug
        topic.save()
    assert visitor.client.get("/topics/ports/").status_code == 200
    assert visitor.client.get("/topics/harbours/").headers["Location"] == "/topics/ports/"


def test_kinds_do_not_mix_and_a_deleted_name_is_not_found(visitor: Person) -> None:
    topic = Topic.objects.create(name="Ports", slug="ports")
    topic.slug = "harbours"
    topic.save()
    assert visitor.client.get("/series/ports/").status_code == 404
    topic.delete()
    assert visitor.client.get("/topics/ports/").status_code == 404


def test_a_bad_page_of_a_list_is_still_not_found(visitor: Person) -> None:
    Topic.objects.create(name="Ports", slug="ports")
    assert visitor.client.get("/topics/ports/?before=x").status_code == 404


def test_a_slug_changed_at_the_desk_leads_on(editor: Person, visitor: Person) -> None:
    topic = Topic.objects.create(name="Ports", slug="ports")
    form = {"name": "Ports", "slug": "harbours", "description": ""}
    assert editor.client.post(f"/admin/articles/topic/{topic.pk}/change/", form).status_code == 302
    assert visitor.client.get("/topics/ports/").headers["Location"] == "/topics/harbours/"


@pytest.mark.promise("Permanent redirects preserve the query string", section="columns")
@pytest.mark.parametrize("place", MODELS)
@pytest.mark.parametrize(
    "query", ["?before=2026-01-01", "?utm_source=mail&x=%C3%A9%2F", "?q=a%0d%0ab"]
)
def test_a_redirect_preserves_the_query_string(visitor: Person, place: str, query: str) -> None:
    named = MODELS[place]._default_manager.create(name="Harbours", slug="first")
    named.slug = "second"
    named.save()
    assert (
        visitor.client.get(f"/{place}/first/{query}").headers["Location"]
        == f"/{place}/second/{query}"
    )
