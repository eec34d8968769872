"""Views of a subscriber's own gift links: their use, and how to revoke one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.reader import SignedInRequest
from subscriptions.links import gift
from subscriptions.models import GiftLink


@login_required
@require_safe
def own(request: SignedInRequest) -> HttpResponse:
    at = timezone.now()
    context = {
        "given_links": gift.links_of(request.user, at=at),
        **gift.allowance(request.user, at=at),
    }
    return render(request, "subscriptions/gift_links.html", context)


@login_required
@require_POST
def revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    link = get_object_or_404(GiftLink, pk=pk, giver=request.user)
    gift.revoke(link, at=timezone.now())
    messages.success(request, "That link no longer works.")
    return redirect("subscriptions:gift-links")
