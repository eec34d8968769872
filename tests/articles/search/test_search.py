"""Tests of search: everybody finds free text; hidden words only entitled readers and the desk."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.core.management import call_command

from accounts.models import User
from accounts.reader import Reader
from articles.models import Column, SearchEntry, Source, Topic
from articles.search import backends, index
from articles.search.terms import Term, fold, terms
from subscriptions.models import Entitlement
from tests.articles.printing import BODY, HIDDEN, columnist, print_column
from tests.cast import NOON

pytestmark = pytest.mark.django_db
STRANGER = Reader()


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def slugs_for(query: str, reader: Reader = STRANGER) -> list[str]:
    return [column.slug for column in index.find(terms(query), reader, at=NOON, limit=50)]


def someone(*, is_staff: bool = False) -> User:
    return User.objects.create_user(
        email=f"reader{User.objects.count()}@example.org", is_staff=is_staff
    )


def entitled() -> Reader:
    user = someone()
    Entitlement.objects.create(
        user=user, starts_at=NOON - timedelta(days=1), ends_at=NOON + timedelta(seconds=1)
    )
    return Reader(user=user)


@pytest.mark.promise(
    "Search finds hidden words only for readers who may read them",
    section="paywall",
)
@pytest.mark.parametrize("wall", ["registered", "metered", "subscribers"])
def test_a_hidden_word_is_found_only_by_those_who_may_read_it(wall: str) -> None:
    print_column("walled", wall=wall)
    assert slugs_for(HIDDEN) == []
    assert slugs_for(f"harbours {HIDDEN}") == []
    assert slugs_for(HIDDEN, Reader(user=someone())) == []
    assert slugs_for(HIDDEN, entitled()) == ["walled"]


def test_an_entitlement_counts_only_while_it_is_in_force() -> None:
    print_column("walled")
    reader = entitled()
    Entitlement.objects.update(ends_at=NOON)
    assert slugs_for(HIDDEN, reader) == []


def test_the_desk_searches_in_texts_and_a_columnist_does_not() -> None:
    print_column("walled")
    editor, writer = someone(is_staff=True), someone(is_staff=True)
    may_view = Permission.objects.get(codename="view_column")
    editor.user_permissions.add(may_view, Permission.objects.get(codename="see_every_column"))
    writer.user_permissions.add(may_view)
    assert slugs_for(HIDDEN, Reader(user=editor)) == ["walled"]
    assert slugs_for(HIDDEN, Reader(user=writer)) == []
    editor.is_staff = False
    assert slugs_for(HIDDEN, Reader(user=editor)) == []


def test_the_body_of_a_free_column_is_found_by_everyone() -> None:
    print_column("open", wall="free")
    assert slugs_for(HIDDEN) == ["open"]


def test_everything_printed_on_a_card_is_found() -> None:
    column = print_column(
        "card",
        headline="Lighthouses",
        standfirst="Why keepers stay",
        by="Zoë Will",
        topic="Shipping",
        body=BODY,
    )
    for query in (
        "lighthouse",
        "keeper stay",
        "zoe",
        "ZOË",
        "will",
        "shipping",
        "harbours tides",
        "light",
    ):
        assert slugs_for(query) == [column.slug], query
    assert slugs_for("Ada") == []


def test_a_wall_that_was_put_up_past_the_desk_hides_at_once() -> None:
    print_column("open", wall="free")
    Column.objects.update(wall="subscribers")
    assert slugs_for(HIDDEN) == []
    call_command("reindex_search")
    assert slugs_for("harbours") == ["open"]
    assert slugs_for(HIDDEN) == []


def test_an_agency_column_that_may_not_be_metered_is_open() -> None:
    source = Source.objects.create(name="Coast Wire")
    print_column("wire", source=source, wall="metered")
    assert slugs_for(HIDDEN) == ["wire"]
    assert slugs_for("coast wire") == ["wire"]
    Column.objects.update(may_wall=True)
    assert slugs_for(HIDDEN) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "draft"},
        {"state": "withdrawn"},
        {"published_at": NOON + timedelta(seconds=1)},
        {"expires_at": NOON},
    ],
)
def test_only_what_is_live_is_found(fields: dict[str, Any]) -> None:
    print_column("gone", **fields)
    assert slugs_for("harbours", entitled()) == []


def test_withdrawing_and_deleting_take_the_words_away() -> None:
    column, gone = print_column("kept"), print_column("gone")
    assert set(slugs_for("harbours")) == {"kept", "gone"}
    print_column("kept", state="withdrawn")
    gone.delete()
    assert slugs_for("harbours", entitled()) == []
    everyone = [Term(("harbours",))]
    assert backends.find(backends.EVERYONE, everyone, at=NOON, limit=5, offset=0) == []
    assert not SearchEntry.objects.filter(column__in=[column.pk, gone.pk]).exists()


def test_the_newest_comes_first_whatever_order_they_were_saved_in() -> None:
    for slug, days in (("middle", 2), ("oldest", 3), ("newest", 1)):
        print_column(slug, published_at=NOON - timedelta(days=days))
    assert slugs_for("harbours") == ["newest", "middle", "oldest"]
    print_column("oldest", published_at=NOON - timedelta(hours=1))
    assert slugs_for("harbours") == ["oldest", "newest", "middle"]


def test_a_new_name_is_found_and_the_old_one_is_not() -> None:
    print_column("named", by="Ada Brook", topic="Shipping")
    writer = columnist("Ada Brook")
    writer.name = "Ada Lund"
    writer.save()
    assert slugs_for("lund") == ["named"]
    assert slugs_for("brook") == []
    Topic.objects.update(name="Sailing")
    call_command("reindex_search")
    assert slugs_for("sailing") == ["named"]
    assert slugs_for("shipping") == []


def test_far_and_early_dates_have_a_place() -> None:
    print_column("early", published_at=NOON.replace(year=1912))
    print_column("far", published_at=NOON.replace(year=9998))
    assert slugs_for("harbours") == ["early"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("two  words", [Term(("two",)), Term(("words",), is_prefix=True)]),
        ('"side by side" far', [Term(("side", "by", "side")), Term(("far",), is_prefix=True)]),
        ('"whole"', [Term(("whole",))]),
        ('"never closed', [Term(("never", "closed"))]),
        ("don’t", [Term(("don", "t"), joined="dont")]),
        ("NEAR(a b)", [Term(("near", "a")), Term(("b",))]),
        ("* - ( ) ^ : \" '", []),
    ],
)
def test_a_question_becomes_terms(query: str, expected: list[Term]) -> None:
    assert terms(query) == expected


def test_accents_and_case_fall() -> None:
    assert fold("ŻÓŁĆ Straße Zoë 한국") == ["zolc", "strasse", "zoe", "한국"]


def test_words_side_by_side() -> None:
    print_column("one", headline="Green tide")
    print_column("two", headline="Tide of green")
    assert slugs_for('"green tide"') == ["one"]
    assert set(slugs_for("green tide")) == {"one", "two"}


def test_a_long_text_can_be_saved_and_found() -> None:
    words = " ".join(f"w{number}é" for number in range(60_000))
    print_column("long", body=f"<p>Opening.</p><p>{words}</p><p>{'z' * 3000}</p>", wall="free")
    assert slugs_for("opening") == ["long"]
    assert slugs_for("w17e") == ["long"]


def test_a_mark_inside_a_word_hides_nothing() -> None:
    marked = "<p><strong>W</strong>ashington un<em>believ</em>able one<br>two</p>"
    print_column("open", wall="free", body=marked)
    assert [slugs_for(word) for word in ("washington", "unbelievable", "two")] == [["open"]] * 3
    assert slugs_for("onetwo") == []
