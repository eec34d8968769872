"""Views from a price to the payment page and back."""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from allauth.account.utils import get_next_redirect_url
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import rate_limits
from accounts.reader import SignedInRequest
from subscriptions import gateways
from subscriptions.billing import checkout, promotions
from subscriptions.billing.checkout import CheckoutError, Quote
from subscriptions.forms.code import PromotionCodeForm
from subscriptions.fulfilment import purchases
from subscriptions.gateways.base import GatewayError, GatewayRefused
from subscriptions.links import gift
from subscriptions.models import Entitlement, Price, Purchase, Subscription
from subscriptions.views.gateway_errors import error_message

REFUNDED = (
    "This subscription was ended at once, and what you paid goes back to you. A mail to you says"
    " why."
)
WELCOME = "Your subscription has begun. Every column is open to you."
NOTHING_CHARGED = "You left the pay page. Nothing has been charged."
DOWN = (
    "The payment provider does not answer at the moment. Nothing has been charged; please try again"
    " in a few minutes."
)
TOO_MANY = "Too many codes in a short time. Please continue without one, or try again in {wait}."
TOO_MANY_ORDERS = (
    "Many orders have come from your network in a short time. Please try again in an hour."
)
LOOK_AGAIN_SECONDS = 5  # the waiting page reloads itself
PROVIDER_INTERVAL_SECONDS = 3
MAX_NEXT_PATH = Purchase._meta.get_field("next_path").max_length or 0
BACK_TO_THE_FORM = {
    Purchase.Kind.GIFT: "subscriptions:gift",
    Purchase.Kind.DONATION: "subscriptions:donate",
}


@rate_limits.count_posts("subscribe_try")
@never_cache
# Sign-up instead of sign-in, because most buyers have no account yet; the page links to sign-in.
@login_required(login_url="account_signup")
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: SignedInRequest, pk: int) -> HttpResponse:
    mailbox = str(request.user.reader_number)
    if request.method == "POST" and (
        wait := rate_limits.count(request, ("subscribe_mailbox", mailbox))
    ):
        return rate_limits.too_many_requests(request, wait)
    if not gateways.is_open() or checkout.running_subscription(request.user):
        return redirect("subscriptions:subscribe")
    price = get_object_or_404(Price.objects.select_related("plan"), pk=pk)
    at = timezone.now()
    # By mailbox, so that another account gives no new attempts.
    of_mailbox = ("promotion_code_mailbox", mailbox)
    of_network = ("promotion_code_network", request.reader.network)
    if request.POST.get("code") and (wait := rate_limits.count(request, of_mailbox, of_network)):
        # Not bound, because rendering a bound form would look the code up.
        form = PromotionCodeForm(
            initial={"code": request.POST["code"]}, price=price, user=request.user, at=at
        )
        refusal = TOO_MANY.format(wait=rate_limits.duration_in_words(wait))
        quoted = checkout.quote(price, user=request.user, at=at)
        return _review(request, form, quoted, refusal=refusal, status=HTTPStatus.TOO_MANY_REQUESTS)
    form = PromotionCodeForm(request.POST or None, price=price, user=request.user, at=at)
    if request.method == "POST" and form.is_valid() and "pay" in request.POST:
        return _open_checkout(request, form, at)
    promotion = form.cleaned_data.get("promotion") if form.is_bound and form.is_valid() else None
    return _review(
        request, form, checkout.quote(price, user=request.user, promotion=promotion, at=at)
    )


def _open_checkout(request: SignedInRequest, form: PromotionCodeForm, at: datetime) -> HttpResponse:
    quoted = checkout.quote(
        form.price, user=request.user, promotion=form.cleaned_data["promotion"], at=at
    )
    try:
        link = gift.last_opened_by(request.reader, at=at)
        purchase = checkout.get_or_create_purchase(
            request.user, quoted, next_path=_next_path(request), gift_link=link, at=at
        )
        page = checkout.open_subscription_page(purchase, quoted)
    except promotions.PromotionError as refusal:
        form.add_error("code", str(refusal))
        return _review(request, form, checkout.quote(form.price, user=request.user, at=at))
    except CheckoutError as refusal:
        return _review(request, form, quoted, refusal=str(refusal), status=HTTPStatus.CONFLICT)
    except GatewayError as trouble:
        reason = trouble.reason if isinstance(trouble, GatewayRefused) else ""
        if reason == "amount_too_small" and quoted.promotion:
            form.add_error("code", promotions.TOO_LITTLE_LEFT)
            return _review(request, form, checkout.quote(form.price, user=request.user, at=at))
        sentence, status = error_message(trouble, down=DOWN)
        return _review(request, form, quoted, refusal=sentence, status=status)
    # It may have been paid or expired since it was opened.
    if page.state != "open":
        return redirect("subscriptions:paid", purchase.reference)
    return HttpResponseRedirect(page.url)


