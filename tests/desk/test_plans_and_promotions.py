"""What is sold, at the desk: plans, prices and promotions.

What was sold keeps its terms; the log tells old and new.
"""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from subscriptions.models import Plan, Price, Promotion, Purchase
from subscriptions.models.money import format_number
from tests.cast import NOON, Person

pytestmark = pytest.mark.promise(
    "A price that was sold keeps its terms, whatever is submitted", section="desk"
)


ROW = ("amount", "currency", "interval", "interval_count", "trial_days", "intro_intervals")
PROMOTION = {"code": " spring 26 ", "percent_off": "25", "intervals": "1"}
ADD_PROMOTION = "/admin/subscriptions/promotion/add/"


def plan_url() -> str:
    return reverse("admin:subscriptions_plan_change", args=[Plan.objects.get().pk])


def filled(**row: Any) -> dict[str, Any]:
    """The form of the one plan with its one price as it stands, and what was typed over it."""
    price = Price.objects.get()
    status = {
        **{name: getattr(price, name) for name in ROW},
        "amount": format_number(price.amount, price.currency),
        "id": price.pk,
        "plan": price.plan_id,
        "listed": "on",
    }
    rows = {f"prices-0-{name}": value for name, value in {**status, **row}.items()}
    head = {"name": "Digital", "seats": 1, "listed": "on", "position": 0}
    return {**head, "prices-TOTAL_FORMS": 1, "prices-INITIAL_FORMS": 1, **rows}


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


@pytest.fixture
def sold(db: None, noon: Any) -> Price:
    price = Price.objects.get()
    Purchase.objects.create(
        kind="subscription",
        email="x@y.example",
        price=price,
        amount=399,
        currency="USD",
        terms_text="",
        terms_shown_at=NOON,
    )
    return price


@pytest.mark.promise("Changes of wall, price and policy are logged", section="desk")
def test_a_price_is_changed_with_its_plan_and_the_log_says_from_what_to_what(
    publisher: Person,
) -> None:
    form_data = {"amount": "4.50", "tax_note": "plus tax", "currency": "eur"}
    sentence = "€4.50 a month, renews on the 18th until you cancel"
    look = publisher.client.post(plan_url(), filled(**form_data))
    assert f"Readers will see: “{sentence}.”" in text(look)
    assert Price.objects.get().money == "$3.99"
    assert (
        publisher.client.post(plan_url(), filled(**form_data, confirmed=sentence)).status_code
        == 302
    )
    price = Price.objects.get()
    assert (price.money, price.tax_note) == ("€4.50", "plus tax")
    entry = LogEntry.objects.get()
    assert entry.user == publisher.user
    for change in ("Amount: 3.99 → 4.50", "Tax note: — → plus tax", "Currency: USD → EUR"):
        assert change in entry.change_message


def new(**row: Any) -> dict[str, Any]:
    """The same form with a second price, as a publisher adds it."""
    status = {
        "currency": "USD",
        "interval": "year",
        "interval_count": 1,
        "trial_days": 0,
        "intro_intervals": 0,
    }
    added = {**status, "plan": Plan.objects.get().pk, "listed": "on", **row}
    return {
        **filled(),
        "prices-TOTAL_FORMS": 2,
        **{f"prices-1-{name}": value for name, value in added.items()},
    }


@pytest.mark.promise(
    "No price goes on sale before the publisher has confirmed its sentence",
    section="buying",
)
def test_nothing_new_is_on_sale_before_it_was_looked_at(publisher: Person) -> None:
    """ "5" is five dollars, and a slip is seen before readers see it."""
    look = text(publisher.client.post(plan_url(), new(amount="5")))
    sentence = "$5 a year, renews each 18 November until you cancel"
    assert f"Readers will see: “{sentence}.”" in look
    assert f'<input type="checkbox" name="prices-1-confirmed" value="{sentence}"' in look
    assert Price.objects.count() == 1
    changed = text(publisher.client.post(plan_url(), new(amount="50", confirmed=sentence)))
    assert "Readers will see: “$50 a year" in changed
    assert Price.objects.count() == 1
    assert publisher.client.post(plan_url(), new(amount="5", confirmed=sentence)).status_code == 302
    assert Price.objects.get(interval="year").amount == 500
    assert Price.objects.listed().filter(interval="year").exists()


