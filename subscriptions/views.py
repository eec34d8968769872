"""What is sold, and what a reader has read of it for nothing."""

from urllib.parse import urlencode

from allauth.account.utils import get_next_redirect_url
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.reader import ReaderRequest
from subscriptions import policy
from subscriptions.models import Plan
from subscriptions.readings import reading_context


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


@require_safe
def reading(request: ReaderRequest) -> HttpResponse:
    """Which columns counted this month, how many are left and when they return: for visitors too."""
    context = reading_context(request.reader, at=timezone.now())
    return render(request, "subscriptions/reading.html", context)
