"""/subscribe/ and /account/reading/."""

from datetime import UTC, datetime
from typing import Any

import pytest

from accounts.responses import PRIVATE
from articles.models import Column
from subscriptions.models import Plan, Price
from tests.cast import MakeColumn, Person

READING = "/account/reading/"


def page(person: Person, address: str = READING) -> str:
    answer = person.client.get(address)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == PRIVATE
    return str(answer.content.decode())


@pytest.mark.promise("The offer on the wall comes from the database", section="meter")
def test_the_offer_comes_out_of_the_database(visitor: Person) -> None:
    assert "<strong>$3.99</strong> a month" in page(visitor, "/subscribe/")
    plan = Plan.objects.get()
    Price.objects.create(plan=plan, amount=4000, currency="EUR", interval="year")
    Price.objects.create(plan=plan, amount=1, listed=False)
    hidden = Plan.objects.create(name="Hidden", listed=False)
    Price.objects.create(plan=hidden, amount=5)
    text = page(visitor, "/subscribe/")
    assert "<strong>€40</strong> a year" in text
    assert "$0.01" not in text
    assert "Hidden" not in text


def test_nothing_for_sale_is_said_plainly(visitor: Person) -> None:
    Plan.objects.update(listed=False)
    assert "Nothing is for sale at the moment." in page(visitor, "/subscribe/")


def test_subscriptions_are_not_open_yet(visitor: Person, registered: Person) -> None:
    for person in (visitor, registered):
        assert "Subscriptions are not open yet." in page(person, "/subscribe/")
    assert "A free account gives you 5 columns a month." in page(visitor, "/subscribe/")
    assert "Create a free account" not in page(registered, "/subscribe/")


@pytest.mark.parametrize(
    ("wanted", "kept"),
    [
        ("/columns/x/", "next=%2Fcolumns%2Fx%2F"),
        ("https://evil.example/", "next=%2F"),
        ("//evil.example/", "next=%2F"),
        ("/\\evil.example", "next=%2F"),
        ("javascript:alert(1)", "next=%2F"),
        ("http://testserver/columns/x/", "next=http%3A%2F%2Ftestserver%2Fcolumns%2Fx%2F"),
    ],
)
def test_the_way_back_stays_on_this_site(wanted: str, kept: str, visitor: Person) -> None:
    answer = visitor.client.get("/subscribe/", {"next": wanted}).content.decode()
    assert f'href="/accounts/signup/?{kept}"' in answer
    assert f'href="/accounts/login/?{kept}"' in answer
    assert "evil.example" not in answer


def test_before_the_first_reading(visitor: Person) -> None:
    text = page(visitor)
    assert "You have 3 free columns left this month." in text
    assert "No column has been counted this month." in text
    assert "return on" not in text
    assert "A free account gives you 5 columns a month." in text


@pytest.mark.promise(
    "`/account/reading/` shows which columns counted and when they return",
    section="meter",
)
def test_what_was_read_and_when_it_returns(visitor: Person, make_column: MakeColumn) -> None:
    columns = [make_column(headline=f"Argument {n}") for n in range(3)]
    for column in columns:
        visitor.reads(column)
    text = page(visitor)
    positions = [
        text.index(f'<a href="{column.get_absolute_url()}"><bdi>{column.headline}</bdi>')
        for column in columns
    ]
    assert positions == sorted(positions)
    assert "You’ve read all 3 of your free columns this month." in text
    assert "Your free columns return on 1 December." in text
    assert "18 November 2026" in text


def test_the_dates_are_the_sites_own(
    visitor: Person, make_column: MakeColumn, settings: Any, noon: Any
) -> None:
    settings.TIME_ZONE = "Pacific/Kiritimati"  # 14 hours ahead: the 19th has begun
    visitor.reads(make_column())
    assert "19 November 2026" in page(visitor)


@pytest.mark.parametrize("fate", ["deleted", "withdrawn"])
def test_a_column_taken_down_is_not_named(
    fate: str, registered: Person, make_column: MakeColumn
) -> None:
    column = make_column(headline="Regretted")
    registered.reads(column)
    if fate == "deleted":
        column.delete()
    else:
        Column.objects.filter(pk=column.pk).update(state="withdrawn")
    text = page(registered)
    assert "A column that is not shown here any more" in text
    assert "Regretted" not in text
    assert "You have 4 free columns left this month." in text


def test_an_account_is_not_offered_to_who_has_one(registered: Person, unverified: Person) -> None:
    assert "A free account" not in page(registered)
    assert "Once your address is verified you have 5 columns a month." in page(unverified)


def test_for_a_subscriber_nothing_is_counted(
    subscriber: Person, gifted: Person, make_column: MakeColumn
) -> None:
    for person in (subscriber, gifted):
        person.reads(make_column())
        text = page(person)
        assert "You may read everything, so nothing is counted." in text
        assert "left this month" not in text


def test_last_months_reads_are_gone(visitor: Person, make_column: MakeColumn, noon: Any) -> None:
    visitor.reads(make_column())
    noon.move_to(datetime(2026, 12, 1, tzinfo=UTC))
    assert "No column has been counted this month." in page(visitor)


def test_a_headline_is_text_not_markup(visitor: Person, make_column: MakeColumn) -> None:
    visitor.reads(make_column(headline="<b>Bold</b> & brave"))
    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; brave" in page(visitor)


@pytest.mark.parametrize("address", ["/subscribe/", READING])
def test_only_reading_is_allowed(address: str, visitor: Person) -> None:
    assert visitor.client.post(address).status_code == 405
    assert visitor.client.head(address).status_code == 200
