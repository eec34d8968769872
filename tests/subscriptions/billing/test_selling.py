"""The sentences about a price, and the single open purchase."""

from datetime import datetime, timedelta

import pytest

from accounts.models import User
from subscriptions.billing import checkout
from subscriptions.billing.checkout import CheckoutError
from subscriptions.gateways.sandbox.gateway import SandboxGateway
from subscriptions.models import Plan, Price, Purchase
from tests.cast import NOON, Person
from tests.sandbox import Subscribe

SENTENCES = [
    ({"amount": 399}, "$3.99 a month, renews on the 18th until you cancel"),
    ({"amount": 4000, "interval": "year"}, "$40 a year, renews each 18 November until you cancel"),
    ({"amount": 100, "interval": "week"}, "$1 a week, renews every Wednesday until you cancel"),
    ({"amount": 50, "interval": "day"}, "$0.50 a day, renews every day until you cancel"),
    (
        {"amount": 1000, "interval_count": 3},
        "$10 a 3 months, renews every 3 months until you cancel",
    ),
    (
        {"amount": 399, "trial_days": 14},
        "free for 14 days, then $3.99 a month from 2 December 2026 until you cancel",
    ),
    (
        {"amount": 399, "trial_days": 1},
        "free for 1 day, then $3.99 a month from 19 November 2026 until you cancel",
    ),
    (
        {"amount": 500, "intro_amount": 100, "intro_intervals": 1},
        "$1 for the first month, then $5 a month, renews on the 18th until you cancel",
    ),
    (
        {"amount": 500, "intro_amount": 100, "intro_intervals": 3},
        "$1 a month for the first 3 months, then $5 a month, renews on the 18th until you cancel",
    ),
    ({"amount": 300, "currency": "JPY"}, "¥300 a month, renews on the 18th until you cancel"),
    (
        {"amount": 1250, "currency": "CHF"},
        "12.50\xa0CHF a month, renews on the 18th until you cancel",
    ),
]
ORDINALS = {
    1: "1st",
    2: "2nd",
    3: "3rd",
    4: "4th",
    11: "11th",
    12: "12th",
    13: "13th",
    21: "21st",
    22: "22nd",
}


@pytest.fixture
def plan(db: None) -> Plan:
    return Plan.objects.get()


def quoted(price: Price, at: datetime = NOON) -> checkout.Quote:
    return checkout.quote(price, at=at)


@pytest.mark.promise(
    "Total price and renewal are stated plainly for every kind of price",
    section="buying",
)
@pytest.mark.parametrize(("terms", "sentence"), SENTENCES)
def test_what_is_said_of_a_price(terms: dict[str, int | str], sentence: str, plan: Plan) -> None:
    assert checkout.sentence(Price(plan=plan, **terms), at=NOON) == sentence


@pytest.mark.parametrize(
    ("interval", "day", "sentence"),
    [
        (
            "month",
            (2027, 1, 31),
            "renews on the 31st, or the last day of shorter months, until you cancel",
        ),
        (
            "month",
            (2027, 1, 30),
            "renews on the 30th, or the last day of shorter months, until you cancel",
        ),
        (
            "month",
            (2028, 2, 29),
            "renews on the 29th, or the last day of shorter months, until you cancel",
        ),
        ("month", (2027, 2, 28), "renews on the 28th until you cancel"),
        (
            "year",
            (2028, 2, 29),
            "renews each 29 February, or 28 February in other years, until you cancel",
        ),
        ("year", (2027, 1, 31), "renews each 31 January until you cancel"),
        ("year", (2027, 2, 28), "renews each 28 February until you cancel"),
    ],
)
def test_days_that_some_months_lack(
    interval: str, day: tuple[int, int, int], sentence: str, plan: Plan
) -> None:
    price = Price(plan=plan, amount=399, interval=interval)
    message = checkout.sentence(price, at=datetime(*day, 12, tzinfo=NOON.tzinfo))
    assert message.endswith(sentence)


@pytest.mark.parametrize(("number", "said"), ORDINALS.items())
def test_days_as_they_are_said(number: int, said: str) -> None:
    assert checkout.ordinal(number) == said


