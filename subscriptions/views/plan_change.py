"""Views to change the plan: choose a price, then confirm."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.reader import SignedInRequest
from subscriptions.billing import self_service
from subscriptions.billing.lifecycle import SubscriptionError
from subscriptions.billing.status import status_of
from subscriptions.dates import day_in_words
from subscriptions.forms.agreement import PlanChangeForm
from subscriptions.gateways.base import GatewayError
from subscriptions.views.own import own_subscription, render_error

NOT_NOW = "The plan cannot be changed as things stand. What can be done is on this page."
GONE = "That price is not on offer any more. Please choose another one."
OTHER_TERMS = (
    "What it costs has changed since you opened this page. Please look at it again before you"
    " confirm."
)


@login_required
@require_safe
def change(request: SignedInRequest, pk: int) -> HttpResponse:
    subscription = own_subscription(request, pk)
    now = status_of(subscription, at=timezone.now())
    if not now.may_change:
        messages.info(request, NOT_NOW)
        return redirect("accounts:home")
    context = {"status": now, "prices": self_service.other_prices(subscription)}
    return render(request, "subscriptions/change_plan.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: SignedInRequest, pk: int, price_pk: int) -> HttpResponse:
    """Display old and new terms; accept only a confirmation of the terms that were displayed."""
    at = timezone.now()
    subscription = own_subscription(request, pk)
    now = status_of(subscription, at=at)
    if subscription.price_id == price_pk:
        return redirect("accounts:home")
    price = self_service.other_prices(subscription).filter(pk=price_pk).first()
    if not now.may_change or price is None:
        messages.info(request, GONE if now.may_change else NOT_NOW)
        return redirect("subscriptions:change", pk) if now.may_change else redirect("accounts:home")
    text = self_service.change_sentence(subscription, price)
    old, new = self_service.present_terms(subscription), self_service.price_terms(price)
    form = PlanChangeForm(initial={"shown": text})
    context = {"status": now, "price": price, "shown": text, "old": old, "new": new, "form": form}
    if request.method != "POST":
        return render(request, "subscriptions/confirm_plan.html", context)
    # The reader confirms exactly the displayed terms, even if the price changed meanwhile.
    if request.POST.get("shown") != text:
        return render(
            request,
            "subscriptions/confirm_plan.html",
            {**context, "error": OTHER_TERMS},
            status=409,
        )
    try:
        self_service.change_plan(subscription, price, at=at)
    except (GatewayError, SubscriptionError) as trouble:
        return render_error(request, "subscriptions/confirm_plan.html", context, trouble)
    messages.success(request, f"Your plan changes on {day_in_words(subscription.period_ends_at)}.")
    return redirect("accounts:home")
