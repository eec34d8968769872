"""Gifts: ordered, paid once, delivered once on their day."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from accounts.mail import outbox
from accounts.models import OutboxEmail
from subscriptions import gift_entitlements
from subscriptions.billing import lifecycle
from subscriptions.fulfilment import purchases
from subscriptions.gateways.sandbox.gateway import SandboxGateway
from subscriptions.gifts import offers, orders
from subscriptions.models import Entitlement, Gift, Plan, Price, Purchase
from tests.cast import DAY, NOON, SECOND, Person
from tests.gift_orders import BOB, BUYER, BuyGift

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.promise("A gift is bought once and delivered once on its day", section="buying"),
    pytest.mark.promise("Refunding a gift ends its entitlement at once", section="buying"),
]


@pytest.fixture
def sent_emails(django_capture_on_commit_callbacks: Any) -> Any:
    """with sent_emails(): run on_commit callbacks at the end of the block."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def sent(name: str) -> list[Any]:
    return [each for each in mail.outbox if name in each.subject]


def test_months_are_offered_until_a_years_price_does_better(yearly: Price) -> None:
    assert [(length.words, length.money) for length in offers.lengths()] == [
        ("1 month", "$3.99"),
        ("3 months", "$11.97"),
        ("6 months", "$23.94"),
        ("1 year", "$40"),
    ]
    yearly.delete()
    assert [length.words for length in offers.lengths()][-1] == "12 months"


def test_neither_a_households_nor_an_unlisted_plan_is_a_gift(monthly: Price) -> None:
    household = Plan.objects.create(name="Household", seats=4)
    Price.objects.create(plan=household, amount=799, currency="USD")
    Price.objects.create(
        plan=monthly.plan, amount=9900, currency="USD", interval="year", listed=False
    )
    assert {length.price.plan.name for length in offers.lengths()} == {monthly.plan.name}
    assert "1 year" not in {length.words for length in offers.lengths()}


def test_it_is_paid_once_for_what_was_shown(order: BuyGift, sandbox: SandboxGateway) -> None:
    gift = order("6 months")
    purchase, sale = gift.purchase, sandbox.sale(gift.purchase.session_id)
    assert (sale.terms.amount, sale.terms.currency, sale.terms.interval) == (2394, "USD", "")
    assert (purchase.amount, purchase.renewal_amount, purchase.interval) == (2394, 0, "")
    assert "$23.94" in purchase.terms_text
    assert "Nothing renews" in purchase.terms_text
    assert purchase.terms_shown_at == NOON


def test_until_it_is_paid_it_opens_and_sends_nothing(order: BuyGift, sent_emails: Any) -> None:
    with sent_emails():
        gift = order(recipient_email=BOB)
        assert orders.deliver_due(at=NOON + timedelta(days=1)) == 0
    assert orders.code_of(gift) == ""
    assert mail.outbox == []


def test_its_buyer_gets_the_way_to_the_card_and_no_mail_row_has_the_code(
    buy_gift: BuyGift, sent_emails: Any
) -> None:
    with sent_emails():
        gift = buy_gift()
    (email,) = mail.outbox
    assert email.to == [BUYER]
    assert orders.page_of(gift) in email.body
    assert orders.code_of(gift)
    assert orders.code_of(gift) not in str(list(OutboxEmail.objects.values())) + email.body


def test_one_for_today_is_delivered_at_once_with_its_words(
    buy_gift: BuyGift, sent_emails: Any
) -> None:
    with sent_emails():
        gift = buy_gift(
            "6 months",
            recipient_email=BOB,
            recipient_name="Bob",
            from_name="Ada",
            message="Read\n\nwell.",
        )
    (email,) = sent("Ada gives you 6 months")
    assert email.to == [BOB]
    assert orders.redemption_url(gift) in email.body
    assert "“Read”\n\n“well.”" in email.body
    assert orders.code_of(gift) in email.alternatives[0][0]
    gift.refresh_from_db()
    assert gift.delivered_at == NOON


