"""Subscribers and revenue by month. Amounts of different currencies are never added."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, Sum, Value, When

from desk.reports.months import Month, last_months
from subscriptions.models import Payment, Purchase, Subscription
from subscriptions.models.money import format_money
from subscriptions.models.payments import REFUNDED_STATES

Row = dict[str, Any]
Reason, State = Subscription.EndReason, Payment.State
RECEIVED = (State.PAID, *REFUNDED_STATES)
LOST = {
    "lost_voluntary": Q(end_reason=Reason.VOLUNTARY),
    "lost_payment": Q(end_reason=Reason.PAYMENT),
    "lost_other": ~Q(end_reason__in=(Reason.VOLUNTARY, Reason.PAYMENT)),
}


@dataclass(frozen=True)
class Subscribers:
    """Number of reader subscriptions in one month."""

    month: Month
    active: int
    trials: int
    new: int
    lost_voluntary: int
    lost_payment: int
    lost_other: int

    @property
    def lost(self) -> int:
        return self.lost_voluntary + self.lost_payment + self.lost_other


@dataclass
class Revenue:
    """Revenue of one month in one currency, in minor units."""

    month: Month
    currency: str
    plans: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    payments: int = 0
    donations: int = 0
    donors: int = 0
    refunded: int = 0
    disputed: int = 0

    @property
    def total(self) -> int:
        return sum(self.plans.values())

    def format(self, amount: int) -> str:
        return format_money(amount, self.currency) if amount else "—"


def subscribers(*, at: datetime) -> list[Subscribers]:
    months = last_months(at)
    counted = {
        f"{name}_{position}": Count("pk", filter=condition)
        for position, month in enumerate(months)
        for name, condition in _conditions(month).items()
    }
    # Exclude subscriptions that were never paid and had no trial.
    began = (
        Subscription.objects.of_readers()
        .exclude(end_reason=Reason.DUPLICATE)
        .exclude(paid_until=None)
    )
    numbers = began.aggregate(**counted)
    return [
        Subscribers(
            month=month, **{name: numbers[f"{name}_{position}"] for name in _conditions(month)}
        )
        for position, month in enumerate(months)
    ]


def _conditions(month: Month) -> dict[str, Q]:
    runs = Q(started_at__lt=month.ends) & (Q(ended_at=None) | Q(ended_at__gte=month.ends))
    ended = Q(ended_at__gte=month.starts, ended_at__lt=month.ends)
    return {
        "active": runs,
        "trials": runs & Q(trial_ends_at__gte=month.ends),
        "new": Q(started_at__gte=month.starts, started_at__lt=month.ends),
        **{name: ended & reason for name, reason in LOST.items()},
    }


def revenue_by_month(*, at: datetime) -> dict[str, list[Revenue]]:
    """Return the months by currency; months without payments are included."""
    months = last_months(at)
    results: dict[str, list[Revenue]] = {}

    def month_of(row: Row) -> Revenue:
        currency = str(row["currency"])
        if currency not in results:
            results[currency] = [Revenue(month, currency) for month in months]
        return results[currency][int(row["month"])]

    payments = _between(months, "paid_at").filter(state__in=RECEIVED, amount__gt=0)
    grouped = payments.values("month", "currency", "description", kind=F("purchase__kind"))
    for row in grouped.annotate(sum=Sum("amount"), payments=Count("pk")).order_by("month"):
        month = month_of(row)
        if row["kind"] == Purchase.Kind.DONATION:
            month.donations += row["sum"]
            month.donors += row["payments"]
        else:
            month.plans[row["description"]] += row["sum"]
            month.payments += row["payments"]
    for row in _refunds(months, "refunded_at", Sum("refunded")):
        month_of(row).refunded += row["total"]
    for row in _refunds(months, "disputed_at", Sum("amount"), state=State.LOST):
        month_of(row).disputed += row["total"]
    return dict(sorted(results.items()))


def _refunds(months: list[Month], moment: str, total: Sum, **conditions: str) -> Iterable[Row]:
    rows = _between(months, moment).filter(**conditions).values("month", "currency")
    results: Iterable[Row] = rows.annotate(total=total).filter(total__gt=0).order_by("month")
    return results


def _between(months: list[Month], moment: str) -> Any:
    """Return payments whose `moment` is in these months, with the position of the month."""
    span = {f"{moment}__gte": months[0].starts, f"{moment}__lt": months[-1].ends}
    positions = [
        When(**{f"{moment}__lt": month.ends}, then=Value(position))
        for position, month in enumerate(months)
    ]
    return Payment.objects.filter(**span).annotate(
        month=Case(*positions, output_field=IntegerField())
    )


def plans_of(rows: list[Revenue]) -> list[str]:
    return sorted({name for row in rows for name in row.plans})
