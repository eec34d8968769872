"""Gifts and donations at the desk: money to look at, acts that are written down."""

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.core import mail
from django.test import RequestFactory
from django.urls import reverse

from accounts.models import User
from newsletters.models import Issue
from subscriptions.gifts import orders
from subscriptions.models import DeskLogEntry, DonationAmount, Gift
from tests.cast import Person
from tests.gift_orders import BOB, BUYER, BuyGift, Donate

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.promise(
        "Gifts and donations are sent again or revoked, each with who and why",
        section="desk",
    ),
]
LIST = reverse("admin:subscriptions_gift_changelist")


def change(person: Person, gift: Gift, **typed: str) -> Any:
    form = {
        "recipient_email": gift.recipient_email,
        "recipient_name": gift.recipient_name,
        "act": "",
        "why": "",
        **typed,
    }
    return person.client.post(reverse("admin:subscriptions_gift_change", args=[gift.pk]), form)


def test_the_publisher_sees_them_and_no_code(publisher: Person, buy_gift: BuyGift) -> None:
    gift = buy_gift(recipient_email=BOB)
    code = orders.code_of(gift)
    change_page = reverse("admin:subscriptions_gift_change", args=[gift.pk])
    for page in (LIST, f"{LIST}?q=bob", change_page):
        text = publisher.client.get(page).content.decode()
        assert BUYER in text
        assert BOB in text
        assert code not in text


@pytest.mark.promise(
    "No page of the desk shows a link or id that opens a gift's code", section="desk"
)
def test_no_page_about_the_money_leads_to_the_code(publisher: Person, buy_gift: BuyGift) -> None:
    gift = buy_gift(recipient_email=BOB)
    purchase = gift.purchase
    purchase.pay_url = f"https://pay.example/{purchase.session_id}"
    purchase.save()
    payment = purchase.payments.get()
    payment.url = "https://pay.example/invoice/secret"
    payment.save()
    assert str(purchase.reference) in purchase.next_path, "the page that shows the code"
    secrets = [
        str(purchase.reference),
        purchase.session_id,
        purchase.pay_url,
        payment.url,
        orders.code_of(gift),
    ]
    for name, pk in (("purchase", purchase.pk), ("payment", payment.pk), ("gift", gift.pk)):
        for page in (
            reverse(f"admin:subscriptions_{name}_changelist"),
            reverse(f"admin:subscriptions_{name}_change", args=[pk]),
        ):
            response = publisher.client.get(page)
            assert response.status_code == 200
            assert [secret for secret in secrets if secret in response.content.decode()] == []


def test_a_payment_page_is_found_by_its_whole_id_only(publisher: Person, buy_gift: BuyGift) -> None:
    purchase, page = buy_gift().purchase, reverse("admin:subscriptions_purchase_changelist")
    for searched, times in ((purchase.session_id, 1), (purchase.session_id[:-1], 0)):
        response = publisher.client.get(page, {"q": searched})
        assert response.context["cl"].result_count == times


# Stored values that open something for whoever knows them, or that a password or code can be
# guessed from.
SECRET_FIELDS = {
    *(
        "next_path",
        "pay_url",
        "session_id",
        "reference",
        "url",
        "token",
        "secret",
        "data",
        "digest",
    ),
    *("code_mac", "mac", "key", "reader_key", "reader_number", "mailbox_number"),
}


def test_no_form_of_the_desk_names_a_field_with_a_secret(rf: RequestFactory) -> None:
    request = rf.get("/admin/")
    request.user = User(is_active=True, is_staff=True, is_superuser=True)
    # An issue's form asks about its stored lists, and shows none of its own fields without them.
    for model, model_admin in admin.site._registry.items():
        if model is not Issue:
            fields = flatten_fieldsets(model_admin.get_fieldsets(request, model()))
            assert not SECRET_FIELDS & {str(field) for field in fields}, model.__name__


def test_an_editor_does_not(editor: Person, buy_gift: BuyGift) -> None:
    buy_gift()
    assert editor.client.get(LIST).status_code == 403


def test_the_money_is_only_to_look_at(publisher: Person, buy_gift: BuyGift, donate: Donate) -> None:
    gift, donation = buy_gift(), donate(750)
    for name in ("gift", "donation"):
        assert publisher.client.get(reverse(f"admin:subscriptions_{name}_add")).status_code == 403
        pk = gift.pk if name == "gift" else donation.pk
        assert (
            publisher.client.post(
                reverse(f"admin:subscriptions_{name}_delete", args=[pk])
            ).status_code
            == 403
        )
    page = publisher.client.get(
        reverse("admin:subscriptions_donation_change", args=[donation.pk])
    ).content.decode()
    assert "$7.50" in page
    assert 'name="_save"' not in page


