"""What is sold, and what a reader has read of it for nothing."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from accounts.reader import ReaderRequest
from subscriptions import policy
from subscriptions.models import Plan
from subscriptions.readings import reading_context

NO_STORE = "private, no-store"


@require_safe
def subscribe(request: HttpRequest) -> HttpResponse:
    """The plans with their prices, and the way to a free account."""
    ways = urlencode({"next": way_back(request)})
    context = {
        "plans": Plan.objects.on_offer(),
        "account_columns": policy.current().registered,
        "signup": f"{reverse('account_signup')}?{ways}",
        "login": f"{reverse('account_login')}?{ways}",
    }
    response = render(request, "subscriptions/subscribe.html", context)
    response["Cache-Control"] = NO_STORE
    return response


@require_safe
def reading(request: ReaderRequest) -> HttpResponse:
    """Which columns counted this month, how many are left and when they return: for visitors too."""
    context = reading_context(request.reader, at=timezone.now())
    response = render(request, "subscriptions/reading.html", context)
    response["Cache-Control"] = NO_STORE
    return response


def way_back(request: HttpRequest) -> str:
    """Where the reader came from, on this site only."""
    wanted = request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else "/"
