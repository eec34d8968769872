"""Statistics over longer periods, and the simulation of other meter limits."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.staff.pages import render_page, require_permissions
from desk.reports import charts, statistics
from subscriptions.metering import policy, simulation
from subscriptions.metering.simulation import Outcome
from subscriptions.models import MeterMonth

PERIODS = (30, 90, 365)
MONTHS = (1, 3, 6, 12)


@require_safe
@require_permissions("articles.see_every_column", "articles.view_column")
def readers(request: HttpRequest) -> HttpResponse:
    at, message = timezone.now(), request.GET.get("days", "")
    number = next((each for each in PERIODS if str(each) == message), PERIODS[0])
    days = statistics.days(None, at=at, number=number)
    context = {
        "title": "Readers and the wall",
        "periods": PERIODS,
        "number": number,
        "days": list(reversed(days)),
        "charts": statistics.charts_of(days),
        "converting": statistics.conversions(None, at=at, number=number),
        "stop_rate": statistics.stop_rate(at=at),
        "gift_links": statistics.gift_links(at=at, number=number),
    }
    return render_page(request, "desk/statistics.html", context)


@require_safe
@require_permissions("subscriptions.view_meterpolicy")
def meter(request: HttpRequest) -> HttpResponse:
    message = request.GET.get("months", "")
    months = next((each for each in MONTHS if str(each) == message), simulation.MONTHS)
    outcomes = simulation.simulate(at=timezone.now(), months=months)
    rules = policy.stored()
    kinds = [
        _kind(MeterMonth.Kind.ANONYMOUS, rules.anonymous, outcomes),
        _kind(MeterMonth.Kind.REGISTERED, rules.registered, outcomes),
    ]
    context = {
        "title": "Try other meter limits",
        "kinds": kinds,
        "months": months,
        "choices": MONTHS,
    }
    return render_page(request, "desk/what_if.html", context)


def _kind(kind: MeterMonth.Kind, now: int, outcomes: list[Outcome]) -> dict[str, Any]:
    own = [each for each in outcomes if each.kind == kind]
    labels = [f"{each.rate:.0f} %" for each in own]
    title = f"{kind.label}: readers who would have seen the paywall, by limit"
    chart = charts.bars(
        title,
        [str(each.limit) for each in own],
        [round(each.rate) for each in own],
        labels,
        in_time=False,
    )
    return {
        "name": kind.label,
        "now": now,
        "outcomes": own,
        "chart": chart,
        "readers": own[0].readers,
    }
