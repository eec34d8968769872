"""Cancel and withdraw without signing in: form, receipt, and the page of the mailed link."""

import logging
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accounts import rate_limits
from accounts.email_addresses import mailbox
from accounts.reader import ReaderRequest
from subscriptions.billing import cancellation_requests, withdrawal_history
from subscriptions.billing.cancellation_requests import Contract
from subscriptions.billing.lifecycle import SubscriptionError
from subscriptions.dates import local_day
from subscriptions.forms.cancellation_requests import (
    CancellationForm,
    ContractForm,
    WithdrawalRequestForm,
)
from subscriptions.gateways.base import GatewayError
from subscriptions.models import CancellationRequest

HONEYPOT = "website"  # honeypot: a field that people don't see
TRAPPED = "A field that should stay empty was filled in. Please send it again."
TOO_MANY = (
    "Many declarations have come from your network. Please wait {wait}; everything you typed is"
    " still there."
)
PAGE = ["GET", "HEAD", "POST"]
TEMPLATES = {
    CancellationForm: "subscriptions/cancel_contract.html",
    WithdrawalRequestForm: "subscriptions/withdraw_contract.html",
}

logger = logging.getLogger(__name__)


@rate_limits.count_posts("cancellation_try")
@never_cache
@require_http_methods(PAGE)
def cancel(request: ReaderRequest) -> HttpResponse:
    return _declare(request, CancellationForm)


@rate_limits.count_posts("cancellation_try")
@never_cache
@require_http_methods(PAGE)
def withdraw(request: ReaderRequest) -> HttpResponse:
    return _declare(request, WithdrawalRequestForm)


def _declare(request: ReaderRequest, form_class: type[CancellationForm]) -> HttpResponse:
    """Store the declaration and redirect to its receipt, for any address, a customer's or not."""
    at = timezone.now()
    user = request.user if request.user.is_authenticated else None
    initial = {"name": user.name, "email": user.email} if user else {}
    form = form_class(
        request.POST if request.method == "POST" else None, initial=initial, today=local_day(at)
    )
    if request.method != "POST":
        return _form(request, form)
    if request.POST.get(HONEYPOT):
        form.add_error(None, TRAPPED)
    if not form.is_valid():
        return _form(request, form, status=HTTPStatus.BAD_REQUEST)
    declaration = form.declaration
    # Rate limits count the mailbox, so that variants of an address have one limit.
    box = mailbox(declaration.email)
    wait = _seconds_to_wait(request, box)
    if wait:
        form.add_error(None, TOO_MANY.format(wait=rate_limits.duration_in_words(wait)))
        response = _form(request, form, status=HTTPStatus.TOO_MANY_REQUESTS)
        response["Retry-After"] = str(int(wait) + 1)
        return response
    # Beyond this limit the declaration is valid without an e-mail, and the desk handles it.
    may_mail = rate_limits.consume(request, action="cancellation_mail", key=box) is not None
    row = cancellation_requests.receive(declaration, is_receipt_sent=may_mail, at=at)
    return redirect("subscriptions:cancellation-received", row.reference)


def _seconds_to_wait(request: ReaderRequest, box: str) -> float:
    network = request.reader.network
    for action, key in (
        ("cancellation", network),
        ("cancellation_own_mailbox", f"{network} {box}"),
    ):
        if not rate_limits.consume(request, action=action, key=key):
            return max(1.0, rate_limits.seconds_to_wait(request, action=action, key=key))
    return 0.0


def _form(
    request: HttpRequest, form: CancellationForm, *, status: int = HTTPStatus.OK
) -> HttpResponse:
    return render(request, TEMPLATES[type(form)], {"form": form}, status=status)


@never_cache
@require_safe
def received(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Display the receipt.

    Its URL is known only to the sender, and it reveals nothing about contracts.
    """
    return _receipt(request, reference, "subscriptions/cancellation_received.html")


@never_cache
@require_safe
def receipt(request: HttpRequest, reference: UUID) -> HttpResponse:
    response = _receipt(
        request,
        reference,
        "subscriptions/cancellation_receipt.txt",
        content_type="text/plain; charset=utf-8",
    )
    if response.status_code == HTTPStatus.OK:
        response["Content-Disposition"] = f'attachment; filename="receipt-{reference}.txt"'
    response["X-Robots-Tag"] = "noindex"
    return response


def _receipt(
    request: HttpRequest, reference: UUID, template: str, content_type: str | None = None
) -> HttpResponse:
    declaration = get_object_or_404(CancellationRequest, reference=reference)
    if timezone.now() >= declaration.link_ends_at:
        over = "subscriptions/cancellation_receipt_over.html"
        return render(request, over, {"declaration": declaration}, status=HTTPStatus.GONE)
    return render(request, template, {"declaration": declaration}, content_type=content_type)


@csrf_exempt  # the signed link is the proof, and no session matters
@never_cache
@require_http_methods(PAGE)
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Display the contracts; end one only by POST, because mail scanners open links."""
    at = timezone.now()
    declaration = cancellation_requests.from_token(token)
    if declaration is None:
        raise Http404("No declaration belongs to this link.")
    context: dict[str, Any] = {"declaration": declaration, "token": token}
    if declaration.confirmed_at is not None:
        context["contract"] = Contract(declaration.subscription, declaration.purchase)
        context["refunds"] = cancellation_requests.refunds(declaration)
        return render(request, "subscriptions/cancellation_confirmed.html", context)
    if cancellation_requests.link_has_expired(declaration, at=at):
        return render(
            request, "subscriptions/cancellation_link_over.html", context, status=HTTPStatus.GONE
        )
    contracts = cancellation_requests.contracts(declaration)
    form = ContractForm(request.POST if request.method == "POST" else None, contracts=contracts)
    if request.method != "POST" or not form.is_valid():
        received_at = declaration.received_at
        pays = any(
            not withdrawal_history.is_refunded_in_full(
                contract.subscription, declared_at=received_at
            )
            for contract in contracts
            if contract.subscription
        )
        context |= {"form": form, "contracts": contracts, "pays_for_days": pays}
        return render(request, "subscriptions/cancellation_confirm.html", context)
    if cancellation_requests.confirm(declaration, form.cleaned_data["contract"], at=at):
        try:
            cancellation_requests.carry_out(declaration, at=at)
        except (GatewayError, SubscriptionError):
            # run_scheduled retries it.
            logger.exception("The cancellation %s must wait.", declaration.pk)
    return redirect("subscriptions:cancellation-confirm", token)
