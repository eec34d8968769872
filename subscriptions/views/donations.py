"""Views to donate, to thank the donor, and to stop a monthly donation."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from allauth.core import ratelimit
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accounts import rate_limits
from accounts.reader import ReaderRequest
from subscriptions import gateways
from subscriptions.billing import donations
from subscriptions.forms.donations import DonationForm
from subscriptions.gateways.base import GatewayError
from subscriptions.models import Donation
from subscriptions.views.buying import DOWN, TOO_MANY_ORDERS
from subscriptions.views.gateway_errors import error_message
from subscriptions.views.own import DOWN as NOT_STOPPED


@rate_limits.count_posts("order_try")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def donate(request: ReaderRequest) -> HttpResponse:
    at = timezone.now()
    user = request.user if request.user.is_authenticated else None
    initial = {"email": user.email if user else "", "name": user.name if user else ""}
    form = DonationForm(request.POST or None, initial=initial)
    if not (request.method == "POST" and gateways.is_open() and form.is_valid()):
        return _form(request, form)
    if not ratelimit.consume(request, action="order", key=request.reader.network):
        return _form(request, form, error=TOO_MANY_ORDERS, status=HTTPStatus.TOO_MANY_REQUESTS)
    try:
        page = donations.open_page(donations.order(form.offer, user=user, at=at))
    except GatewayError as trouble:
        sentence, status = error_message(trouble, down=DOWN)
        return _form(request, form, error=sentence, status=status)
    return HttpResponseRedirect(page.url)


def _form(
    request: HttpRequest, form: DonationForm, *, status: int = HTTPStatus.OK, **more: Any
) -> HttpResponse:
    context = {
        "form": form,
        "is_open": gateways.is_open(),
        "gives_nothing": donations.NO_ACCESS_NOTE,
        **more,
    }
    return render(request, "subscriptions/donate.html", context, status=status)


@never_cache
@require_safe
def donated(request: HttpRequest, reference: UUID) -> HttpResponse:
    donation = get_object_or_404(
        Donation.objects.select_related("purchase"), purchase__reference=reference
    )
    payments = donation.purchase.payments.order_by("made_at", "pk")
    context = {
        "donation": donation,
        "purchase": donation.purchase,
        "subscription": getattr(donation.purchase, "subscription", None),
        "payments": payments,
        "stop": donations.stop_token(donation.purchase) if donation.monthly else "",
    }
    return render(request, "subscriptions/donated.html", context)


@csrf_exempt  # the signed link is the proof: it stops this one donation, and no session matters
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, and stop only by POST, because mail scanners open links."""
    subscription = donations.from_token(token)
    if subscription is None or subscription.purchase is None:
        raise Http404("No donation belongs to this link.")
    context: dict[str, Any] = {"subscription": subscription, "token": token}
    if request.method != "POST":
        return render(request, "subscriptions/donation_stop.html", context)
    try:
        donations.stop(subscription, at=timezone.now())
    except GatewayError as trouble:
        context["error"], status = error_message(trouble, down=NOT_STOPPED)
        return render(request, "subscriptions/donation_stop.html", context, status=status)
    return redirect("subscriptions:donation-stop", token)
