"""The sandbox's own pages, where a real provider would ask for a card.

Only while GATEWAY is the sandbox.
"""

from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from subscriptions.fulfilment import sandbox_clock
from subscriptions.gateways.base import GatewayError, NotFound
from subscriptions.gateways.sandbox.gateway import SandboxGateway, first_amount
from subscriptions.models import Subscription
from subscriptions.models.money import format_money
from subscriptions.models.plans import every

DECLINED = "The card was declined. Nothing has been charged: try another card, or go back."


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: HttpRequest, session_id: str) -> HttpResponse:
    gateway = _sandbox()
    try:
        sale, page = gateway.sale(session_id), gateway.retrieve_checkout(session_id)
    except NotFound as unknown:
        raise Http404 from unknown
    choice = request.POST.get("choice", "")
    if page.state != "open" or choice == "back":
        return _leave(sale.success_url if page.state == "paid" else sale.cancel_url)
    if choice in {"pay", "pay-then-fail"}:
        gateway.pay(session_id, next_fails=choice == "pay-then-fail")
        sandbox_clock.deliver(timezone.now())
        return _leave(sale.success_url)
    context = {
        "sale": sale,
        "today": format_money(first_amount(sale), sale.terms.currency),
        "later": format_money(sale.terms.amount, sale.terms.currency),
        "every": every(sale.terms.interval, sale.terms.interval_count)
        if sale.terms.interval
        else "",
        "declined": DECLINED if choice == "decline" else "",
    }
    return render(request, "subscriptions/sandbox_pay.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def portal(request: HttpRequest, customer_id: str) -> HttpResponse:
    gateway = _sandbox()
    subscriptions = Subscription.objects.running().filter(
        gateway="sandbox", user__customers__customer_id=customer_id
    )
    if request.method == "POST":
        for subscription in subscriptions:
            gateway.set_card(subscription.gateway_id, works=request.POST.get("card") == "works")
        sandbox_clock.deliver(timezone.now())
        return redirect("accounts:home")
    context = {"subscriptions": subscriptions, "email": gateway.email(customer_id)}
    return render(request, "subscriptions/sandbox_portal.html", context)


def _sandbox() -> SandboxGateway:
    try:
        return sandbox_clock.sandbox()
    except GatewayError as not_here:
        raise Http404 from not_here


def _leave(address: str) -> HttpResponse:
    # In development the host may be localhost or 127.0.0.1, with separate cookies.
    parts = urlsplit(address)
    return HttpResponseRedirect(f"{parts.path}?{parts.query}" if parts.query else parts.path)
