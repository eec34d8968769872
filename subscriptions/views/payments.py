"""Views of a reader's payments and printable receipts."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.reader import SignedInRequest
from subscriptions.models import Payment


@login_required
@require_safe
def payments(request: SignedInRequest) -> HttpResponse:
    own = Payment.objects.filter(user=request.user, amount__gt=0).exclude(state=Payment.State.VOID)
    return render(request, "subscriptions/payments.html", {"payments": own})


@login_required
@require_safe
def receipt(request: SignedInRequest, pk: int) -> HttpResponse:
    # Also payments that were refunded later.
    own = Payment.objects.filter(user=request.user, amount__gt=0).exclude(paid_at=None)
    payment = get_object_or_404(
        own.select_related("purchase__price", "subscription__purchase__price"), pk=pk
    )
    purchase = payment.purchase or (payment.subscription.purchase if payment.subscription else None)
    price = purchase.price if purchase else None
    context = {
        "payment": payment,
        "tax_note": price.tax_note if price else "",
        "is_web": payment.url.startswith("https://"),
    }
    return render(request, "subscriptions/receipt.html", context)
