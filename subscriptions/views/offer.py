"""What is sold."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from allauth.account.utils import get_next_redirect_url
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from subscriptions import gateways, policy, selling
from subscriptions.models import Plan


@require_safe
def subscribe(request: HttpRequest) -> HttpResponse:
    """The plans with their prices, the way to the pay page, and the way to a free account."""
    ways = urlencode({"next": get_next_redirect_url(request) or "/"})
    context = {
        "plans": plans_on_offer(timezone.now()),
        "is_open": gateways.is_open(),
        "subscription": selling.running_subscription(request.user) if request.user.is_authenticated else None,
        "account_columns": policy.current().registered,
        "ways": ways,
        "signup": f"{reverse('account_signup')}?{ways}",
        "login": f"{reverse('account_login')}?{ways}",
    }
    response = render(request, "subscriptions/subscribe.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def plans_on_offer(at: datetime) -> list[dict[str, Any]]:
    """Plans with their listed prices, each with its sentence and what a year saves."""
    plans = []
    for plan in Plan.objects.on_offer():
        listed = plan.listed_prices  # type: ignore[attr-defined]  # from the prefetch
        prices = [
            {
                "price": price,
                "sentence": selling.sentence(price, at=at),
                "saving": selling.yearly_saving(price, listed),
            }
            for price in listed
        ]
        plans.append({"plan": plan, "prices": prices})
    return plans