def test_what_is_due_today_is_said_with_its_tax(plan: Plan) -> None:
    price = Price(
        plan=plan, amount=500, intro_amount=100, intro_intervals=1, tax_note="including VAT"
    )
    assert "Today you pay $1 (including VAT)." in quoted(price).lines
    assert "Today you pay $0." in quoted(Price(plan=plan, amount=500, trial_days=7)).lines


@pytest.mark.promise("The yearly saving is calculated", section="buying")
def test_a_year_saves_against_twelve_months(plan: Plan) -> None:
    monthly, yearly = plan.prices.get(), Price(plan=plan, amount=4000, interval="year")
    assert checkout.yearly_saving(yearly, [monthly, yearly]) == "$7.88"
    assert checkout.yearly_saving(monthly, [monthly, yearly]) == ""
    assert checkout.yearly_saving(Price(amount=4788, interval="year"), [monthly]) == ""
    assert (
        checkout.yearly_saving(Price(amount=4000, interval="year", currency="EUR"), [monthly]) == ""
    )


@pytest.mark.promise(
    "What the buyer was shown, and when, is stored with the purchase",
    section="buying",
)
def test_what_was_shown_is_kept_with_the_purchase(open_purchase: Purchase) -> None:
    purchase = Purchase.objects.get(pk=open_purchase.pk)
    assert purchase.terms_text.splitlines() == [
        "Digital: $3.99 a month, renews on the 18th until you cancel.",
        "Today you pay $3.99.",
        checkout.CANCELLING,
        checkout.WITHDRAWING,
    ]
    assert (
        purchase.terms_shown_at,
        purchase.amount,
        purchase.renewal_amount,
        purchase.currency,
    ) == (
        NOON,
        399,
        399,
        "USD",
    )
    assert purchase.session_id
    assert purchase.pay_url.endswith(f"/{purchase.session_id}/")


@pytest.mark.promise(
    "A reader has one open purchase of each price, and a double click opens one pay page",
    section="buying",
)
def test_asking_twice_gives_one_purchase_and_one_page(
    open_purchase: Purchase, monthly: Price
) -> None:
    user = User.objects.get(email="buyer@reader.example")
    again = checkout.get_or_create_purchase(
        user, quoted(monthly), next_path="", at=NOON + timedelta(minutes=5)
    )
    page = checkout.open_subscription_page(again, quoted(monthly))
    assert (again.pk, page.session_id) == (open_purchase.pk, open_purchase.session_id)


def test_a_page_that_has_closed_is_opened_anew(open_purchase: Purchase, monthly: Price) -> None:
    user = User.objects.get(email="buyer@reader.example")
    later = NOON + timedelta(hours=2)
    again = checkout.get_or_create_purchase(user, quoted(monthly, later), next_path="", at=later)
    assert again.pk != open_purchase.pk
    open_purchase.refresh_from_db()
    assert open_purchase.state == Purchase.State.EXPIRED


def test_a_page_that_was_paid_meanwhile_is_not_sold_again(
    open_purchase: Purchase, monthly: Price, sandbox: SandboxGateway
) -> None:
    """Paid in another tab, and no event has arrived yet; the terms have changed, so the old page
    should be closed.
    """
    sandbox.pay(open_purchase.session_id)
    Price.objects.update(intro_amount=100, intro_intervals=1)
    monthly.refresh_from_db()
    user = User.objects.get(email="buyer@reader.example")
    with pytest.raises(CheckoutError):
        checkout.get_or_create_purchase(user, quoted(monthly), next_path="", at=NOON)


@pytest.mark.parametrize("hidden", ["price", "plan"])
def test_what_is_hidden_is_not_sold(
    hidden: str, sandbox: SandboxGateway, registered: Person, monthly: Price
) -> None:
    row = monthly if hidden == "price" else monthly.plan
    row.listed = False
    row.save()
    with pytest.raises(CheckoutError, match="no longer for sale"):
        checkout.get_or_create_purchase(registered.user, quoted(monthly), next_path="", at=NOON)


def test_a_subscriber_is_not_sold_a_second_one(
    registered: Person, subscribe: Subscribe, monthly: Price
) -> None:
    subscribe(registered.user)
    with pytest.raises(CheckoutError, match="already"):
        checkout.get_or_create_purchase(registered.user, quoted(monthly), next_path="", at=NOON)