def _review(
    request: SignedInRequest, form: PromotionCodeForm, quoted: Quote, **more: Any
) -> HttpResponse:
    status = more.pop("status", HTTPStatus.OK)
    context = {
        "form": form,
        "quote": quoted,
        "price": quoted.price,
        "next": _next_path(request),
        "right": (
            Entitlement.objects.in_force(form.at)
            .filter(user=request.user)
            .order_by("-ends_at")
            .first()
        ),
        **more,
    }
    return render(request, "subscriptions/review.html", context, status=status)


@never_cache
@require_safe
def paid(request: HttpRequest, reference: str) -> HttpResponse:
    """Sync the payment after the reader returns from the payment page, and redirect."""
    purchase = get_object_or_404(Purchase, reference=reference)
    if purchase.kind == Purchase.Kind.SUBSCRIPTION and purchase.user != request.user:
        raise Http404
    try:
        if _may_ask_provider(purchase):
            purchase = purchases.complete(purchase, at=timezone.now())
    except GatewayError:
        return _wait(request, purchase)
    if purchase.state == Purchase.State.PAID:
        return _paid(request, purchase)
    if purchase.state == Purchase.State.MISMATCH:
        return _wait(request, purchase)
    if "cancelled" in request.GET or purchase.state == Purchase.State.EXPIRED:
        messages.info(request, NOTHING_CHARGED)
        if purchase.kind in BACK_TO_THE_FORM:
            return redirect(BACK_TO_THE_FORM[Purchase.Kind(purchase.kind)])
        return redirect("subscriptions:review", purchase.price_id)
    return _wait(request, purchase)


def _may_ask_provider(purchase: Purchase) -> bool:
    """Limit requests to the provider to one every few seconds for all workers.

    Anybody may reload this page.
    """
    is_over = purchase.state in {Purchase.State.PAID, Purchase.State.MISMATCH}
    return not is_over and bool(
        cache.add(f"pay-page-asked:{purchase.reference}", True, timeout=PROVIDER_INTERVAL_SECONDS)
    )


def _paid(request: HttpRequest, purchase: Purchase) -> HttpResponse:
    if purchase.kind == Purchase.Kind.SUBSCRIPTION:
        own = getattr(purchase, "subscription", None)
        # `sync` has ended and refunded it.
        if own is not None and own.end_reason == Subscription.EndReason.DUPLICATE:
            messages.warning(request, REFUNDED)
        if own is None or not own.is_running:
            return redirect("accounts:home")
        # A column tells by itself that it is open; other pages need the message.
        other_pages = {"", "/", reverse("subscriptions:subscribe"), reverse("accounts:home")}
        if purchase.next_path in other_pages:
            messages.success(request, WELCOME)
            return redirect("accounts:home")
    return HttpResponseRedirect(purchase.next_path or reverse("accounts:home"))


def _wait(request: HttpRequest, purchase: Purchase) -> HttpResponse:
    """Display a page that reloads itself until the payment arrives or the provider answers."""
    response = render(request, "subscriptions/waiting.html", {"purchase": purchase})
    if purchase.state == Purchase.State.OPEN:
        response["Refresh"] = str(LOOK_AGAIN_SECONDS)
    return response


def _next_path(request: HttpRequest) -> str:
    """Return where to go after payment, if it is on this site and fits into the database field."""
    path = str(get_next_redirect_url(request) or "")
    return path if len(path) <= MAX_NEXT_PATH and path.isprintable() else ""
