"""Promotion codes: the discount, who may use them, and the last use, which only one reader gets."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from subscriptions.billing import checkout, promotions
from subscriptions.billing.promotions import PromotionError
from subscriptions.fulfilment import purchases
from subscriptions.gateways.sandbox.gateway import SandboxGateway
from subscriptions.models import Plan, Price, Promotion, PromotionUse, Purchase
from tests.cast import DAY, NOON, Person
from tests.sandbox import Subscribe

pytestmark = pytest.mark.promise(
    "Promotion codes ignore case and spaces, end, fit plan and currency, are never combined, and"
    " work once a reader",
    section="buying",
)


THREADS = 12


@pytest.fixture
def spring(db: None) -> Promotion:
    return Promotion.objects.create(code="SPRING", percent_off=50, intervals=2)


def find(code: str, price: Price, person: Person, **more: Any) -> Promotion:
    return promotions.find(code, price, user=person.user, at=more.get("at", NOON))


@pytest.mark.parametrize("typed", ["SPRING", "spring", " Spring ", "sp ring", "SPRING\t"])
def test_a_code_may_be_typed_as_one_likes(
    typed: str, spring: Promotion, monthly: Price, registered: Person
) -> None:
    assert find(typed, monthly, registered) == spring


@pytest.mark.parametrize(
    ("terms", "taken_off"),
    [
        ({"percent_off": 50}, 200),  # half a cent is rounded in the reader's favour
        ({"percent_off": 100}, 399),
        ({"amount_off": 100, "currency": "USD"}, 100),
        ({"amount_off": 1000, "currency": "USD"}, 399),
    ],
)
def test_what_it_takes_off(terms: dict[str, Any], taken_off: int, monthly: Price) -> None:
    assert promotions.discount(Promotion(pk=1, **terms), monthly).amount_off == taken_off


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"ends_at": NOON}, promotions.OVER),
        ({"starts_at": NOON + timedelta(seconds=1)}, promotions.NOT_YET),
        ({"percent_off": None, "amount_off": 100, "currency": "EUR"}, "prices in EUR"),
    ],
)
def test_a_code_that_does_not_fit_says_why(
    change: dict[str, Any], why: str, spring: Promotion, monthly: Price, registered: Person
) -> None:
    Promotion.objects.filter(pk=spring.pk).update(**change)
    with pytest.raises(PromotionError, match=why):
        find("SPRING", monthly, registered)


def test_a_code_ends_on_the_second(spring: Promotion, monthly: Price, registered: Person) -> None:
    Promotion.objects.update(starts_at=NOON, ends_at=NOON + timedelta(seconds=1))
    assert find("SPRING", monthly, registered) == spring
    with pytest.raises(PromotionError):
        find("SPRING", monthly, registered, at=NOON + timedelta(seconds=1))


def test_a_code_for_another_plan(spring: Promotion, monthly: Price, registered: Person) -> None:
    spring.plans.add(Plan.objects.create(name="Print"))
    with pytest.raises(PromotionError, match="another plan"):
        find("SPRING", monthly, registered)


@pytest.mark.parametrize(
    "reduced", [{"trial_days": 7}, {"intro_amount": 100, "intro_intervals": 1}]
)
def test_codes_do_not_add_up(
    reduced: dict[str, int], spring: Promotion, monthly: Price, registered: Person
) -> None:
    Price.objects.update(**reduced)
    monthly.refresh_from_db()
    with pytest.raises(PromotionError, match="reduced already"):
        find("SPRING", monthly, registered)


def test_it_is_cheaper_for_as_long_as_the_code_says(
    registered: Person, subscribe: Subscribe, spring: Promotion, noon: Any, sandbox: SandboxGateway
) -> None:
    subscription = subscribe(registered.user, promotion=spring)
    assert subscription.payments.get().amount == 199
    noon.move_to(NOON.replace(year=2027, month=2))
    charged = [payment.amount for payment in sandbox.subscription(subscription.gateway_id).payments]
    assert charged == [199, 199, 399, 399]


def test_a_code_is_used_once_by_a_reader_even_after_cancelling(
    registered: Person, subscribe: Subscribe, spring: Promotion, monthly: Price
) -> None:
    subscribe(registered.user, promotion=spring)
    with pytest.raises(PromotionError, match="used this code already"):
        find("SPRING", monthly, registered)


def test_a_use_that_was_given_up_is_there_again(
    sandbox: SandboxGateway, monthly: Price, make_reader: Any
) -> None:
    last = Promotion.objects.create(code="LAST", percent_off=10, most_uses=1)
    quoted = checkout.quote(monthly, promotion=last, at=NOON)
    first = checkout.get_or_create_purchase(make_reader("one"), quoted, next_path="", at=NOON)
    checkout.open_subscription_page(first, quoted)
    with pytest.raises(PromotionError, match="used up"):
        checkout.get_or_create_purchase(make_reader("two"), quoted, next_path="", at=NOON)
    assert Purchase.objects.count() == 1, "a refused code leaves no purchase behind"
    purchases.check_open_purchases(at=NOON + DAY)
    assert (
        not PromotionUse.objects.exists()
        or sandbox.retrieve_checkout(first.session_id).state == "open"
    )


@pytest.mark.promise(
    "Using a promotion takes the same number of queries however often the code was used",
    section="buying",
)
@pytest.mark.parametrize("times", [1, 300])
def test_a_use_costs_as_many_queries_however_often_the_code_was_used(
    times: int, spring: Promotion, monthly: Price, django_assert_num_queries: Any
) -> None:
    fields = {
        "amount": 1,
        "currency": "USD",
        "renewal_amount": 1,
        "terms_shown_at": NOON,
        "gateway": "sandbox",
    }
    bought = Purchase.objects.bulk_create([Purchase(**fields) for _ in range(times + 1)])
    uses = [
        PromotionUse(promotion=spring, slot=slot, purchase=each)
        for slot, each in enumerate(bought[:-1], start=1)
    ]
    PromotionUse.objects.bulk_create(uses)
    with django_assert_num_queries(4):
        promotions.claim(spring, bought[-1])
    assert bought[-1].promotion_use.slot == times + 1


@pytest.mark.promise(
    "The last use of a promotion code is given once (PostgreSQL, real threads)",
    section="buying",
)
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_last_use_is_given_once(settings: Any) -> None:
    settings.GATEWAY = "sandbox"
    price = Price.objects.get()
    last = Promotion.objects.create(code="LAST", percent_off=10, most_uses=1)
    users = [
        User.objects.create_user(f"racer{number}@reader.example", None) for number in range(THREADS)
    ]
    quoted = checkout.quote(price, promotion=last, at=NOON)
    start, got = threading.Barrier(THREADS), []

    def race(user: User) -> None:
        start.wait()
        try:
            got.append(checkout.get_or_create_purchase(user, quoted, next_path="", at=NOON))
        except PromotionError:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=race, args=[user]) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 1
    assert PromotionUse.objects.get().purchase == got[0]


@pytest.mark.promise(
    "A reader has one open purchase of each price, and a double click opens one pay page",
    section="buying",
)
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_double_click_opens_one_purchase_and_one_page(settings: Any) -> None:
    settings.GATEWAY = "sandbox"
    price, user = Price.objects.get(), User.objects.create_user("quick@reader.example", None)
    quoted = checkout.quote(price, at=NOON)
    start, pages = threading.Barrier(THREADS), []

    def click() -> None:
        start.wait()
        try:
            purchase = checkout.get_or_create_purchase(user, quoted, next_path="", at=NOON)
            pages.append(checkout.open_subscription_page(purchase, quoted).session_id)
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(pages), len(set(pages)), Purchase.objects.count()) == (THREADS, 1, 1)
