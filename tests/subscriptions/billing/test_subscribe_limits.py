"""Rate limits of codes and payment pages: by mailbox and network, whatever the account."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from time_machine import Traveller

from subscriptions.billing import promotions
from subscriptions.gateways.sandbox.gateway import SandboxGateway
from subscriptions.models import Price, Promotion, Purchase
from tests.cast import HOUR, NOON
from tests.gift_orders import BuyGift
from tests.subscriptions.billing.test_once_a_mailbox import account

UNKNOWN = promotions.UNKNOWN.split(".")[0]
Network = Callable[[int], str]


def signed_in(address: str, network: str) -> Client:
    client = Client(REMOTE_ADDR=network)
    client.force_login(account(address).user)
    return client


def same_network(number: int) -> str:
    return f"2001:db8:0:{number:02x}::1"  # of one IPv6 /56


def other_network(number: int) -> str:
    return f"198.51.100.{number}"


@pytest.fixture(autouse=True)
def fewer(settings: Any) -> None:
    """Lower limits, so that a test needs fewer requests."""
    less = {
        "promotion_code_mailbox": "3/h/key",
        "promotion_code_network": "6/h/key",
        "gift_code_mailbox": "3/h/key",
    }
    less |= {"subscribe_mailbox": "8/h/key", "subscribe_try": "16/h/key"}
    assert set(less) <= set(settings.ACCOUNT_RATE_LIMITS)
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, **less}


def looked_up(client: Client, price: Price, code: str) -> bool:
    page = client.post(f"/subscribe/{price.pk}/", {"code": code, "look": "1"}).content.decode()
    assert code in page, "what was typed stays"
    return UNKNOWN in page


@pytest.mark.promise(
    "Promotion and gift codes are limited by mailbox and network, and above the limit no "
    "answer says whether a code exists",
    section="buying",
)
@pytest.mark.parametrize(
    ("mailbox", "network", "most"),
    [
        ("ada+{}@mail.example", same_network, 3),
        ("ada+{}@mail.example", other_network, 3),
        ("ada{}@mail.example", same_network, 6),
        ("ada{}@mail.example", other_network, 9),
    ],
    ids=["one mailbox and network", "one mailbox", "one network", "nothing in common"],
)
def test_other_accounts_give_no_more_guesses(
    mailbox: str,
    network: Network,
    most: int,
    sandbox: SandboxGateway,
    monthly: Price,
    settings: Any,
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "subscribe_mailbox": "20/h/key"}
    guesses = 0
    for number in range(3):
        client = signed_in(mailbox.format(number), network(number))
        guesses += sum(looked_up(client, monthly, f"GUESS{number}X{place}") for place in range(4))
    assert guesses == most


@pytest.mark.promise(
    "Promotion and gift codes are limited by mailbox and network, and above the limit no "
    "answer says whether a code exists",
    section="buying",
)
def test_a_right_code_is_no_answer_once_there_were_too_many(
    sandbox: SandboxGateway, monthly: Price
) -> None:
    Promotion.objects.create(code="SUMMER26", percent_off=100, intervals=None)
    client = signed_in("ada@mail.example", other_network(1))
    where = f"/subscribe/{monthly.pk}/"
    assert "nothing today" in client.post(where, {"code": "summer26", "look": "1"}).content.decode()
    for place in range(2):
        client.post(where, {"code": f"GUESS{place}"})
    for said in ({"look": "1"}, {"pay": "1"}):
        answer = client.post(where, {"code": "summer26", **said})
        assert (answer.status_code, "nothing today" in answer.content.decode()) == (429, False)
    assert not Purchase.objects.exists()


def test_how_long_to_wait_is_true(sandbox: SandboxGateway, monthly: Price, noon: Traveller) -> None:
    client = signed_in("ada@mail.example", other_network(1))
    for place in range(3):
        looked_up(client, monthly, f"GUESS{place}")
    noon.move_to(NOON + HOUR / 2)
    page = client.post(f"/subscribe/{monthly.pk}/", {"code": "GUESS"}).content.decode()
    assert "try again in 30 minutes" in page
    assert client.post(f"/subscribe/{monthly.pk}/", {"pay": "1"}).status_code == 302, (
        "without a code it goes on"
    )
    noon.move_to(NOON + HOUR)
    assert looked_up(client, monthly, "GUESS")


@pytest.mark.parametrize(
    ("mailbox", "network", "most"),
    [("ada+{}@mail.example", other_network, 8), ("ada{}@mail.example", same_network, 16)],
)
def test_every_post_of_a_price_counts(
    mailbox: str, network: Network, most: int, sandbox: SandboxGateway, monthly: Price
) -> None:
    answers: list[int] = []
    for number in range(5):
        client = signed_in(mailbox.format(number), network(number))
        answers += [
            client.post(f"/subscribe/{monthly.pk}/", {"look": "1"}).status_code for _ in range(4)
        ]
        assert client.get(f"/subscribe/{monthly.pk}/").status_code == 200, "looking is free"
    assert answers == [200] * most + [429] * (20 - most)


@pytest.mark.promise(
    "Promotion and gift codes are limited by mailbox and network, and above the limit no "
    "answer says whether a code exists",
    section="buying",
)
def test_a_code_of_a_gift_is_tried_by_mailbox_too(buy_gift: BuyGift, noon: Any) -> None:
    answers = []
    for number in range(3):
        client = signed_in(f"ada+{number}@mail.example", other_network(number))
        answers += [
            client.post("/gift-code/", {"code": "ABCD-EFGH-JKLM-NPQR"}).status_code
            for _ in range(2)
        ]
    assert answers.count(429) == 3
