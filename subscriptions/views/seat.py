"""Views to take and give up a seat, in a group or at an institution."""

from http import HTTPStatus
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts import rate_limits
from accounts.reader import SignedInRequest
from accounts.responses import make_private
from subscriptions.groups import group_seats, invitations
from subscriptions.institutions import institution_seats
from subscriptions.models import GroupSeat, Institution

PAGE = ["GET", "HEAD", "POST"]
TOO_MANY = "That was quick. Please wait {wait} before you try again."


@require_http_methods(PAGE)
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Ask a signed-in reader to confirm, then take the invitation's seat; a GET takes nothing."""
    at = timezone.now()
    seat = invitations.seat_for(token, at=at)
    if seat is None:
        return _page(request, status=HTTPStatus.NOT_FOUND)
    user = request.user
    # Mail scanners open links, so a GET takes no seat.
    if request.method != "POST" or not user.is_authenticated or not user.is_verified:
        return _page(
            request,
            seat,
            refusal=group_seats.why_not(seat.group, user) if user.is_authenticated else "",
        )
    try:
        group_seats.join(seat, user, at=at)
    except group_seats.SeatError as refusal:
        return _page(request, seat, refusal=str(refusal), status=HTTPStatus.CONFLICT)
    messages.success(request, f"You have a seat in {seat.group}.")
    return redirect("accounts:home")


def _page(
    request: HttpRequest,
    seat: GroupSeat | None = None,
    *,
    refusal: str = "",
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    back = urlencode({"next": request.path})
    response = render(
        request,
        "subscriptions/group_join.html",
        {"seat": seat, "refusal": refusal, "back": back},
        status=status,
    )
    make_private(response)
    response["Referrer-Policy"] = "same-origin"  # the URL contains the token
    return response


@login_required
@require_http_methods(PAGE)
def leave(request: SignedInRequest, pk: int) -> HttpResponse:
    own = GroupSeat.objects.joined().filter(user=request.user).exclude(slot=GroupSeat.OWNERS)
    seat = get_object_or_404(own.select_related("group__owner"), pk=pk)
    if request.method != "POST":
        return render(request, "subscriptions/group_leave.html", {"seat": seat})
    group_seats.remove(seat, at=timezone.now())
    messages.success(request, f"You have left {seat.group}.")
    return redirect("accounts:home")


@login_required
@require_POST
def claim(request: SignedInRequest, pk: int) -> HttpResponse:
    at = timezone.now()
    if wait := rate_limits.count_reader(request, "institution_seat"):
        messages.error(request, TOO_MANY.format(wait=rate_limits.duration_in_words(wait)))
        return redirect("accounts:home")
    # 404 for all others, so that nobody can search for institutions.
    own = [each.pk for each in institution_seats.belongs_to(request.user)]
    institution = get_object_or_404(Institution.objects.filter(pk__in=own), pk=pk)
    if institution_seats.claim(request.user, institution, at=at) is None:
        messages.info(request, f"There is no free seat at {institution} yet.")
    else:
        messages.success(request, f"You have a seat at {institution}.")
    return redirect("accounts:home")
