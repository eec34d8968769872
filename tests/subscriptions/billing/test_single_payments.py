"""Single payments: the payment, and its gift or donation, are as the provider's present state
says.
"""

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from subscriptions import gift_entitlements
from subscriptions.billing import donations, lifecycle, single_payments
from subscriptions.fulfilment import purchases, reconciliation, webhooks
from subscriptions.gateways.base import GatewayDown
from subscriptions.gateways.sandbox.gateway import SandboxGateway
from subscriptions.gifts import orders, redemption
from subscriptions.models import (
    CancellationRequest,
    Entitlement,
    GatewayEvent,
    Gift,
    Payment,
    Purchase,
    SandboxRecord,
)
from tests.cast import DAY, NOON, MakeReader, Person, entitle
from tests.gift_orders import BOB, BuyGift, Donate
from tests.sandbox import Subscribe
from tests.subscriptions.fulfilment.test_reconcile import reconcile

pytestmark = pytest.mark.django_db
Bank = Callable[..., None]


@pytest.fixture
def bank(sandbox: SandboxGateway) -> Bank:
    """bank(purchase, state="disputed"): change a single payment at the provider without an
    event.
    """

    def change(purchase: Purchase, **state: Any) -> None:
        record = SandboxRecord.objects.get(kind="payment", data__reference=str(purchase.reference))
        record.data["charge"].update(state)
        record.save()

    return change


def went_back(purchase: Purchase) -> dict[str, Any]:
    return {
        "state": "refunded",
        "refunded": purchase.amount,
        "refunded_at": timezone.now().timestamp(),
    }


DISPUTED = {"state": "disputed", "disputed_at": NOON.timestamp()}
PAID = {"state": "paid", "refunded": 0, "refunded_at": None}


def paid_unheard(gift: Gift, sandbox: SandboxGateway) -> Purchase:
    sandbox.pay(gift.purchase.session_id)
    return Purchase.objects.get(pk=gift.purchase_id)


def test_a_gift_refunded_before_it_is_fulfilled_opens_nothing(
    order: BuyGift, sandbox: SandboxGateway, bank: Bank, django_capture_on_commit_callbacks: Any
) -> None:
    purchase = paid_unheard(order(recipient_email=BOB), sandbox)
    bank(purchase, **went_back(purchase))
    with django_capture_on_commit_callbacks(execute=True):
        purchases.complete(purchase, at=NOON)
    gift = Gift.objects.get()
    assert (Payment.objects.get().state, gift.is_redeemable, orders.code_of(gift)) == (
        "refunded",
        False,
        "",
    )
    assert [email.subject for email in mail.outbox if BOB in email.to] == []
    assert orders.deliver_due(at=NOON + DAY) == 0


def test_a_refund_that_fails_hands_it_over_after_all(
    order: BuyGift, sandbox: SandboxGateway, bank: Bank, django_capture_on_commit_callbacks: Any
) -> None:
    purchase = paid_unheard(order(recipient_email=BOB), sandbox)
    bank(purchase, **went_back(purchase))
    purchases.complete(purchase, at=NOON)
    bank(purchase, **PAID)
    with django_capture_on_commit_callbacks(execute=True):
        purchases.sync_payment(Payment.objects.get(), at=NOON)
    assert orders.code_of(Gift.objects.get())
    assert [email.to for email in mail.outbox if "A gift for you" in email.subject] == [[BOB]]


@pytest.mark.promise(
    "Reconciliation finds missed refunds and disputes, for gifts and donations too",
    section="payments",
)
def test_a_refund_that_nobody_told_of_is_found_and_mended(
    buy_gift: BuyGift, bank: Bank, registered: Person
) -> None:
    gift = buy_gift()
    redemption.redeem(orders.code_of(gift), user=registered.user, at=NOON)
    bank(gift.purchase, **went_back(gift.purchase))
    message, ending = reconcile()
    assert "state: paid -> refunded" in message
    assert "gift: good -> taken back" in message
    assert ending == "Not as the provider has them: 1. Run it with --mend to bring them in line."
    assert Payment.objects.get().state == "paid"
    assert reconcile("--mend")[1] == ""
    assert Payment.objects.get().state == "refunded"
    assert not Entitlement.objects.in_force(timezone.now()).exists()
    assert reconcile() == ("Everything is as the provider has it.\n", "")


