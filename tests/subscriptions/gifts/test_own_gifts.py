"""A reader's gifts and donations: on the account page, in the data export, and after closing the
account.
"""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from accounts.extensions import closing
from accounts.extensions.account_page import export
from subscriptions.account import gifts
from subscriptions.gifts import orders, redemption
from subscriptions.models import Donation, Entitlement, Gift, Purchase
from tests.cast import NOON, MakeReader, Person
from tests.gift_orders import BOB, BuyGift, Donate

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.promise(
        "The account page, the export and closing include gifts and donations",
        section="buying",
    ),
]
WORDS = {
    "recipient_email": BOB,
    "recipient_name": "Bob Reed",
    "from_name": "Ada Brook",
    "message": "Between us.",
}


@pytest.fixture(autouse=True)
def _nobody_has_tried_yet() -> None:
    cache.clear()


def account_page(person: Person) -> str:
    return str(person.client.get(reverse("accounts:home")).content.decode())


def test_the_account_page_has_what_one_gave_and_got(
    registered: Person, buy_gift: BuyGift, donate: Donate
) -> None:
    gift = buy_gift(user=registered.user, recipient_name="Bob Reed")
    redemption.redeem(
        orders.code_of(buy_gift("6 months", from_name="Ada Brook")), user=registered.user, at=NOON
    )
    donate(5000, monthly=True, user=registered.user)
    page = account_page(registered)
    assert f'href="{gift.purchase.next_path}"' in page
    assert "Bob Reed" in page
    assert "not redeemed yet" in page
    assert "6 months from <bdi>Ada Brook</bdi>" in page
    assert "18 May 2027" in page
    assert "$50 a month" in page


def test_what_was_bought_without_an_account_is_found_by_the_proved_address(
    registered: Person, unverified: Person, buy_gift: BuyGift
) -> None:
    buy_gift(buyer_email=registered.user.email)
    buy_gift(buyer_email=unverified.user.email)
    assert gifts.gifts_bought(registered.user).count() == 1
    assert gifts.gifts_bought(unverified.user).count() == 0


def test_somebody_elses_are_not_there(
    registered: Person, make_reader: MakeReader, buy_gift: BuyGift, donate: Donate
) -> None:
    other = make_reader("other")
    buy_gift(user=other, **WORDS)
    donate(user=other)
    data = export(registered.user)
    assert (data["gifts_bought"], data["gifts_redeemed"], data["donations"]) == ([], [], [])


def test_the_copy_of_the_data_has_all_but_the_code(
    registered: Person, buy_gift: BuyGift, donate: Donate
) -> None:
    gift = buy_gift(user=registered.user, **WORDS)
    code = orders.code_of(gift)
    redemption.redeem(orders.code_of(buy_gift()), user=registered.user, at=NOON)
    donate(user=registered.user)
    data = export(registered.user)
    (bought,) = data["gifts_bought"]
    assert {name: bought[name] for name in WORDS} == WORDS
    assert len(data["gifts_redeemed"]) == len(data["donations"]) == 1
    assert code not in str(data)


def test_closing_takes_redeemed_rights_and_words_and_leaves_the_money(
    registered: Person, buy_gift: BuyGift, donate: Donate, rf: Any
) -> None:
    user = registered.user
    over, got = buy_gift(user=user, **WORDS), buy_gift(**WORDS)
    Gift.objects.filter(pk=over.pk).update(redeemed_at=NOON)
    redemption.redeem(orders.code_of(got), user=user, at=NOON)
    donate(user=user)
    closing.close(user, request=rf.post("/"))
    for gift in Gift.objects.all():
        assert (gift.recipient_email, gift.recipient_name, gift.message) == ("", "", "")
        assert gift.redeemed_at == NOON
        assert orders.code_of(gift) == ""
    assert not Entitlement.objects.exists()
    assert Donation.objects.get().name == ""
    assert Purchase.objects.count() == 3
    assert {
        payment.state for purchase in Purchase.objects.all() for payment in purchase.payments.all()
    } == {"paid"}


def test_a_gift_under_way_reaches_its_reader_all_the_same(
    registered: Person, make_reader: MakeReader, buy_gift: BuyGift, rf: Any, noon: Any
) -> None:
    gift = buy_gift(user=registered.user, deliver_on=date(2026, 12, 1), **WORDS)
    closing.close(registered.user, request=rf.post("/"))
    assert orders.deliver_due(at=NOON + timedelta(days=20)) == 1
    email = mail.outbox[-1]
    assert email.to == [BOB]
    assert "“Between us.”" in email.body
    gift.refresh_from_db()
    entitlement = redemption.redeem(orders.code_of(gift), user=make_reader("bob"), at=NOON)
    assert entitlement.is_in_force(NOON)
