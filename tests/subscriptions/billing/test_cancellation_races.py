"""Parallel confirmations of a declaration: real threads, each with its own connection, on both
engines.
"""

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from subscriptions.billing import cancellation_requests
from subscriptions.billing.cancellation_requests import Declaration
from subscriptions.billing.lifecycle import SubscriptionError
from subscriptions.gateways.base import GatewayError
from subscriptions.gifts import orders, redemption
from subscriptions.gifts.redemption import RedemptionError
from subscriptions.models import (
    CancellationRequest,
    Entitlement,
    Gift,
    Payment,
    Subscription,
    Withdrawal,
)
from tests.cast import NOON, MakeReader, Person
from tests.gift_orders import BUYER, BuyGift, Donate
from tests.subscriptions.paywall.test_races import at_once

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.promise("Parallel confirmations end and refund once", section="subscriptions"),
]
THREADS = 6


def declared(kind: str, email: str, contract: str = "subscription") -> CancellationRequest:
    return cancellation_requests.receive(Declaration(kind, contract, "Ada Brook", email), at=NOON)


def confirm(request: CancellationRequest, key: str) -> int:
    link = f"/contracts/confirm/{cancellation_requests.token(request)}/"
    return Client().post(link, {"contract": key}).status_code


def subjects() -> list[str]:
    return [str(email.subject) for email in mail.outbox]


def test_the_button_pressed_six_times_at_once_withdraws_once(paying: Person) -> None:
    request, key = declared("withdraw", paying.user.email), f"s{Subscription.objects.get().pk}"
    # A late click gets the page with the outcome.
    assert set(at_once(lambda _: confirm(request, key), THREADS)) <= {200, 302}
    cancellation_requests.carry_out_pending(at=NOON)
    assert Payment.objects.get().refunded == 399
    assert Withdrawal.objects.count() == 1
    assert subjects().count("$3.99 is on its way back to you") == 1
    assert subjects().count("We have received your withdrawal") == 1


def test_the_button_pressed_six_times_at_once_cancels_once(paying: Person) -> None:
    request, key = declared("cancel", paying.user.email), f"s{Subscription.objects.get().pk}"
    at_once(lambda _: confirm(request, key), THREADS)
    assert Subscription.objects.get().cancel_at_period_end
    assert subjects().count("Your subscription is cancelled") == 1


def test_two_declarations_confirmed_at_once_send_the_money_once(donate: Donate) -> None:
    donation = donate(750)
    requests = [declared("withdraw", BUYER, "donation") for _ in range(THREADS)]
    at_once(lambda place: confirm(requests[place], f"p{donation.purchase_id}"), THREADS)
    cancellation_requests.carry_out_pending(at=NOON)
    assert Payment.objects.get().refunded == 750
    assert subjects().count("$7.50 is on its way back to you") == 1
    assert not CancellationRequest.objects.waiting().exists()


@pytest.mark.promise("A gift is either redeemed or withdrawn, never both", section="buying")
def test_a_gift_is_redeemed_or_withdrawn_never_both(
    buy_gift: BuyGift, make_reader: MakeReader
) -> None:
    for number in range(4):
        gift = buy_gift()
        code, request = orders.code_of(gift), declared("withdraw", BUYER, "gift")
        reader = make_reader(f"racer-{number}")

        def act(
            place: int,
            code: str = code,
            reader: Any = reader,
            request: Any = request,
            gift: Gift = gift,
        ) -> Any:
            if place % 2:
                return confirm(request, f"p{gift.purchase_id}")
            try:
                return redemption.redeem(code, user=reader, at=NOON)
            except RedemptionError:
                return None

        at_once(act, 4)
        gift.refresh_from_db()
        payment = Payment.objects.get(purchase=gift.purchase)
        reads = Entitlement.objects.filter(user=reader).exists()
        assert reads is (gift.redeemed_at is not None)
        assert (payment.state == "refunded") is not reads
        assert (gift.revoked_at is not None) is not reads


def test_workers_at_the_same_moment_carry_out_once(paying: Person) -> None:
    request = declared("withdraw", paying.user.email)
    cancellation_requests.confirm(request, f"s{Subscription.objects.get().pk}", at=NOON)

    def work(_: int) -> int:
        try:
            return cancellation_requests.carry_out_pending(at=NOON)
        except (GatewayError, SubscriptionError):
            return 0

    done = at_once(work, THREADS)
    assert sum(done) == 1
    assert Payment.objects.get().refunded == 399
    assert subjects().count("$3.99 is on its way back to you") == 1
