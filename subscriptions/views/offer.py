"""What is sold."""

from urllib.parse import urlencode

from allauth.account.utils import get_next_redirect_url
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from subscriptions import policy
from subscriptions.models import Plan


@require_safe
def subscribe(request: HttpRequest) -> HttpResponse:
    """The plans with their prices, and the way to a free account."""
    ways = urlencode({"next": get_next_redirect_url(request) or "/"})
    context = {
        "plans": Plan.objects.on_offer(),
        "account_columns": policy.current().registered,
        "signup": f"{reverse('account_signup')}?{ways}",
        "login": f"{reverse('account_login')}?{ways}",
    }
    response = render(request, "subscriptions/subscribe.html", context)
    response["Cache-Control"] = "private, no-store"
    return response
