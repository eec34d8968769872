"""Gift codes: not stored, easy to type, impossible to guess."""

import uuid
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from subscriptions.gifts import codes as gift_codes
from subscriptions.gifts import orders, redemption
from subscriptions.models import Entitlement, Gift
from subscriptions.views import gift_codes as view
from tests.cast import NOON, MakeReader, Person, at_a_browser
from tests.gift_orders import BuyGift

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.promise(
        "Guessing 10,000 gift codes is limited, and no response reveals anything",
        section="buying",
    ),
]
PAGE = reverse("subscriptions:gift-code")
PER_ACCOUNT, PER_NETWORK = 10, 30  # tries an hour


@pytest.fixture(autouse=True)
def _nobody_has_tried_yet() -> None:
    cache.clear()


def tried(person: Person, code: str) -> Any:
    return person.client.post(PAGE, {"code": code})


def wrong(number: int) -> str:
    return gift_codes.made_from(uuid.UUID(int=number))


def test_a_code_has_eighty_bits_and_no_letter_that_looks_like_another() -> None:
    codes = {wrong(number) for number in range(2000)}
    assert len(codes) == 2000
    assert {len(code) for code in codes} == {16}
    assert set("".join(codes)) == set(gift_codes.ALPHABET)
    assert len(gift_codes.ALPHABET) == 32
    assert not set(gift_codes.ALPHABET) & set("ILOU")


def test_the_database_has_nothing_to_redeem_with(buy_gift: BuyGift, settings: Any) -> None:
    gift = buy_gift()
    code = gift_codes.normal(orders.code_of(gift))
    saved = str(list(Gift.objects.values())) + str(list(type(gift.purchase).objects.values()))
    assert code not in saved
    assert orders.code_of(gift) not in saved
    settings.SECRET_KEY = "another key"
    assert gift_codes.made_from(gift.purchase.reference) != code
    assert orders.code_of(gift) == ""


def test_a_new_secret_key_leaves_old_codes_good(
    buy_gift: BuyGift, settings: Any, registered: Person
) -> None:
    gift = buy_gift()
    code = orders.code_of(gift)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a key that came later"
    assert orders.code_of(gift) == code
    assert redemption.redeem(code, user=registered.user, at=NOON).is_in_force(NOON)


@pytest.mark.parametrize(
    "typed",
    [
        "7k3m-0qab-wx52-9dtr",
        " 7K3M 0QAB WX52 9DTR ",
        "7K3MOQABWX529DTR",
        "７Ｋ３Ｍ-0qab–wx52—9dtr",
        "7k3m.oqab.wx52.9dtr",
    ],
)
def test_it_may_be_typed_as_it_comes(typed: str) -> None:
    assert gift_codes.normal(typed) == "7K3M0QABWX529DTR"


def test_look_alikes_are_what_they_look_like() -> None:
    assert gift_codes.normal("iloU-ILou") == "110V110V"


@pytest.mark.parametrize(
    "typed", ["", "7K3M", "7K3M-0QAB-WX52-9DTR-7", "7K3M-0QAB-WX52-9DT!", "x" * 500]
)
def test_what_cannot_be_a_code_costs_no_try(registered: Person, typed: str) -> None:
    for _ in range(PER_ACCOUNT + 1):
        page = tried(registered, typed)
    assert page.status_code == 200
    assert "errorlist" in page.content.decode()


def test_ten_thousand_guesses_are_ten(registered: Person, buy_gift: BuyGift, rf: Any) -> None:
    """Counted at the rate limit, which comes before any query."""
    buy_gift()
    request = rf.post(PAGE)
    request.user, request.reader = registered.user, registered.reader
    looked_up = sum(not view._count_attempt(request, registered.user) for _ in range(10_000))
    assert looked_up == PER_ACCOUNT


def test_guessing_is_stopped_before_the_code_is_looked_up(
    registered: Person, buy_gift: BuyGift
) -> None:
    code = orders.code_of(buy_gift())
    answers = [tried(registered, wrong(number)).status_code for number in range(PER_ACCOUNT)]
    assert set(answers) == {200}
    with CaptureQueriesContext(connection) as requested:
        page = tried(registered, code)
    assert page.status_code == 429
    assert "Too many attempts" in page.content.decode()
    assert not any("code_mac" in query["sql"] for query in requested)
    assert not Entitlement.objects.filter(user=registered.user).exists()


def test_new_accounts_do_not_help_a_network(make_reader: MakeReader, noon: Any) -> None:
    people = [at_a_browser(make_reader(f"guesser-{number}")) for number in range(5)]
    answers = [
        tried(person, wrong(number)).status_code
        for person in people
        for number in range(PER_ACCOUNT)
    ]
    assert answers.count(200) == PER_NETWORK
    assert answers[PER_NETWORK:] == [429] * (len(answers) - PER_NETWORK)


def test_the_limit_ends_with_its_hour(registered: Person, buy_gift: BuyGift, noon: Any) -> None:
    code = orders.code_of(buy_gift())
    for number in range(PER_ACCOUNT):
        tried(registered, wrong(number))
    assert tried(registered, code).status_code == 429
    noon.shift(3601)
    registered.client.force_login(registered.user)
    assert tried(registered, code).status_code == 302


def test_wrong_used_and_taken_back_codes_answer_alike(
    registered: Person, make_reader: MakeReader, buy_gift: BuyGift, order: BuyGift
) -> None:
    used, taken_back, unpaid = buy_gift(), buy_gift(), order()
    codes = [wrong(1), orders.code_of(used), orders.code_of(taken_back)]
    codes.append(gift_codes.printed(gift_codes.made_from(unpaid.purchase.reference)))
    redemption.redeem(codes[1], user=make_reader("quicker"), at=NOON)
    Gift.objects.filter(pk=taken_back.pk).update(revoked_at=NOON)
    pages, queries = set(), set()
    for code in codes:
        with CaptureQueriesContext(connection) as requested:
            page = tried(registered, code).content.decode()
        assert "errorlist" in page
        pages.add(page.replace(gift_codes.printed(gift_codes.normal(code)), "").replace(code, ""))
        queries.add(len(requested))
    assert len({_without_token(page) for page in pages}) == 1
    assert len(queries) == 1


def _without_token(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line)


def test_looking_at_a_link_looks_nothing_up(
    visitor: Person, registered: Person, buy_gift: BuyGift
) -> None:
    """Mail scanners open links, and a visitor must learn nothing about a code."""
    code = orders.code_of(buy_gift())
    for person in (visitor, registered):
        with CaptureQueriesContext(connection) as requested:
            page = person.client.get(reverse("subscriptions:gift-code-link", args=[code]))
        assert code in page.content.decode()
        assert not any("subscriptions_gift" in query["sql"] for query in requested)
    assert visitor.client.post(PAGE, {"code": code}).status_code == 302
    assert not Gift.objects.exclude(redeemed_at=None).exists()
