"""The form to buy a gift, and the buyer's page."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from subscriptions.gateways.sandbox.gateway import SandboxGateway
from subscriptions.gifts import orders
from subscriptions.models import Gift
from tests.cast import NOON, Person
from tests.gift_orders import BOB, BUYER, BuyGift, length_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.promise("A gift is bought once and delivered once on its day", section="buying"),
]
FORM = reverse("subscriptions:gift")


def filled(**typed: str) -> dict[str, str]:
    return {
        "length": length_of("6 months").key,
        "way": "mail",
        "recipient_email": BOB,
        "email": BUYER,
        **typed,
    }


def test_without_a_provider_the_page_says_so(visitor: Person, settings: Any) -> None:
    settings.GATEWAY = ""
    page = visitor.client.get(FORM)
    assert page.status_code == 200
    assert "can’t be bought yet" in page.content.decode()
    assert visitor.client.post(FORM, filled()).status_code == 200
    assert not Gift.objects.exists()


def test_prices_and_that_nothing_renews_are_on_the_page(
    visitor: Person, sandbox: SandboxGateway
) -> None:
    page = visitor.client.get(FORM)
    text = page.content.decode()
    assert "6 months of Digital <strong>$23.94</strong>" in text
    assert "You pay once. Nothing renews" in text
    assert "no-store" in page["Cache-Control"]


def test_a_stranger_pays_without_an_account(visitor: Person, sandbox: SandboxGateway) -> None:
    answer = visitor.client.post(FORM, filled(message="Happy birthday"))
    gift = Gift.objects.get()
    assert answer["Location"] == gift.purchase.pay_url
    assert (gift.purchase.user, gift.purchase.email) == (None, BUYER)
    assert (gift.recipient_email, gift.message, gift.deliver_at) == (BOB, "Happy birthday", NOON)
    sandbox.pay(gift.purchase.session_id)
    back = visitor.client.get(
        reverse("subscriptions:paid", args=[gift.purchase.reference]), follow=True
    )
    assert back.redirect_chain[-1][0] == reverse(
        "subscriptions:gift-bought", args=[gift.purchase.reference]
    )
    assert orders.code_of(Gift.objects.get()) in back.content.decode()


def test_a_reader_finds_the_own_address_in_the_form(
    registered: Person, sandbox: SandboxGateway
) -> None:
    assert f'value="{registered.user.email}"' in registered.client.get(FORM).content.decode()
    registered.client.post(FORM, filled())
    assert Gift.objects.get().purchase.user == registered.user


WRONG = [
    ({"length": "999x1"}, "not for sale any more"),
    ({"length": ""}, "choose how long"),
    ({"recipient_email": ""}, "Where shall we send it?"),
    ({"recipient_email": "bob"}, "complete e-mail address"),
    ({"email": ""}, "so that the receipt reaches you"),
    ({"deliver_on": "2026-11-17"}, "That day is over"),
    ({"deliver_on": "2027-11-19"}, "until 18 November 2027"),
    ({"deliver_on": "soon"}, "valid date"),
    ({"message": "Look at https://trap.example"}, "leave web addresses out"),
    ({"from_name": "www.trap.example"}, "leave web addresses out"),
    ({"message": "x" * 601}, "at most 600"),
    ({"recipient_name": "Bob\u202egnp.exe"}, "invisible character"),
]


@pytest.mark.parametrize(("typed", "said"), WRONG)
def test_what_is_wrong_is_said_and_the_rest_stays(
    visitor: Person, sandbox: SandboxGateway, typed: dict[str, str], said: str
) -> None:
    page = visitor.client.post(FORM, filled(**{"from_name": "Ada Brook", **typed}))
    text = page.content.decode()
    assert page.status_code == 200
    assert said in text
    assert "Ada Brook" in text or "from_name" in typed
    assert not Gift.objects.exists()


@pytest.mark.parametrize("day", ["2026-11-18", "2027-11-18"])
def test_today_and_a_year_ahead_are_days_to_choose(
    visitor: Person, sandbox: SandboxGateway, day: str
) -> None:
    assert visitor.client.post(FORM, filled(deliver_on=day)).status_code == 302
    assert str(Gift.objects.get().deliver_on) == day


def test_today_is_the_sites_day(
    visitor: Person, sandbox: SandboxGateway, settings: Any, noon: Any
) -> None:
    """At noon UTC it is already the next day on Kiritimati."""
    settings.TIME_ZONE = "Pacific/Kiritimati"
    assert (
        "That day is over"
        in visitor.client.post(FORM, filled(deliver_on="2026-11-18")).content.decode()
    )
    assert visitor.client.post(FORM, filled(deliver_on="2026-11-19")).status_code == 302


def test_a_card_to_print_needs_no_address_and_no_day(
    visitor: Person, sandbox: SandboxGateway
) -> None:
    form_data = filled(way="print", recipient_email="half typed", deliver_on="1999-01-01")
    assert visitor.client.post(FORM, form_data).status_code == 302
    gift = Gift.objects.get()
    assert (gift.recipient_email, gift.deliver_on, gift.deliver_at) == ("", None, None)


def test_a_provider_that_is_down_loses_nothing(
    visitor: Person, sandbox: SandboxGateway, provider_down: Callable[[], Any]
) -> None:
    with provider_down():
        page = visitor.client.post(FORM, filled(message="A long and careful message"))
    assert page.status_code == 503
    assert "A long and careful message" in page.content.decode()
    assert "Nothing has been charged" in page.content.decode()


def test_the_page_of_a_gift_says_where_it_stands(
    visitor: Person, order: BuyGift, buy_gift: BuyGift
) -> None:
    def page(gift: Gift) -> str:
        return visitor.client.get(gift.purchase.next_path).content.decode()

    assert "not paid for yet" in page(order())
    assert "Print the card" in page(buy_gift())
    assert f"We send it to {BOB} on 18 November 2026" in page(buy_gift(recipient_email=BOB))
    taken_back = buy_gift()
    Gift.objects.filter(pk=taken_back.pk).update(revoked_at=NOON)
    assert orders.code_of(taken_back) not in page(taken_back)
    used = buy_gift()
    Gift.objects.filter(pk=used.pk).update(redeemed_at=NOON)
    assert orders.code_of(used) not in page(used)
    assert "It was redeemed on 18 November 2026" in page(used)


def test_nobody_guesses_the_page_of_a_gift(client: Client, buy_gift: BuyGift) -> None:
    buy_gift()
    answer = client.get(
        reverse("subscriptions:gift-bought", args=["00000000-0000-4000-8000-000000000000"])
    )
    assert answer.status_code == 404


def test_words_of_the_buyer_are_words_only(visitor: Person, buy_gift: BuyGift) -> None:
    gift = buy_gift(message="<script>alert(1)</script>", recipient_name="<b>Bob</b>")
    text = visitor.client.get(gift.purchase.next_path).content.decode()
    assert "<script>alert" not in text
    assert "<b>Bob" not in text


@pytest.mark.promise(
    "Open pay pages close once one is paid, and attempts with codes and orders are limited",
    section="buying",
)
def test_orders_have_a_pace(visitor: Person, sandbox: SandboxGateway, settings: Any) -> None:
    """Each order opens a payment page: a network with many orders is rate limited, and the form
    data stays.
    """
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "order": "1/h/key"}
    assert visitor.client.post(FORM, filled()).status_code == 302
    answer = visitor.client.post(FORM, filled(message="Kept words"))
    assert answer.status_code == 429
    assert "Kept words" in answer.content.decode()
