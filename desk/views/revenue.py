"""Reports of subscribers and revenue by month, as tables, charts and CSV."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.responses import make_private
from accounts.staff.pages import render_page, require_permissions
from desk.reports import charts, revenue, spreadsheets
from desk.reports.revenue import Revenue, Subscribers

VIEW_REVENUE = ("subscriptions.view_payment", "subscriptions.view_subscription")
TABLES: dict[str, Callable[[datetime], str]] = {
    "subscribers": lambda at: spreadsheets.subscribers(revenue.subscribers(at=at)),
    "revenue": lambda at: spreadsheets.revenue(revenue.revenue_by_month(at=at)),
}


@require_safe
@require_permissions(*VIEW_REVENUE)
def money(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    subscribers, takings = revenue.subscribers(at=at), revenue.revenue_by_month(at=at)
    names = _names(subscribers)
    context = {
        "title": "Reports",
        "at": at,
        "now": subscribers[-1],
        "subscribers": list(reversed(subscribers)),
        "active_chart": charts.bars(
            "Active subscribers at each month’s end",
            names,
            [row.active for row in subscribers],
            [f"{row.active:,}" for row in subscribers],
        ),
        "moves_chart": charts.up_and_down(
            "New subscribers above the line, lost ones below it",
            names,
            [row.new for row in subscribers],
            [row.lost for row in subscribers],
        ),
        "currencies": [_currency(currency, rows) for currency, rows in takings.items()],
    }
    return render_page(request, "desk/reports.html", context)


@require_safe
@require_permissions(*VIEW_REVENUE)
def table(request: HttpRequest, name: str) -> HttpResponse:
    if name not in TABLES:
        raise Http404
    response = HttpResponse(
        TABLES[name](timezone.now()), content_type="text/csv; charset=utf-8; header=present"
    )
    response["Content-Disposition"] = (
        f'attachment; filename="{name}-{timezone.localdate():%Y-%m-%d}.csv"'
    )
    return make_private(response)


def _names(rows: list[Subscribers] | list[Revenue]) -> list[str]:
    return [row.month.short for row in rows]


def _currency(currency: str, rows: list[Revenue]) -> dict[str, Any]:
    plans = revenue.plans_of(rows)
    totals = [row.total for row in rows]
    return {
        "currency": currency,
        "plans": plans,
        "chart": charts.bars(
            f"Revenue in {currency} by month",
            _names(rows),
            totals,
            [row.format(row.total) if row.total else "" for row in rows],
        ),
        "rows": [
            {
                "month": row.month,
                "plans": [row.format(row.plans.get(plan, 0)) for plan in plans],
                "total": row.format(row.total),
                "refunded": row.format(row.refunded),
                "disputed": row.format(row.disputed),
                "donations": row.format(row.donations),
                "donors": row.donors,
            }
            for row in reversed(rows)
        ],
        "has_donations": any(row.donations for row in rows),
    }