def test_an_unlisted_price_needs_no_look(publisher: Person) -> None:
    assert (
        publisher.client.post(plan_url(), new(amount="1500", currency="isk", listed="")).status_code
        == 302
    )
    price = Price.objects.get(interval="year")
    assert (price.money, price.currency, price.listed) == ("1,500\xa0ISK", "ISK", False)
    assert 'value="1500"' in text(publisher.client.get(plan_url()))


def test_each_price_stands_with_its_sentence(publisher: Person) -> None:
    page = text(publisher.client.get(plan_url()))
    assert "$3.99 a month, renews on the 18th until you cancel." in page
    assert "Sold already" not in page


def test_a_sold_price_keeps_its_terms_whatever_is_sent(publisher: Person, sold: Price) -> None:
    assert "Sold already, so its terms stay" in text(publisher.client.get(plan_url()))
    forged = {
        "amount": "0.01",
        "currency": "EUR",
        "interval": "year",
        "interval_count": 2,
        "trial_days": 300,
    }
    publisher.client.post(plan_url(), filled(**forged, tax_note="including VAT"))
    sold.refresh_from_db()
    assert (sold.money, sold.every, sold.trial_days, sold.tax_note) == (
        "$3.99",
        "month",
        0,
        "including VAT",
    )


def test_what_was_sold_cannot_be_deleted(publisher: Person, sold: Price) -> None:
    publisher.client.post(plan_url(), filled(DELETE="on"))
    delete = reverse("admin:subscriptions_plan_delete", args=[sold.plan_id])
    assert publisher.client.post(delete, {"post": "yes"}).status_code == 403
    many = {"action": "delete_selected", "_selected_action": [sold.plan_id], "post": "yes"}
    publisher.client.post(reverse("admin:subscriptions_plan_changelist"), many)
    assert Price.objects.filter(pk=sold.pk).exists()


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"currency": "US"}, "Three letters, as in USD."),
        ({"currency": "U$D"}, "Three letters, as in USD."),
        ({"currency": "QQQ"}, "Nothing can be sold in QQQ"),
        ({"amount": "1,500", "currency": "KWD"}, "This can mean two amounts"),
        ({"amount": "4.999.00"}, "Please type an amount in USD"),
        ({"amount": 0}, "greater than or equal to 1"),
        (
            {"intro_amount": "5", "intro_intervals": 1},
            "An introductory price is lower than the price",
        ),
        ({"intro_amount": "1", "intro_intervals": 2, "interval": "week"}, "needs months or years"),
        ({"interval_count": 99}, "less than or equal to 36"),
    ],
)
def test_a_price_that_cannot_be_is_told(publisher: Person, row: dict[str, Any], told: str) -> None:
    answer = publisher.client.post(plan_url(), filled(**row))
    assert answer.status_code == 200
    assert told in text(answer)
    assert Price.objects.get().money == "$3.99"


def test_a_code_is_kept_in_capitals_and_its_uses_are_shown(publisher: Person) -> None:
    assert publisher.client.post(ADD_PROMOTION, {**PROMOTION, "most_uses": "50"}).status_code == 302
    assert Promotion.objects.get().code == "SPRING26"
    page = text(publisher.client.get("/admin/subscriptions/promotion/"))
    assert "0 of 50" in page
    again = publisher.client.post(ADD_PROMOTION, {**PROMOTION, "code": "Spring26"})
    assert "There is a promotion with this code already." in text(again)


@pytest.mark.parametrize(
    ("said", "field", "told"),
    [
        ({"amount_off": "1", "currency": "USD"}, "percent_off", "one of the two"),
        ({"percent_off": ""}, "percent_off", "one of the two"),
        ({"percent_off": "101"}, "percent_off", "less than or equal to 100"),
        ({"percent_off": "", "amount_off": "1"}, "currency", "An amount needs its currency."),
        ({"currency": "dollars"}, "currency", "at most 3 characters"),
        (
            {
                "starts_at_0": "2026-12-02",
                "starts_at_1": "00:00",
                "ends_at_0": "2026-12-01",
                "ends_at_1": "00:00",
            },
            "ends_at",
            "after",
        ),
    ],
)
def test_a_promotion_that_cannot_be_is_told_beside_the_field(
    publisher: Person, said: dict[str, str], field: str, told: str
) -> None:
    answer = publisher.client.post(ADD_PROMOTION, {**PROMOTION, **said})
    assert told in " ".join(answer.context["adminform"].form.errors[field])
    assert not Promotion.objects.exists()
