"""Views to withdraw from a contract: form, confirmation, and outcome."""

from contextlib import suppress

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.reader import SignedInRequest
from subscriptions.billing import withdrawals
from subscriptions.billing.lifecycle import SubscriptionError
from subscriptions.billing.status import status_of
from subscriptions.dates import day_in_words
from subscriptions.forms.agreement import WithdrawalForm
from subscriptions.gateways.base import GatewayError
from subscriptions.models import Withdrawal
from subscriptions.views.own import own_subscription

TOO_LATE = (
    "The 14 days in which you can withdraw from this contract are over. You can cancel at any time."
)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Display the form and then a confirmation; only "Confirm withdrawal" declares it."""
    at = timezone.now()
    subscription = own_subscription(request, pk)
    if Withdrawal.objects.filter(subscription=subscription).exists():
        return redirect("subscriptions:withdrawn", pk)
    if not withdrawals.is_within_withdrawal_period(subscription, at=at):
        messages.info(request, TOO_LATE)
        return redirect("accounts:home")
    now = status_of(subscription, at=at)
    user = request.user
    contract = f"{now.terms_now}, begun on {day_in_words(subscription.started_at)}"
    initial = {"name": user.name, "email": user.email, "contract": contract}
    form = WithdrawalForm(request.POST or None, initial=initial)
    context = {"status": now, "form": form}
    # "Change" on the confirmation page leads back to the form.
    if not form.is_valid() or "change" in request.POST:
        return render(request, "subscriptions/withdraw.html", context)
    if "confirm" not in request.POST:
        return render(request, "subscriptions/confirm_withdrawal.html", context)
    withdrawal = withdrawals.declare(subscription, at=at, **form.cleaned_data)
    with suppress(
        GatewayError, SubscriptionError
    ):  # it is declared all the same; the scheduled job retries
        withdrawals.carry_out(withdrawal, at=at)
    return redirect("subscriptions:withdrawn", pk)


@login_required
@require_safe
def withdrawn(request: SignedInRequest, pk: int) -> HttpResponse:
    withdrawal = get_object_or_404(Withdrawal, subscription=own_subscription(request, pk))
    context = {"withdrawal": withdrawal, "refunds": withdrawals.refunds(withdrawal)}
    return render(request, "subscriptions/withdrawn.html", context)
