"""Reports: subscribers and money by month, each currency by itself, in few statements and as safe
CSV.
"""

import csv
import io
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from desk.reports import revenue, spreadsheets
from desk.reports.months import last_months
from subscriptions.models import Payment, Purchase, Subscription
from tests.cast import DAY, NOON, SECOND, Person

LATELY = NOON - SECOND
MIDNIGHT = NOON.replace(day=1, hour=0)  # as November begins
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.promise(
        "Reports never add two currencies, and use the site's time zone to the second; CSV files"
        " contain no formulas",
        section="desk",
    ),
]
Kind = Purchase.Kind


def sold(
    number: int, *, began: datetime, kind: str = Kind.SUBSCRIPTION, **fields: Any
) -> Subscription:
    purchase = Purchase.objects.create(
        kind=kind,
        email="x@y.example",
        amount=399,
        currency="USD",
        product="Digital",
        terms_text="",
        terms_shown_at=began,
    )
    return Subscription.objects.create(
        **{
            "purchase": purchase,
            "gateway": "sandbox",
            "gateway_id": str(number),
            "status": "canceled" if "ended_at" in fields else "active",
            "amount": 399,
            "currency": "USD",
            "interval": "month",
            "started_at": began,
            "period_starts_at": began,
            "period_ends_at": began,
            "paid_until": began + 31 * DAY,
            **fields,
        }
    )


def paid(
    number: int, amount: int, *, at: datetime, currency: str = "USD", **fields: Any
) -> Payment:
    fields = {"description": "Digital", "state": "paid", "made_at": at, "paid_at": at, **fields}
    return Payment.objects.create(
        gateway="x", gateway_id=str(number), amount=amount, currency=currency, **fields
    )


@pytest.mark.parametrize(
    ("amount", "currency", "label"),
    [(1550, "JPY", "¥1,550"), (399, "USD", "$3.99"), (1500, "KWD", "1.500\xa0KWD")],
)
def test_the_label_of_a_bar_is_the_revenue(
    publisher: Person, amount: int, currency: str, label: str, noon: Any
) -> None:
    paid(1, amount, at=LATELY, currency=currency)
    chart = publisher.client.get("/admin/reports/").context["currencies"][0]["chart"]
    assert chart.bars[-1].label == label


def donated(number: int, amount: int) -> Payment:
    purchase = sold(number, began=NOON, kind=Kind.DONATION).purchase
    return paid(number, amount, at=LATELY, purchase=purchase, description="Donation")


def test_thirteen_months_in_the_sites_zone_up_to_now(settings: Any) -> None:
    settings.TIME_ZONE = "America/New_York"
    months = last_months(NOON)
    assert [f"{month.first:%Y-%m}" for month in (months[0], months[-1])] == ["2025-11", "2026-11"]
    assert (len(months), months[-1].ends) == (13, NOON)
    assert months[-1].starts == MIDNIGHT + timedelta(hours=4), (
        "November begins four hours later there."
    )
    assert all(one.ends == other.starts for one, other in pairwise(months))


def test_active_at_the_months_end_to_the_second() -> None:
    sold(1, began=MIDNIGHT - SECOND)
    sold(2, began=MIDNIGHT)
    sold(3, began=MIDNIGHT - 40 * DAY, ended_at=MIDNIGHT, end_reason="voluntary")
    sold(4, began=MIDNIGHT - 40 * DAY, ended_at=MIDNIGHT - SECOND, end_reason="payment")
    october, november = revenue.subscribers(at=NOON)[-2:]
    assert (october.active, october.new, october.lost_payment, october.lost_voluntary) == (
        2,
        1,
        1,
        0,
    )
    assert (november.active, november.new, november.lost_payment, november.lost_voluntary) == (
        2,
        1,
        0,
        1,
    )


@pytest.mark.parametrize(
    ("reason", "where"),
    [("voluntary", 0), ("payment", 1), ("refunded", 2), ("withdrawn", 2), ("desk", 2), ("", 2)],
)
def test_lost_by_reason(reason: str, where: int) -> None:
    sold(1, began=NOON - 40 * DAY, ended_at=NOON - DAY, end_reason=reason)
    row = revenue.subscribers(at=NOON)[-1]
    expected = [0, 0, 0]
    expected[where] = 1
    assert [row.lost_voluntary, row.lost_payment, row.lost_other] == expected
    assert row.lost == 1


