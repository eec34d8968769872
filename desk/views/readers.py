"""Search for readers, and the page of one reader with the possible support actions."""

from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Model, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.reader import user_key
from accounts.staff.pages import render_page, require_permissions
from desk.support import timeline
from desk.views.registry import SupportAction, possible_actions
from subscriptions.models import (
    Entitlement,
    GiftLinkDevice,
    GroupSeat,
    InstitutionSeat,
    Payment,
)

ENTRIES = 30  # a page
MAX_RESULTS = 50
VIEW_READERS = ("accounts.view_user", "subscriptions.view_subscription")


@require_safe
@require_permissions(*VIEW_READERS)
def readers(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").replace("\0", "").strip()[:254]
    users = (
        User.objects.filter(Q(email__icontains=words) | Q(name__icontains=words))
        if words
        else User.objects.none()
    )
    shown = list(users.order_by("email")[:MAX_RESULTS])
    return render_page(
        request,
        "desk/readers.html",
        {"title": "Readers", "words": words, "readers": shown, "most": MAX_RESULTS},
    )


@require_safe
@require_permissions(*VIEW_READERS)
def reader(request: HttpRequest, pk: int) -> HttpResponse:
    at = timezone.now()
    user = get_object_or_404(User, pk=pk)
    entries, older = timeline.page_of(
        timeline.of_reader(user, at=at), before=request.GET.get("before", ""), size=ENTRIES
    )
    context = {
        "title": str(user),
        "reader": user,
        "key": user_key(user.reader_number),
        "addresses": EmailAddress.objects.filter(user=user).order_by("-primary", "email"),
        "entries": entries,
        "older": older,
        "is_first": "before" not in request.GET,
        "acts": possible_actions(request.user, user),
        "gift_links": user.gift_links.count(),
        "gift_devices": GiftLinkDevice.objects.filter(link__giver=user).count(),
        **_holds(request, user),
    }
    return render_page(request, "desk/reader.html", context)


def _holds(request: HttpRequest, user: User) -> dict[str, Any]:
    """Return the reader's subscriptions, entitlements, payments and seats.

    Each comes with its possible actions.
    """
    at = timezone.now()
    subscriptions = user.subscriptions.select_related("price__plan", "purchase", "entitlement")
    entitlements = Entitlement.objects.filter(user=user).order_by("-starts_at", "-pk")
    seats = (
        GroupSeat.objects.joined()
        .filter(user=user)
        .exclude(slot=GroupSeat.OWNERS)
        .select_related("group__owner")
    )
    libraries = InstitutionSeat.objects.filter(user=user).select_related("institution")
    payments = Payment.objects.filter(user=user)

    def actions(target: Model) -> list[SupportAction]:
        return possible_actions(request.user, target)

    return {
        "subscriptions": [
            (one, timeline.status_sentence(one), actions(one)) for one in subscriptions
        ],
        "rights": [(one, one.is_in_force(at), actions(one)) for one in entitlements],
        "payments": [(payment, actions(payment)) for payment in payments],
        "seats": [(seat, actions(seat)) for seat in [*seats, *libraries]],
    }