def test_one_for_a_later_day_waits_for_its_morning_to_the_second(
    buy_gift: BuyGift, sent_emails: Any
) -> None:
    """Eight o'clock in the site's time zone (UTC in tests)."""
    morning = datetime(2026, 12, 24, 8, 0, tzinfo=UTC)
    with sent_emails():
        buy_gift(recipient_email=BOB, deliver_on=date(2026, 12, 24))
    assert orders.deliver_due(at=morning - SECOND) == 0
    assert orders.deliver_due(at=morning) == 1
    assert orders.deliver_due(at=morning) == 0
    assert len(sent("A gift for you")) == 1


def test_the_morning_is_the_sites_own(settings: Any) -> None:
    settings.TIME_ZONE = "America/New_York"
    assert orders.delivery_moment(date(2026, 12, 24), at=NOON) == datetime(
        2026, 12, 24, 13, 0, tzinfo=UTC
    )


def test_two_runs_never_send_the_same_one(buy_gift: BuyGift, sent_emails: Any) -> None:
    with sent_emails():
        gift = buy_gift(recipient_email=BOB, deliver_on=date(2026, 12, 24))
    morning = datetime(2026, 12, 24, 8, 0, tzinfo=UTC)
    first, second = (Gift.objects.get(pk=gift.pk) for _ in range(2))
    assert [orders.deliver_one(first, at=morning), orders.deliver_one(second, at=morning)] == [
        True,
        False,
    ]


def test_a_mail_server_that_was_down_is_tried_again(
    buy_gift: BuyGift, sent_emails: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("accounts.mail.compose.send", lambda letter: False)
        with sent_emails():
            gift = buy_gift(recipient_email=BOB)
    gift.refresh_from_db()
    assert gift.delivered_at is None
    assert orders.deliver_due(at=NOON + outbox.RETRY_AFTER - SECOND) == 0
    assert orders.deliver_due(at=NOON + outbox.RETRY_AFTER) == 1


def test_money_that_goes_back_takes_the_gift_along(buy_gift: BuyGift) -> None:
    gift = buy_gift(recipient_email=BOB, deliver_on=date(2026, 12, 24))
    lifecycle.refund(gift.purchase.payments.get(), at=NOON)
    gift.refresh_from_db()
    assert gift.revoked_at == NOON
    assert orders.code_of(gift) == ""
    assert orders.deliver_due(at=NOON + timedelta(days=60)) == 0


def test_a_part_that_goes_back_takes_nothing(buy_gift: BuyGift) -> None:
    gift = buy_gift()
    lifecycle.refund(gift.purchase.payments.get(), amount=100, at=NOON)
    gift.refresh_from_db()
    assert gift.revoked_at is None
    assert orders.code_of(gift)


def test_taking_back_ends_the_right_at_once(buy_gift: BuyGift, registered: Person) -> None:
    gift = buy_gift()
    gift.entitlement = Entitlement.objects.create(
        user=registered.user, source="gift", starts_at=NOON, ends_at=NOON + timedelta(days=30)
    )
    gift.save()
    later = NOON + timedelta(days=3)
    assert gift_entitlements.revoke(gift, at=later)
    assert not gift_entitlements.revoke(gift, at=later + SECOND)
    assert Entitlement.objects.get(user=registered.user).ends_at == later


def test_the_same_payment_told_twice_gives_one_gift_and_one_letter(
    buy_gift: BuyGift, sent_emails: Any
) -> None:
    with sent_emails():
        gift = buy_gift(recipient_email=BOB)
        purchases.complete(Purchase.objects.get(pk=gift.purchase.pk), at=NOON + SECOND)
    assert len(mail.outbox) == 2
    assert Gift.objects.count() == 1


@pytest.mark.parametrize("hour", [0, 7, 12, 23])
def test_today_means_now_at_night_too(hour: int) -> None:
    at = NOON.replace(hour=hour)
    assert orders.delivery_moment(at.date(), at=at) == at
    assert orders.delivery_moment(at.date() + DAY, at=at) == (NOON + DAY).replace(hour=8)