def test_unpaid_and_duplicate_subscriptions_are_not_counted() -> None:
    sold(1, began=NOON - DAY, kind=Kind.DONATION)
    sold(2, began=NOON - DAY, ended_at=NOON - DAY, end_reason="duplicate")
    sold(3, began=NOON - DAY, status="incomplete", paid_until=None)
    row = revenue.subscribers(at=NOON)[-1]
    assert (row.active, row.new, row.lost) == (0, 0, 0)


def test_trials_that_are_running() -> None:
    sold(1, began=NOON - DAY, trial_ends_at=NOON + DAY, status="trialing")
    sold(2, began=NOON - DAY, trial_ends_at=NOON - SECOND)
    row = revenue.subscribers(at=NOON)[-1]
    assert (row.active, row.trials) == (2, 1)


def test_money_by_plan_and_never_two_currencies_together() -> None:
    paid(1, 399, at=LATELY)
    paid(2, 899, at=LATELY, description="Household")
    paid(3, 4000, at=LATELY, currency="EUR")
    paid(4, 399, at=MIDNIGHT - SECOND)
    results = revenue.revenue_by_month(at=NOON)
    assert list(results) == ["EUR", "USD"]
    assert dict(results["USD"][-1].plans) == {"Digital": 399, "Household": 899}
    assert (results["USD"][-1].total, results["USD"][-2].total, results["EUR"][-1].total) == (
        1298,
        399,
        4000,
    )


def test_refunds_and_lost_disputes_are_shown_beside_the_revenue() -> None:
    paid(1, 399, at=MIDNIGHT - DAY, state="refunded", refunded=399, refunded_at=LATELY)
    paid(2, 399, at=LATELY, refunded=100, refunded_at=LATELY)
    paid(3, 500, at=LATELY, state="lost", disputed_at=LATELY)
    paid(4, 500, at=LATELY, state="open", paid_at=None)
    paid(5, 500, at=LATELY, state="failed", paid_at=None)
    october, november = revenue.revenue_by_month(at=NOON)["USD"][-2:]
    assert (october.total, october.refunded) == (399, 0)
    assert (november.total, november.refunded, november.disputed) == (899, 499, 500)


def test_donations_are_counted_apart() -> None:
    donated(1, 2500)
    row = revenue.revenue_by_month(at=NOON)["USD"][-1]
    assert (row.donations, row.donors, row.total) == (2500, 1, 0)


def test_four_statements_however_much_there_is(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(20):
        sold(number, began=NOON - DAY)
        paid(number, 399, at=LATELY)
    with django_assert_num_queries(4):
        revenue.subscribers(at=NOON)
        revenue.revenue_by_month(at=NOON)


@pytest.mark.parametrize("name", ['=HYPERLINK("x")', "+1", "-1", "@SUM(1)", "\tx", "\rx"])
def test_no_cell_is_a_formula(name: str) -> None:
    paid(1, 399, at=LATELY, description=name)
    text = spreadsheets.revenue(revenue.revenue_by_month(at=NOON))
    assert text.startswith("\N{ZERO WIDTH NO-BREAK SPACE}month,")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert ["2026-11", "USD", "revenue", f"'{name}", "3.99", ""] in rows
    assert not [cell for row in rows for cell in row if cell.startswith(spreadsheets.FORMULAS)]


def test_the_page_and_its_tables(publisher: Person) -> None:
    sold(1, began=NOON - DAY)
    paid(1, 399, at=LATELY)
    page = publisher.client.get("/admin/reports/").content.decode()
    assert "$3.99" in page
    assert 'aria-label="Active subscribers at each month’s end' in page
    assert "style=" not in page
    answer = publisher.client.get("/admin/reports/subscribers.csv")
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert 'filename="subscribers-2026-11-18.csv"' in answer.headers["Content-Disposition"]
    assert answer.content.decode("utf-8-sig").endswith("2026-11,1,0,1,0,0,0\r\n")
    assert publisher.client.get("/admin/reports/other.csv").status_code == 404


@pytest.mark.parametrize("who", ["editor", "moderator", "columnist"])
@pytest.mark.parametrize("path", ["", "revenue.csv", "subscribers.csv"])
def test_numbers_are_the_publishers(who: str, path: str, request: pytest.FixtureRequest) -> None:
    person: Person = request.getfixturevalue(who)
    assert person.client.get(f"/admin/reports/{path}").status_code == 403