def test_a_donations_refund_is_found_too(donate: Donate, bank: Bank) -> None:
    donation = donate()
    bank(donation.purchase, **went_back(donation.purchase))
    assert "state: paid -> refunded" in reconcile("--mend")[0]
    assert Payment.objects.get().state == "refunded"


def test_nobody_is_thanked_for_a_donation_that_went_back(
    sandbox: SandboxGateway, bank: Bank, django_capture_on_commit_callbacks: Any
) -> None:
    offer = donations.DonationOrder(
        amount=500, currency="USD", monthly=False, email="ann@reader.example"
    )
    donation = donations.order(offer, user=None, at=NOON)
    sandbox.pay(donations.open_page(donation).session_id)
    bank(donation.purchase, **went_back(donation.purchase))
    with django_capture_on_commit_callbacks(execute=True):
        purchases.complete(donation.purchase, at=NOON)
    donation.refresh_from_db()
    assert donation.thanked_at is None
    assert not [email for email in mail.outbox if "hank" in email.subject]


@pytest.mark.parametrize(
    "lost", [DISPUTED, {"state": "refunded", "refunded": 399, "refunded_at": NOON.timestamp()}]
)
def test_money_that_comes_again_brings_the_gift_back(
    buy_gift: BuyGift, bank: Bank, lost: dict[str, Any]
) -> None:
    gift = buy_gift()
    code = orders.code_of(gift)
    for state in (lost, PAID):
        bank(gift.purchase, **state)
        for _ in range(2):
            purchases.sync_payment(Payment.objects.get(), at=NOON)
    gift.refresh_from_db()
    assert (gift.revoked_at, orders.code_of(gift)) == (None, code)


def test_a_reader_gets_the_days_that_the_dispute_took(
    buy_gift: BuyGift, bank: Bank, registered: Person
) -> None:
    """Disputed and won twice: no day is lost, and none is given twice."""
    gift = buy_gift()
    whole = redemption.redeem(orders.code_of(gift), user=registered.user, at=NOON)
    assert whole.ends_at is not None
    at, left = NOON + 10 * DAY, whole.ends_at - NOON - 10 * DAY
    for _ in range(2):
        bank(gift.purchase, **DISPUTED)
        purchases.sync_payment(Payment.objects.get(), at=at)
        assert not Entitlement.objects.in_force(at).filter(user=registered.user).exists()
        at += 60 * DAY
        bank(gift.purchase, **PAID)
        purchases.sync_payment(Payment.objects.get(), at=at)
        entitlement = Entitlement.objects.in_force(at).get(user=registered.user)
        assert (entitlement.starts_at, entitlement.ends_at) == (at, at + left)


def test_a_gift_that_waits_for_its_turn_comes_back_whole(
    buy_gift: BuyGift, bank: Bank, make_reader: MakeReader, sandbox: SandboxGateway
) -> None:
    reader = make_reader("reader")
    first, second = buy_gift(), buy_gift()
    begins = redemption.redeem(orders.code_of(first), user=reader, at=NOON).ends_at
    waiting = redemption.redeem(orders.code_of(second), user=reader, at=NOON)
    payment = Payment.objects.get(purchase=second.purchase)
    for state in (DISPUTED, PAID):
        bank(second.purchase, **state)
        payment = purchases.sync_payment(payment, at=NOON + DAY)
    second.refresh_from_db()
    assert second.entitlement is not None
    assert (second.entitlement.starts_at, second.entitlement.ends_at) == (begins, waiting.ends_at)


