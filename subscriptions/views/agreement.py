"""Views of a reader's own subscription: cancel, resume, manage the card."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.absolute_urls import absolute_url
from accounts.reader import SignedInRequest
from subscriptions import gateways
from subscriptions.billing import self_service
from subscriptions.billing.status import State, status_of
from subscriptions.forms.agreement import ReasonForm
from subscriptions.gateways.base import GatewayError
from subscriptions.models import CancellationReason, Customer
from subscriptions.views.own import own_subscription, render_error

PAGE = ["GET", "HEAD", "POST"]
ENDED = "It has ended already; nothing more is charged."
NOT_RESUMED = "There is no cancellation to take back."


@login_required
@require_safe
def own(request: SignedInRequest) -> HttpResponse:
    """Redirect to the account page; e-mails contain this URL."""
    return redirect("accounts:home")


@login_required
@require_http_methods(PAGE)
def cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    at = timezone.now()
    subscription = own_subscription(request, pk)
    context = {"status": status_of(subscription, at=at)}
    if subscription.cancel_at_period_end and subscription.ended_at is None:
        return redirect("subscriptions:cancelled", pk)
    if subscription.ended_at is not None:
        messages.info(request, ENDED)
        return redirect("accounts:home")
    if request.method != "POST":
        return render(request, "subscriptions/cancel.html", context)
    try:
        self_service.cancel(subscription, at=at)
    except GatewayError as trouble:
        return render_error(request, "subscriptions/cancel.html", context, trouble)
    return redirect("subscriptions:cancelled", pk)


@login_required
@require_http_methods(PAGE)
def cancelled(request: SignedInRequest, pk: int) -> HttpResponse:
    at = timezone.now()
    subscription = own_subscription(request, pk)
    now = status_of(subscription, at=at)
    if now.state not in {State.CANCELLED, State.ENDED}:
        return redirect("accounts:home")
    cancellation_reason = CancellationReason.objects.filter(subscription=subscription).first()
    form = ReasonForm(request.POST or None, instance=cancellation_reason)
    if request.method == "POST" and form.is_valid():
        self_service.save_cancellation_reason(subscription, at=at, **form.cleaned_data)
        messages.success(request, "Thank you. It will be read.")
        return redirect("accounts:home")
    return render(request, "subscriptions/cancelled.html", {"status": now, "form": form})


@login_required
@require_http_methods(PAGE)
def resume(request: SignedInRequest, pk: int) -> HttpResponse:
    at = timezone.now()
    subscription = own_subscription(request, pk)
    context = {"status": status_of(subscription, at=at)}
    if not self_service.may_resume(subscription, at=at):
        messages.info(request, NOT_RESUMED if subscription.is_running else ENDED)
        return redirect("accounts:home")
    if request.method != "POST":
        return render(request, "subscriptions/resume.html", context)
    try:
        self_service.resume(subscription, at=at)
    except GatewayError as trouble:
        return render_error(request, "subscriptions/resume.html", context, trouble)
    messages.success(request, "Your subscription goes on.")
    return redirect("accounts:home")


@login_required
@require_http_methods(PAGE)
def card(request: SignedInRequest, pk: int) -> HttpResponse:
    subscription = own_subscription(request, pk)
    context = {"status": status_of(subscription, at=timezone.now())}
    if request.method != "POST":
        return render(request, "subscriptions/card.html", context)
    customer = get_object_or_404(Customer, user=request.user, gateway=subscription.gateway)
    # The portal's URL is valid for a short time only, so it is requested after the click.
    back = absolute_url(reverse("accounts:home"))
    try:
        return redirect(
            gateways.named(subscription.gateway).portal_url(customer.customer_id, return_url=back)
        )
    except GatewayError as trouble:
        return render_error(request, "subscriptions/card.html", context, trouble)
