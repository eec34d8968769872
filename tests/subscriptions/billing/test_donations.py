"""Donations: single or monthly, stopped without an account, without any access."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.urls import reverse

from articles.models import Page
from subscriptions.billing import donations, lifecycle
from subscriptions.fulfilment import sandbox_clock
from subscriptions.gateways.sandbox.gateway import SandboxGateway
from subscriptions.models import (
    Donation,
    DonationAmount,
    Entitlement,
    Price,
    Purchase,
    Subscription,
)
from tests.cast import DAY, NOON, MakeColumn, Person
from tests.gift_orders import BUYER, Donate

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.promise(
        "Donations: free amounts, once or monthly, without an account, thanked by e-mail,"
        " cancelled by a link, opening no column",
        section="buying",
    ),
]
PAGE = reverse("subscriptions:donate")


def filled(**typed: str) -> dict[str, str]:
    return {"amount": "500", "often": "once", "email": BUYER, **typed}


def test_without_a_provider_the_words_stay_and_the_page_says_so(
    visitor: Person, settings: Any
) -> None:
    settings.GATEWAY = ""
    page = visitor.client.get(PAGE)
    assert page.status_code == 200
    assert Page.objects.get(slug="donate").body in page.content.decode()
    assert "can’t take donations on this site yet" in page.content.decode()
    assert visitor.client.post(PAGE, filled()).status_code == 200
    assert not Purchase.objects.exists()


def test_the_desk_says_what_is_suggested_and_what_the_page_says(
    visitor: Person, sandbox: SandboxGateway
) -> None:
    DonationAmount.objects.all().delete()
    DonationAmount.objects.create(amount=700, currency="EUR")
    Page.objects.filter(slug="donate").update(title="Chip in", body="<p>Words of the desk.</p>")
    text = visitor.client.get(PAGE).content.decode()
    assert "€7" in text
    assert "$5" not in text
    assert "<p>Words of the desk.</p>" in text
    assert "Chip in</h1>" in text
    with pytest.raises(ValidationError, match="all are in one currency"):
        DonationAmount(amount=500, currency="USD").full_clean()


def test_the_page_stands_without_the_desks_words_and_amounts(
    visitor: Person, sandbox: SandboxGateway
) -> None:
    Page.objects.filter(slug="donate").delete()
    DonationAmount.objects.all().delete()
    assert visitor.client.get(PAGE).status_code == 200
    assert donations.currency() == Price.objects.get().currency
    assert (
        visitor.client.post(PAGE, {"own_amount": "3", "often": "once", "email": BUYER}).status_code
        == 302
    )
    assert Purchase.objects.get().amount == 300


def test_the_old_address_leads_here(client: Client) -> None:
    answer = client.get("/pages/donate/")
    assert (answer.status_code, answer["Location"]) == (301, PAGE)


def test_a_stranger_gives_once(visitor: Person, sandbox: SandboxGateway) -> None:
    answer = visitor.client.post(
        PAGE, filled(amount="own", own_amount="7,50", name="Ada", message="For the pictures")
    )
    donation = Donation.objects.get()
    purchase = donation.purchase
    assert answer["Location"] == purchase.pay_url
    assert (purchase.amount, purchase.currency, purchase.interval, purchase.user) == (
        750,
        "USD",
        "",
        None,
    )
    assert "$7.50, once" in purchase.terms_text
    sandbox.pay(purchase.session_id)
    back = visitor.client.get(reverse("subscriptions:paid", args=[purchase.reference]), follow=True)
    assert "You gave $7.50" in back.content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"amount": ""}, "Please choose an amount"),
        ({"amount": "own"}, "Please type the amount"),
        ({"amount": "123"}, "one of these amounts"),
        ({"amount": "123", "own_amount": "4"}, "one of these amounts"),
        ({"own_amount": "7"}, "You chose $5 and typed $7"),
        ({"amount": "own", "own_amount": "lots"}, "Please type an amount in USD"),
        ({"often": "daily"}, "daily"),
        ({"email": "nobody"}, "complete e-mail address"),
        ({"message": "see http://trap.example"}, "leave web addresses out"),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_stays(
    visitor: Person, sandbox: SandboxGateway, typed: dict[str, str], said: str
) -> None:
    page = visitor.client.post(PAGE, filled(**{"name": "Ada Brook", **typed}))
    assert page.status_code == 200
    assert said in page.content.decode()
    assert "Ada Brook" in page.content.decode()
    assert not Purchase.objects.exists()


def test_what_was_typed_alone_counts(visitor: Person, sandbox: SandboxGateway) -> None:
    assert visitor.client.post(PAGE, filled(amount="", own_amount="$20")).status_code == 302
    assert Purchase.objects.get().amount == 2000


def test_a_provider_that_is_down_loses_nothing(
    visitor: Person, sandbox: SandboxGateway, provider_down: Callable[[], Any]
) -> None:
    with provider_down():
        page = visitor.client.post(PAGE, filled(message="A careful message"))
    assert page.status_code == 503
    assert "A careful message" in page.content.decode()


def test_a_monthly_one_opens_no_column(
    registered: Person, donate: Donate, make_column: MakeColumn
) -> None:
    donate(5000, monthly=True, user=registered.user)
    subscription = Subscription.objects.get()
    assert (subscription.amount, subscription.interval, subscription.entitlement) == (
        5000,
        "month",
        None,
    )
    assert not Entitlement.objects.filter(user=registered.user).exists()
    assert b"word5x0" not in registered.reads(make_column("subscribers")).content


def test_thanks_come_once_with_the_way_to_stop(
    donate: Donate, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        donation = donate(monthly=True)
        donations.send_thanks(donation.purchase, at=NOON)
    (email,) = mail.outbox
    assert isinstance(email, EmailMultiAlternatives)
    assert email.to == [BUYER]
    assert "$5 a month" in email.subject
    assert donations.stop_address(donation.purchase) in email.body
    html = str(email.alternatives[0][0])
    assert "Stop the monthly donation" in html
    assert donation.thanked_at == NOON


def test_thanks_for_one_given_once_speak_of_no_stopping(
    donate: Donate, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        donate(750)
    assert "$7.50" in mail.outbox[0].subject
    assert "/stop/" not in mail.outbox[0].body


def test_looking_at_the_link_stops_nothing_and_one_button_does(
    client: Client, donate: Donate, sandbox: SandboxGateway, noon: Any
) -> None:
    donation = donate(monthly=True)
    link = reverse("subscriptions:donation-stop", args=[donations.stop_token(donation.purchase)])
    assert "Stop your monthly donation?" in client.get(link).content.decode()
    assert Subscription.objects.get().is_running
    done = client.post(link, follow=True)
    assert "has ended" in done.content.decode()
    thanks = client.get(
        reverse("subscriptions:donated", args=[donation.purchase.reference])
    ).content.decode()
    assert "You gave $5 a month." in thanks
    assert "You give" not in thanks
    subscription = Subscription.objects.get()
    assert (subscription.is_running, subscription.end_reason) == (
        False,
        Subscription.EndReason.VOLUNTARY,
    )
    noon.move_to(NOON + 40 * DAY)
    sandbox_clock.advance_all(NOON + 40 * DAY)
    assert len(sandbox.subscription(subscription.gateway_id).payments) == 1
    assert client.post(link, follow=True).status_code == 200


def test_the_link_stops_it_without_any_cookie(donate: Donate) -> None:
    link = reverse(
        "subscriptions:donation-stop", args=[donations.stop_token(donate(monthly=True).purchase)]
    )
    client = Client(enforce_csrf_checks=True)
    assert not client.get(link).cookies
    assert client.post(link).status_code == 302
    assert not Subscription.objects.get().is_running


def test_a_link_stops_the_one_donation_that_it_is_about(client: Client, donate: Donate) -> None:
    first, second = donate(monthly=True), donate(monthly=True)
    client.post(reverse("subscriptions:donation-stop", args=[donations.stop_token(first.purchase)]))
    assert not Subscription.objects.get(purchase=first.purchase).is_running
    assert Subscription.objects.get(purchase=second.purchase).is_running


@pytest.mark.parametrize("token", ["guess", "e30:1abc:forged", "x" * 500])
def test_a_link_that_is_not_ours_is_nothing(client: Client, donate: Donate, token: str) -> None:
    donate(monthly=True)
    assert client.post(reverse("subscriptions:donation-stop", args=[token])).status_code == 404
    assert Subscription.objects.get().is_running


def test_while_the_provider_is_down_it_is_not_said_to_be_stopped(
    client: Client, donate: Donate, provider_down: Callable[[], Any]
) -> None:
    link = reverse(
        "subscriptions:donation-stop", args=[donations.stop_token(donate(monthly=True).purchase)]
    )
    with provider_down():
        page = client.post(link)
    assert page.status_code == 503
    assert "nothing has changed" in page.content.decode()
    assert Subscription.objects.get().is_running


def test_what_went_back_shows(client: Client, donate: Donate) -> None:
    donation = donate(750)
    lifecycle.refund(donation.purchase.payments.get(), amount=250, at=NOON)
    assert "$2.50 paid back" in client.get(donation.purchase.next_path).content.decode()


@pytest.mark.promise(
    "Open pay pages close once one is paid, and attempts with codes and orders are limited",
    section="buying",
)
def test_orders_have_a_pace(visitor: Person, sandbox: SandboxGateway, settings: Any) -> None:
    """Each order opens a payment page: a network with many orders is rate limited, and the form
    data stays.
    """
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "order": "1/h/key"}
    assert visitor.client.post(PAGE, filled()).status_code == 302
    answer = visitor.client.post(PAGE, filled(message="Kept words"))
    assert answer.status_code == 429
    assert "Kept words" in answer.content.decode()
