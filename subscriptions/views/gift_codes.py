"""Views to redeem a gift.

Only the POST of a signed-in reader looks a code up; the page itself reveals nothing.
"""

from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import rate_limits
from accounts.models import User
from accounts.reader import ReaderRequest
from subscriptions.dates import day_in_words
from subscriptions.forms.gifts import MAX_INPUT_LENGTH, GiftCodeForm
from subscriptions.gifts import codes, redemption
from subscriptions.gifts.redemption import RedemptionError
from subscriptions.models import Entitlement

TOO_OFTEN = (
    "Too many attempts in a short time. Please try again in {wait}; the code stays valid meanwhile."
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def redeem(request: ReaderRequest, code: str = "") -> HttpResponse:
    at = timezone.now()
    form = GiftCodeForm(request.POST or None, initial={"code": _as_printed(code)})
    if request.method != "POST" or not form.is_valid():
        return _page(request, form, at)
    form_data = form.cleaned_data["code"]
    if not request.user.is_authenticated:
        # The code is in the URL, so that it is still there after signing in.
        return redirect_to_login(
            reverse("subscriptions:gift-code-link", args=[codes.printed(form_data)])
        )
    if not request.user.is_verified:
        return _page(request, form, at)
    if wait := _count_attempt(request, request.user):
        form.add_error("code", TOO_OFTEN.format(wait=rate_limits.duration_in_words(wait)))
        return _page(request, form, at, status=HTTPStatus.TOO_MANY_REQUESTS)
    try:
        entitlement = redemption.redeem(form_data, user=request.user, at=at)
    except RedemptionError as refusal:
        form.add_error("code", str(refusal))
        return _page(request, form, at)
    messages.success(request, _welcome(entitlement, at))
    return redirect("accounts:home")


def _count_attempt(request: ReaderRequest, user: User) -> float:
    """Count an attempt; return the seconds to wait if there were too many."""
    # By mailbox, so that another account gives no new attempts.
    of_mailbox = ("gift_code_mailbox", str(user.reader_number))
    return rate_limits.count(request, of_mailbox, ("gift_code_network", request.reader.network))


def _page(
    request: ReaderRequest, form: GiftCodeForm, at: datetime, *, status: int = HTTPStatus.OK
) -> HttpResponse:
    code = _as_printed(str(form["code"].value() or ""))
    here = reverse("subscriptions:gift-code")
    if code:
        here = reverse("subscriptions:gift-code-link", args=[code])
    options = urlencode({"next": here})
    context: dict[str, Any] = {
        "form": form,
        "login": f"{reverse('account_login')}?{options}",
        "signup": f"{reverse('account_signup')}?{options}",
    }
    if request.user.is_authenticated:
        try:
            begins = redemption.begins_at(request.user, at=at)
            context["begins"] = begins if begins > at else None
        except RedemptionError as refusal:
            context["endless"] = str(refusal)
    return render(request, "subscriptions/gift_code.html", context, status=status)


def _welcome(entitlement: Entitlement, at: datetime) -> str:
    until = f"until {day_in_words(entitlement.ends_at)}" if entitlement.ends_at else ""
    if entitlement.starts_at > at:
        begins = day_in_words(entitlement.starts_at)
        return (
            f"The gift is yours. It begins on {begins}, when your present access ends, and lasts"
            f" {until}."
        )
    return f"The gift is yours. Every column is open to you {until}."


def _as_printed(entered: str) -> str:
    return codes.printed(codes.normal(entered[:MAX_INPUT_LENGTH]))
