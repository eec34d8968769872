"""Views to buy a gift, and the page with its card."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from allauth.core import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import rate_limits
from accounts.reader import ReaderRequest
from subscriptions import gateways
from subscriptions.dates import local_day
from subscriptions.forms.gifts import GiftForm
from subscriptions.gateways.base import GatewayError
from subscriptions.gifts import offers, orders
from subscriptions.models import Gift
from subscriptions.views.buying import DOWN, TOO_MANY_ORDERS
from subscriptions.views.gateway_errors import error_message


@rate_limits.count_posts("order_try")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def buy_gift(request: ReaderRequest) -> HttpResponse:
    at = timezone.now()
    user = request.user if request.user.is_authenticated else None
    initial = {"email": user.email if user else "", "from_name": user.name if user else ""}
    form = GiftForm(request.POST or None, initial=initial, today=local_day(at))
    if not (request.method == "POST" and gateways.is_open() and form.is_valid()):
        return _form(request, form)
    if not ratelimit.consume(request, action="order", key=request.reader.network):
        return _form(request, form, error=TOO_MANY_ORDERS, status=HTTPStatus.TOO_MANY_REQUESTS)
    try:
        page = orders.open_page(orders.order(form.order, user=user, at=at))
    except GatewayError as trouble:
        sentence, status = error_message(trouble, down=DOWN)
        return _form(request, form, error=sentence, status=status)
    return HttpResponseRedirect(page.url)


def _form(
    request: HttpRequest, form: GiftForm, *, status: int = HTTPStatus.OK, **more: Any
) -> HttpResponse:
    context = {
        "form": form,
        "is_open": gateways.is_open(),
        "once": offers.ONCE,
        "keeps": offers.NO_EXPIRY_NOTE,
        "withdrawing": offers.WITHDRAWING,
        **more,
    }
    return render(request, "subscriptions/gift.html", context, status=status)


@never_cache
@require_safe
def bought(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Display the card and the state of the gift. Only the buyer knows the URL."""
    gift = get_object_or_404(
        Gift.objects.select_related("purchase__price__plan"), purchase__reference=reference
    )
    payment = gift.purchase.payments.first()
    code_page = settings.SITE_URL.partition("://")[2] + reverse("subscriptions:gift-code")
    context = {
        "gift": gift,
        "purchase": gift.purchase,
        "payment": payment,
        "code": orders.code_of(gift),
        "redemption_url": orders.redemption_url(gift),
        "redeem_at": code_page.rstrip("/"),  # printed on the card, without the scheme
    }
    return render(request, "subscriptions/gift_bought.html", context)
