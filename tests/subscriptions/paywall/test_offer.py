"""The offer page with its sentences, and the page with the terms before payment."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from subscriptions.gateways.sandbox.gateway import SandboxGateway
from subscriptions.models import Plan, Price, Purchase
from tests.cast import Person
from tests.sandbox import Subscribe


def text(answer: Any) -> str:
    """Return the text without tags."""
    return " ".join(re.sub(r"<[^>]+>", "", answer.content.decode()).split())


def review(price: Price) -> str:
    return reverse("subscriptions:review", args=[price.pk])


@pytest.mark.promise(
    "Total price and renewal are stated plainly for every kind of price",
    section="buying",
)
def test_total_price_and_renewal_are_said_plainly(
    sandbox: SandboxGateway, monthly: Price, yearly: Price
) -> None:
    page = text(Client().get("/subscribe/"))
    assert "$3.99 a month, renews on the 18th until you cancel" in page
    assert "$40 a year, renews each 18 November until you cancel" in page
    assert "Including VAT. Saves $7.88 a year." in page


def test_what_comes_before_the_price_is_said_first(
    sandbox: SandboxGateway, with_trial: Price
) -> None:
    assert "Free for 14 days, then $5 a month from 2 December 2026 until you cancel." in text(
        Client().get("/subscribe/")
    )


def test_a_household_says_for_how_many(sandbox: SandboxGateway) -> None:
    plan = Plan.objects.create(name="Household", seats=4)
    Price.objects.create(plan=plan, amount=699)
    assert "For 4 people: you and 3 you invite." in text(Client().get("/subscribe/"))


def test_what_is_hidden_is_not_shown(
    sandbox: SandboxGateway, monthly: Price, yearly: Price
) -> None:
    Price.objects.filter(pk=yearly.pk).update(listed=False)
    assert "$40" not in text(Client().get("/subscribe/"))
    Plan.objects.update(listed=False)
    assert "Nothing is for sale at the moment." in text(Client().get("/subscribe/"))


@pytest.mark.promise(
    "Without a provider prices are shown but nothing can be bought, and the sandbox's pages do not"
    " exist",
    section="buying",
)
def test_without_a_provider_prices_show_and_nothing_can_be_bought(
    registered: Person, monthly: Price
) -> None:
    page = Client().get("/subscribe/")
    assert page.status_code == 200
    assert "$3.99" in text(page)
    assert "Subscriptions are not open yet." in text(page)
    assert review(monthly) not in page.content.decode()
    assert registered.client.get(review(monthly)).status_code == 302
    assert registered.client.post(review(monthly), {"pay": "1"}).status_code == 302
    assert not Purchase.objects.exists()


@pytest.mark.promise("The buyer returns to the column, and only to this site", section="buying")
def test_the_way_back_to_the_column_is_kept(
    sandbox: SandboxGateway, registered: Person, monthly: Price
) -> None:
    page = registered.client.get("/subscribe/?next=/columns/a/")
    assert f"{review(monthly)}?next=%2Fcolumns%2Fa%2F" in page.content.decode()
    registered.client.post(review(monthly), {"pay": "1", "next": "/columns/a/"})
    assert Purchase.objects.get().next_path == "/columns/a/"


@pytest.mark.promise("The buyer returns to the column, and only to this site", section="buying")
@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"]
)
def test_nobody_is_led_off_the_site(
    elsewhere: str, sandbox: SandboxGateway, registered: Person, monthly: Price
) -> None:
    registered.client.post(review(monthly), {"pay": "1", "next": elsewhere})
    assert Purchase.objects.get().next_path == ""


def test_somebody_new_signs_up_on_the_way(
    sandbox: SandboxGateway, visitor: Person, monthly: Price
) -> None:
    answer = visitor.client.get(review(monthly))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/signup/?next=/subscribe/")


def test_a_subscriber_is_shown_the_account_instead(
    sandbox: SandboxGateway, registered: Person, monthly: Price, subscribe: Subscribe
) -> None:
    subscribe(registered.user)
    page = registered.client.get("/subscribe/")
    assert "You have a subscription already." in text(page)
    assert review(monthly) not in page.content.decode()
    assert registered.client.get(review(monthly)).status_code == 302


def test_a_price_hidden_while_one_looks_is_not_sold(
    sandbox: SandboxGateway, registered: Person, monthly: Price
) -> None:
    Price.objects.update(listed=False)
    answer = registered.client.post(review(monthly), {"pay": "1"})
    assert answer.status_code == 409
    assert "no longer for sale" in text(answer)


@pytest.mark.promise(
    "While the provider is down the purchase page says so and loses nothing",
    section="buying",
)
def test_while_the_provider_is_down_buying_says_so_and_keeps_the_code(
    sandbox: SandboxGateway, registered: Person, monthly: Price, provider_down: Callable[[], Any]
) -> None:
    with provider_down():
        answer = registered.client.post(review(monthly), {"pay": "1", "code": ""})
    assert answer.status_code == 503
    assert "Nothing has been charged" in text(answer)


def test_somebody_elses_purchase_has_no_page(
    sandbox: SandboxGateway, open_purchase: Purchase, registered: Person
) -> None:
    where = reverse("subscriptions:paid", args=[open_purchase.reference])
    assert registered.client.get(where).status_code == 404
    assert Client().get(where).status_code == 404


@pytest.mark.promise(
    "While the provider is down the purchase page says so and loses nothing",
    section="buying",
)
def test_money_on_its_way_is_waited_for(
    sandbox: SandboxGateway, open_purchase: Purchase, provider_down: Callable[[], Any]
) -> None:
    client = Client()
    assert open_purchase.user is not None
    client.force_login(open_purchase.user)
    with provider_down():
        answer = client.get(reverse("subscriptions:paid", args=[open_purchase.reference]))
    assert (answer.status_code, answer["Refresh"]) == (200, "5")
    assert "nothing is lost" in text(answer)


@pytest.mark.promise(
    "Without a provider prices are shown but nothing can be bought, and the sandbox's pages do not"
    " exist",
    section="buying",
)
@pytest.mark.parametrize(
    "path", ["/sandbox/pay/sandbox_page_x/", "/sandbox/portal/sandbox_customer_x/"]
)
def test_the_sandboxs_pages_are_there_for_the_sandbox_alone(
    path: str, db: None, settings: Any
) -> None:
    settings.GATEWAY = ""
    assert Client().get(path).status_code == 404
    settings.GATEWAY = "stripe"
    assert Client().post(path, {"choice": "pay"}).status_code == 404


@pytest.mark.promise(
    "Open pay pages close once one is paid, and attempts with codes and orders are limited",
    section="buying",
)
def test_codes_are_not_tried_for_ever(
    sandbox: SandboxGateway, registered: Person, monthly: Price
) -> None:
    answers = [
        registered.client.post(review(monthly), {"look": "1", "code": f"GUESS{n}"})
        for n in range(31)
    ]
    assert [answer.status_code for answer in answers[-2:]] == [200, 429]
    assert "Too many codes in a short time" in text(answers[-1])
    assert registered.client.post(review(monthly), {"pay": "1", "code": ""}).status_code == 302


@pytest.mark.promise(
    "Open pay pages close once one is paid, and attempts with codes and orders are limited",
    section="buying",
)
def test_what_was_left_open_in_another_window_closes(
    sandbox: SandboxGateway, registered: Person, monthly: Price, yearly: Price, subscribe: Subscribe
) -> None:
    registered.client.post(review(yearly), {"pay": "1"})
    left = Purchase.objects.get()
    subscribe(registered.user)
    left.refresh_from_db()
    assert left.state == Purchase.State.EXPIRED
    assert sandbox.retrieve_checkout(left.session_id).state == "expired"


def test_who_reads_already_is_told_before_paying(
    sandbox: SandboxGateway, gifted: Person, monthly: Price
) -> None:
    page = text(gifted.client.get(review(monthly)))
    assert "You can read everything already. A subscription would begin today all the same." in page


@pytest.mark.promise(
    "After paying the reader returns to the column, or to the account page with a welcome",
    section="buying",
)
@pytest.mark.parametrize(
    ("back_to", "lands"), [("", "/account/"), ("/", "/account/"), ("/columns/a/", "/columns/a/")]
)
def test_paid_one_lands_where_it_shows(
    back_to: str, lands: str, sandbox: SandboxGateway, registered: Person, monthly: Price
) -> None:
    """The column itself, or the account page with a welcome message: no message is left for a later
    page.
    """
    registered.client.post(review(monthly), {"pay": "1", "next": back_to})
    purchase = Purchase.objects.get()
    sandbox.pay(purchase.session_id)
    answer = registered.client.get(reverse("subscriptions:paid", args=[purchase.reference]))
    assert answer["Location"] == lands
    assert ("Your subscription has begun" in text(registered.client.get("/account/"))) is (
        lands == "/account/"
    )
