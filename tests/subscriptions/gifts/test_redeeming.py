"""Redeeming a gift: once, by one reader, for the whole time that was paid."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from subscriptions import gift_entitlements
from subscriptions.billing import lifecycle
from subscriptions.gifts import orders, redemption
from subscriptions.gifts.redemption import RedemptionError
from subscriptions.models import Entitlement, Gift
from tests.cast import (
    DAY,
    NOON,
    SECOND,
    MakeColumn,
    MakeReader,
    Person,
    Source,
    at_a_browser,
    entitle,
)
from tests.gift_orders import BUYER, BuyGift
from tests.sandbox import Subscribe

pytestmark = [
    pytest.mark.promise(
        "A gift code is redeemed once, also by parallel requests, and no paid day is lost",
        section="buying",
    ),
    pytest.mark.promise("Refunding a gift ends its entitlement at once", section="buying"),
]


PAGE = reverse("subscriptions:gift-code")
A_MONTH_ON = datetime(2026, 12, 18, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _nobody_has_tried_yet(db: None) -> None:
    cache.clear()


def span(entitlement: Entitlement) -> tuple[datetime, datetime | None]:
    entitlement.refresh_from_db()
    return entitlement.starts_at, entitlement.ends_at


def test_it_opens_the_columns_for_the_whole_time_and_not_a_second_longer(
    registered: Person, buy_gift: BuyGift, make_column: MakeColumn, noon: Any
) -> None:
    column = make_column("subscribers")
    answer = registered.client.post(PAGE, {"code": orders.code_of(buy_gift()).lower()}, follow=True)
    assert "Every column is open to you until 18 December 2026" in answer.content.decode()
    for moment, opened in [(NOON, True), (A_MONTH_ON - SECOND, True), (A_MONTH_ON, False)]:
        noon.move_to(moment)
        registered.client.force_login(registered.user)
        assert (b"word5x0" in registered.reads(column).content) is opened


def test_its_buyer_is_told_once(
    registered: Person, buy_gift: BuyGift, django_capture_on_commit_callbacks: Any
) -> None:
    gift = buy_gift(recipient_name="Bob")
    with django_capture_on_commit_callbacks(execute=True):
        redemption.redeem(orders.code_of(gift), user=registered.user, at=NOON)
    (email,) = [each for each in mail.outbox if "redeemed" in each.subject]
    assert email.to == [BUYER]
    assert registered.user.email not in email.body


def test_a_second_reader_is_too_late_and_the_first_is_told_so(
    registered: Person, make_reader: MakeReader, buy_gift: BuyGift
) -> None:
    code = orders.code_of(buy_gift())
    redemption.redeem(code, user=registered.user, at=NOON)
    with pytest.raises(RedemptionError, match="used by somebody else"):
        redemption.redeem(code, user=make_reader("late"), at=NOON)
    with pytest.raises(RedemptionError, match="redeemed this gift already"):
        redemption.redeem(code, user=registered.user, at=NOON)
    assert Entitlement.objects.filter(source=Source.GIFT).count() == 1


def test_a_visitor_is_led_to_sign_in_with_the_code(
    visitor: Person, make_reader: MakeReader, buy_gift: BuyGift
) -> None:
    code = orders.code_of(buy_gift())
    link = reverse("subscriptions:gift-code-link", args=[code])
    page = visitor.client.get(link).content.decode()
    assert f"{reverse('account_login')}?next={quote(link, safe='')}" in page
    assert f"{reverse('account_signup')}?next={quote(link, safe='')}" in page
    assert (
        visitor.client.post(PAGE, {"code": code})["Location"]
        == f"{reverse('account_login')}?next={link}"
    )
    assert Gift.objects.get().redeemed_at is None


def test_an_address_that_nobody_proved_redeems_nothing(
    unverified: Person, buy_gift: BuyGift
) -> None:
    page = unverified.client.post(PAGE, {"code": orders.code_of(buy_gift())})
    assert "has to be confirmed first" in page.content.decode()
    assert Gift.objects.get().redeemed_at is None


def test_one_who_reads_without_an_end_keeps_the_code_for_another(
    registered: Person, buy_gift: BuyGift
) -> None:
    entitle(registered.user, since=DAY, until=None, source=Source.COMPLIMENTARY)
    code = orders.code_of(buy_gift())
    assert "without an end" in registered.client.get(PAGE).content.decode()
    assert "without an end" in registered.client.post(PAGE, {"code": code}).content.decode()
    assert Gift.objects.get().redeemed_at is None


def test_it_waits_for_what_the_reader_has(subscriber: Person, buy_gift: BuyGift) -> None:
    assert "until <strong>8 December 2026" in subscriber.client.get(PAGE).content.decode()
    entitlement = redemption.redeem(orders.code_of(buy_gift()), user=subscriber.user, at=NOON)
    ends = NOON + 20 * DAY
    assert span(entitlement) == (ends, datetime(2027, 1, 8, 12, 0, tzinfo=UTC))


@pytest.mark.parametrize("source", [Source.INSTITUTION, Source.GROUP])
def test_it_does_not_wait_for_a_seat_that_others_give(
    registered: Person, buy_gift: BuyGift, source: str
) -> None:
    entitle(registered.user, since=DAY, until=900 * DAY, source=source)
    assert (
        redemption.redeem(orders.code_of(buy_gift()), user=registered.user, at=NOON).starts_at
        == NOON
    )


def test_gifts_follow_each_other(registered: Person, buy_gift: BuyGift) -> None:
    first = redemption.redeem(orders.code_of(buy_gift()), user=registered.user, at=NOON)
    second = redemption.redeem(orders.code_of(buy_gift("6 months")), user=registered.user, at=NOON)
    assert span(first) == (NOON, A_MONTH_ON)
    assert span(second) == (A_MONTH_ON, datetime(2027, 6, 18, 12, 0, tzinfo=UTC))


def test_a_right_far_ahead_is_not_waited_for(registered: Person, buy_gift: BuyGift) -> None:
    entitle(registered.user, since=-300 * DAY, until=330 * DAY)
    assert (
        redemption.redeem(orders.code_of(buy_gift()), user=registered.user, at=NOON).starts_at
        == NOON
    )


def test_a_subscription_that_renews_puts_it_off(subscriber: Person, buy_gift: BuyGift) -> None:
    entitlement = redemption.redeem(orders.code_of(buy_gift()), user=subscriber.user, at=NOON)
    running = Entitlement.objects.get(user=subscriber.user, source=Source.SUBSCRIPTION)
    running.ends_at = NOON + 50 * DAY
    running.save()
    assert span(entitlement) == (NOON + 50 * DAY, datetime(2027, 2, 7, 12, 0, tzinfo=UTC))


def test_one_that_ends_before_its_time_brings_it_forward(
    registered: Person, subscribe: Subscribe, buy_gift: BuyGift, noon: Any
) -> None:
    subscription = subscribe(registered.user)
    entitlement = redemption.redeem(orders.code_of(buy_gift()), user=registered.user, at=NOON)
    noon.move_to(NOON + DAY)
    lifecycle.withdraw(subscription, at=NOON + DAY)
    assert span(entitlement)[0] == NOON + DAY
    assert entitlement.is_in_force(NOON + DAY)


def test_the_upkeep_moves_what_nobody_was_told_of(subscriber: Person, buy_gift: BuyGift) -> None:
    entitlement = redemption.redeem(orders.code_of(buy_gift()), user=subscriber.user, at=NOON)
    Entitlement.objects.filter(user=subscriber.user, source=Source.SUBSCRIPTION).update(
        ends_at=NOON
    )
    assert gift_entitlements.reschedule_all_waiting(at=NOON + SECOND) == 1
    assert span(entitlement)[0] == NOON + SECOND
    assert gift_entitlements.reschedule_all_waiting(at=NOON + SECOND) == 0


def test_what_has_begun_is_never_moved(registered: Person, buy_gift: BuyGift) -> None:
    entitlement = redemption.redeem(orders.code_of(buy_gift()), user=registered.user, at=NOON)
    entitle(registered.user, since=DAY, until=90 * DAY)
    assert gift_entitlements.reschedule_all_waiting(at=NOON + SECOND) == 0
    assert span(entitlement) == (NOON, A_MONTH_ON)


def test_a_refund_ends_the_right_at_once_and_the_next_gift_begins(
    registered: Person, buy_gift: BuyGift, noon: Any
) -> None:
    gift = buy_gift()
    first = redemption.redeem(orders.code_of(gift), user=registered.user, at=NOON)
    second = redemption.redeem(orders.code_of(buy_gift()), user=registered.user, at=NOON)
    noon.move_to(NOON + DAY)
    lifecycle.refund(gift.purchase.payments.get(), at=NOON + DAY)
    assert span(first)[1] == NOON + DAY
    assert span(second)[0] == NOON + DAY


def test_a_gift_that_waits_is_taken_back_before_it_begins(
    subscriber: Person, buy_gift: BuyGift
) -> None:
    gift = buy_gift()
    entitlement = redemption.redeem(orders.code_of(gift), user=subscriber.user, at=NOON)
    gift_entitlements.revoke(gift, at=NOON)
    assert span(entitlement)[0] == span(entitlement)[1]
    assert not entitlement.is_in_force(NOON + 20 * DAY)


def test_a_month_from_the_last_of_january_is_a_month(registered: Person, buy_gift: BuyGift) -> None:
    at = datetime(2027, 1, 31, 12, 0, tzinfo=UTC)
    entitlement = redemption.redeem(orders.code_of(buy_gift()), user=registered.user, at=at)
    assert entitlement.ends_at == datetime(2027, 2, 28, 12, 0, tzinfo=UTC)


def test_a_code_in_the_address_is_only_words_until_it_is_sent(registered: Person) -> None:
    page = registered.client.get(
        reverse("subscriptions:gift-code-link", args=["<script>"])
    ).content.decode()
    assert "<script>" not in page
    assert "SCR1-PT" in page
    assert at_a_browser().client.get(f"{PAGE}{'x' * 3000}/").status_code == 200
