"""The offer page."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from allauth.account.utils import get_next_redirect_url
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.responses import make_private
from subscriptions import gateways
from subscriptions.billing import checkout
from subscriptions.metering import policy
from subscriptions.models import Plan, Price


@require_safe
def subscribe(request: HttpRequest) -> HttpResponse:
    options = urlencode({"next": get_next_redirect_url(request) or "/"})
    context = {
        "plans": plans_on_offer(timezone.now()),
        "is_open": gateways.is_open(),
        "subscription": checkout.running_subscription(request.user)
        if request.user.is_authenticated
        else None,
        "account_columns": policy.current().registered,
        "ways": options,
        "signup": f"{reverse('account_signup')}?{options}",
        "login": f"{reverse('account_login')}?{options}",
    }
    response = render(request, "subscriptions/subscribe.html", context)
    # The page depends on the reader's subscription.
    return make_private(response)


def plans_on_offer(at: datetime) -> list[dict[str, Any]]:
    offers = []
    for plan in Plan.objects.on_offer():
        prices = plan.listed_prices  # type: ignore[attr-defined]  # from the prefetch
        offers.append({"plan": plan, "prices": [offered(price, prices, at) for price in prices]})
    return offers


def offered(price: Price, listed: list[Price], at: datetime) -> dict[str, Any]:
    """Return the terms in two parts.

    `first` comes before the price (trial, lower price), `then` follows it.
    """
    sentence, plain = checkout.sentence(price, at=at), str(price)
    goes_on = sentence.startswith(plain)
    return {
        "price": price,
        "then": sentence.removeprefix(plain) if goes_on else "",
        "first": "" if goes_on else sentence,
        "saving": checkout.yearly_saving(price, listed),
    }