def test_a_gift_that_comes_back_does_not_wait_for_a_group(
    buy_gift: BuyGift, bank: Bank, make_reader: MakeReader, sandbox: SandboxGateway
) -> None:
    """A group's seat may be removed at any time, so a gift does not wait for its end."""
    reader = make_reader("reader")
    gift = buy_gift()
    redemption.redeem(orders.code_of(gift), user=reader, at=NOON)
    entitle(reader, since=DAY, until=400 * DAY, source=Entitlement.Source.GROUP)
    payment = Payment.objects.get(purchase=gift.purchase)
    for state in (DISPUTED, PAID):
        bank(gift.purchase, **state)
        payment = purchases.sync_payment(payment, at=NOON + DAY)
    gift.refresh_from_db()
    assert gift.entitlement is not None
    assert gift.entitlement.starts_at == NOON + DAY


def test_a_gift_half_used_that_waits_again_comes_back_no_longer(
    buy_gift: BuyGift, bank: Bank, make_reader: MakeReader, sandbox: SandboxGateway
) -> None:
    """The rest of a gift waits while another one runs; a second dispute must not make it longer."""
    reader = make_reader("reader")
    first = buy_gift()
    whole = redemption.redeem(orders.code_of(first), user=reader, at=NOON)
    assert whole.ends_at is not None
    left = whole.ends_at - NOON - 10 * DAY
    payment = Payment.objects.get(purchase=first.purchase)
    bank(first.purchase, **DISPUTED)
    payment = purchases.sync_payment(payment, at=NOON + 10 * DAY)
    redemption.redeem(orders.code_of(buy_gift()), user=reader, at=NOON + 11 * DAY)
    for days, state in ((12, PAID), (13, DISPUTED), (14, PAID)):
        bank(first.purchase, **state)
        payment = purchases.sync_payment(payment, at=NOON + days * DAY)
    first.refresh_from_db()
    assert first.entitlement is not None
    assert first.entitlement.ends_at is not None
    assert first.entitlement.starts_at > NOON + 14 * DAY
    assert first.entitlement.ends_at - first.entitlement.starts_at == left


def test_what_the_desk_took_back_stays_taken_back(buy_gift: BuyGift, bank: Bank) -> None:
    gift = buy_gift()
    gift_entitlements.revoke(gift, by_desk=True, at=NOON)
    for state in (DISPUTED, PAID):
        bank(gift.purchase, **state)
        purchases.sync_payment(Payment.objects.get(), at=NOON)
    gift.refresh_from_db()
    assert gift.revoked_at == NOON
    assert orders.code_of(gift) == ""


def test_a_gift_that_its_buyer_withdrew_from_does_not_come_back(
    buy_gift: BuyGift, bank: Bank
) -> None:
    """The provider refunds later than the buyer's confirmation; gifts of other buyers are not
    affected.
    """
    gift, other = buy_gift(), buy_gift(recipient_email=BOB)
    CancellationRequest.objects.create(
        kind=CancellationRequest.Kind.WITHDRAW,
        contract=CancellationRequest.Contract.GIFT,
        name="Ada",
        email=gift.purchase.email,
        purchase=gift.purchase,
        received_at=NOON,
        is_receipt_sent=True,
        has_contract=True,
        confirmed_at=NOON,
    )
    for each in (gift, other):
        for state in (DISPUTED, PAID):
            bank(each.purchase, **state)
            purchases.sync_payment(Payment.objects.get(purchase=each.purchase), at=NOON)
        each.refresh_from_db()
    assert gift.revoked_at == NOON
    assert other.revoked_at is None


def test_a_refund_at_the_desk_follows_at_once(buy_gift: BuyGift) -> None:
    gift = buy_gift()
    lifecycle.refund(gift.purchase.payments.get(), at=NOON)
    gift.refresh_from_db()
    assert gift.revoked_at == NOON
    assert purchases.complete(gift.purchase, at=NOON).state == Purchase.State.PAID
    gift.refresh_from_db()
    assert gift.revoked_at == NOON