def test_sending_again_to_an_address_put_right(
    publisher: Person, buy_gift: BuyGift, django_capture_on_commit_callbacks: Any
) -> None:
    gift = buy_gift(recipient_email="bbo@reader.example")
    with django_capture_on_commit_callbacks(execute=True):
        answer = change(
            publisher, gift, recipient_email=BOB, act="send", why="The buyer mistyped it"
        )
    assert answer.status_code == 302
    assert mail.outbox[-1].to == [BOB]
    act = DeskLogEntry.objects.get()
    assert (act.by, act.why) == (publisher.user, "The buyer mistyped it")
    assert "Send it" in act.act


def test_taking_back_is_written_down_with_who_and_why(publisher: Person, buy_gift: BuyGift) -> None:
    gift = buy_gift()
    assert (
        change(publisher, gift, act="take-back", why="Bought with a stolen card").status_code == 302
    )
    gift.refresh_from_db()
    assert gift.revoked_at is not None
    assert DeskLogEntry.objects.get().why == "Bought with a stolen card"
    page = change(publisher, gift, act="take-back", why="Again")
    assert "taken back already" in page.content.decode()
    assert DeskLogEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"act": "take-back"}, "Give a reason"),
        ({"recipient_name": "Robert"}, "Give a reason"),
        ({"act": "send", "why": "Lost"}, "nothing to send"),
        ({"recipient_email": BOB, "why": "Please mail it"}, "card to print"),
    ],
)
def test_what_makes_no_sense_is_refused(
    publisher: Person, buy_gift: BuyGift, typed: dict[str, str], said: str
) -> None:
    gift = buy_gift()
    assert said in change(publisher, gift, **typed).content.decode()
    gift.refresh_from_db()
    assert (gift.revoked_at, gift.recipient_name) == (None, "")
    assert not DeskLogEntry.objects.exists()


def test_the_publisher_says_what_is_suggested(publisher: Person) -> None:
    page = reverse("admin:subscriptions_donationamount_add")
    form_data = {
        "amount": "75",
        "currency": "usd",
        "position": "50",
        "confirmed": "$75, once or every month",
    }
    assert publisher.client.post(page, form_data).status_code == 302
    assert DonationAmount.objects.filter(amount=7500).exists()
    refused = publisher.client.post(page, {"amount": "75", "currency": "EUR", "position": "50"})
    assert "all are in one currency" in refused.content.decode()


@pytest.mark.promise(
    "Suggested donations are confirmed at the desk before donors see them",
    section="buying",
)
@pytest.mark.parametrize(
    ("typed", "amount", "sentence"),
    [
        ("5", 500, "$5, once or every month"),
        ("$4.99", 499, "$4.99, once or every month"),
        ("4,99", 499, "$4.99, once or every month"),
        ("1,500", 150_000, "$1,500, once or every month"),
    ],
)
def test_a_suggestion_is_looked_at_before_readers_see_it(
    typed: str, amount: int, sentence: str, publisher: Person
) -> None:
    DonationAmount.objects.all().delete()
    page = reverse("admin:subscriptions_donationamount_add")
    form = {"amount": typed, "currency": "USD", "position": "1"}
    look = publisher.client.post(page, form).content.decode()
    assert f"Readers will see: “{sentence}.”" in look
    assert f'<input type="checkbox" name="confirmed" value="{sentence}"' in look
    assert (
        publisher.client.post(page, {**form, "amount": "6", "confirmed": sentence}).status_code
        == 200
    )
    assert not DonationAmount.objects.exists()
    assert publisher.client.post(page, {**form, "confirmed": sentence}).status_code == 302
    assert DonationAmount.objects.get().amount == amount


def test_a_changed_suggestion_is_looked_at_again_and_its_place_is_not(publisher: Person) -> None:
    row = DonationAmount.objects.create(amount=7500, currency="USD")
    page = reverse("admin:subscriptions_donationamount_change", args=[row.pk])
    assert 'value="75.00"' in publisher.client.get(page).content.decode()
    assert (
        publisher.client.post(
            page, {"amount": "75", "currency": "USD", "position": "7"}
        ).status_code
        == 302
    )
    assert (
        "Suggest it like this"
        in publisher.client.post(
            page, {"amount": "7500", "currency": "USD", "position": "7"}
        ).content.decode()
    )
    row.refresh_from_db()
    assert (row.amount, row.position) == (7500, 7)


@pytest.mark.parametrize(
    ("amount", "currency", "said"),
    [
        ("0.05", "USD", "The smallest donation is $1"),
        ("0", "USD", "The smallest donation is $1"),
        ("10001", "USD", "$10,000 at most"),
        ("five", "USD", "Please type an amount in USD"),
        ("5", "XXX", "Nothing can be sold in XXX"),
        ("5", "US", "Three letters"),
        ("10.50", "JPY", "Please type an amount in JPY"),
        ("", "USD", "required"),
    ],
)
def test_no_suggestion_that_the_donation_page_would_refuse(
    amount: str, currency: str, said: str, publisher: Person
) -> None:
    DonationAmount.objects.all().delete()
    page = reverse("admin:subscriptions_donationamount_add")
    answer = publisher.client.post(page, {"amount": amount, "currency": currency, "position": "1"})
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not DonationAmount.objects.exists()