@pytest.mark.promise(
    "A gift is valid exactly while its payment is: refund, dispute, won dispute and "
    "failed refund, in any order and doubled",
    section="payments",
)
@pytest.mark.parametrize("last", ["paid", "refunded", "disputed"])
@pytest.mark.parametrize(
    "heard", list(itertools.permutations(["pay-page", "payment", "payment"], 3))
)
def test_any_order_and_doubled_ends_as_the_provider_says(
    order: BuyGift, sandbox: SandboxGateway, bank: Bank, last: str, heard: tuple[str, ...]
) -> None:
    """Each event arrives twice, and the bank's decision changes in between."""
    purchase = paid_unheard(order(), sandbox)
    named = {
        "pay-page": purchase.session_id,
        "payment": sandbox.retrieve_checkout(purchase.session_id).payment,
    }
    states = [
        DISPUTED,
        PAID,
        {"paid": PAID, "refunded": went_back(purchase), "disputed": DISPUTED}[last],
    ]
    # Each state is reached before its event arrives, and each event arrives twice.
    for number, (subject, state) in enumerate(zip(heard, states, strict=True)):
        bank(purchase, **state)
        for again in range(2):
            _event(subject, named[subject], f"{number}-{again}")
    _event("pay-page", purchase.session_id, "late")
    assert (Payment.objects.get().state, bool(orders.code_of(Gift.objects.get()))) == (
        last,
        last == "paid",
    )
    assert list(reconciliation.differences(at=NOON)) == []


def _event(subject: str, about: Any, name: str) -> None:
    subject_id = about if isinstance(about, str) else about.payment_id
    event = GatewayEvent.objects.create(
        gateway="sandbox", event_id=name, subject=subject, subject_id=subject_id, received_at=NOON
    )
    assert webhooks.process(event.pk, at=NOON)


def test_the_state_written_is_that_of_the_purchases_own_single_payment(
    buy_gift: BuyGift, order: BuyGift, registered: Person, subscribe: Subscribe
) -> None:
    gift, unpaid = buy_gift(), order(buyer_email=BOB).purchase
    assert single_payments.version(unpaid) == 0
    assert single_payments.version(gift.purchase) == 1
    copy = Payment.objects.get()  # of the gift
    copy.pk, copy.gateway_id, copy.version, copy.subscription = (
        None,
        "invoice",
        7,
        subscribe(registered.user),
    )
    copy.made_at += DAY
    copy.save()
    assert single_payments.version(gift.purchase) == 1
    Payment.objects.filter(gateway_id="invoice").update(subscription=None, purchase=unpaid)
    assert (single_payments.version(gift.purchase), single_payments.version(unpaid)) == (1, 7)


def test_a_payment_that_nothing_was_bought_with_is_left_alone(registered: Person) -> None:
    payment = Payment(
        gateway="sandbox", gateway_id="x", state="paid", amount=1, currency="USD", made_at=NOON
    )
    payment.save()
    assert single_payments.sync(payment, at=NOON) is payment
    gift_entitlements.sync(payment, at=NOON)


def test_a_payment_that_changes_at_every_look_is_given_up_by_name(
    buy_gift: BuyGift, monkeypatch: pytest.MonkeyPatch
) -> None:
    buy_gift()
    payment = Payment.objects.get()
    versions = itertools.count()
    monkeypatch.setattr(single_payments, "version", lambda purchase: next(versions))
    with pytest.raises(GatewayDown, match=payment.gateway_id):
        single_payments.sync(payment, at=NOON)


def test_an_older_answer_never_overwrites_a_newer_one(
    buy_gift: BuyGift, bank: Bank, monkeypatch: pytest.MonkeyPatch, sandbox: SandboxGateway
) -> None:
    """Fetched while it was paid, and stored after another process has stored the refund."""
    gift = buy_gift()
    payment, ask, requested = Payment.objects.get(), type(sandbox).payment, []

    def slow(self: SandboxGateway, payment_id: str) -> Any:
        answer = ask(self, payment_id)
        requested.append(answer.state)
        if len(requested) == 1:
            bank(gift.purchase, **went_back(gift.purchase))
            purchases.sync_payment(payment, at=NOON)
        return answer

    monkeypatch.setattr(type(sandbox), "payment", slow)
    purchases.sync_payment(payment, at=NOON)
    assert requested == ["paid", "refunded", "refunded"]
    assert Payment.objects.get().state == "refunded"
    assert Gift.objects.get().revoked_at == NOON
