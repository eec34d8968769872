"""Views of a reader's own group: seats and invitations."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts import rate_limits
from accounts.email_addresses import mailbox
from accounts.reader import SignedInRequest
from subscriptions.forms.group import InvitationForm
from subscriptions.groups import group_seats, invitations
from subscriptions.models import Group, GroupSeat

PAGE = ["GET", "HEAD", "POST"]
TOO_MANY = (
    "Too many invitations in a short time. Please wait {wait} before you send more; those sent are"
    " on their way."
)
MAIL_IS_DOWN = (
    "Our mail isn’t going out at the moment. The seat is reserved. Send the invitation again in a"
    " few minutes."
)


@login_required
@require_http_methods(PAGE)
def own(request: SignedInRequest) -> HttpResponse:
    group = Group.objects.select_related("owner").filter(owner=request.user).first()
    if group is None:
        return render(request, "subscriptions/group_none.html")
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _invited(request, group, form):
        return redirect("subscriptions:group")
    at = timezone.now()
    until = group_seats.runs_until(group, at=at)
    seats = list(group.group_seats.current().select_related("user").order_by("slot"))
    context = {
        "form": form,
        "group": group,
        "seats": [
            {"seat": seat, "has_expired": invitations.has_expired(seat, at=at)} for seat in seats
        ],
        "used": len(seats),
        "left": max(group.seats - len(seats), 0),
        "runs": until is None or until > at,
        # None for a group without its own end.
        "runs_until": group.ends_at if group.ends_at and group.ends_at > at else None,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "subscriptions/group.html", context, status=status)


def _invited(request: SignedInRequest, group: Group, form: InvitationForm) -> bool:
    if wait := _wait_to_send(request, form.cleaned_data["email"]):
        form.add_error("email", TOO_MANY.format(wait=rate_limits.duration_in_words(wait)))
        return False
    try:
        # No check whether the address has an account, so that nobody can find out.
        seat = group_seats.invite(group, form.cleaned_data["email"], at=timezone.now())
    except group_seats.SeatError as refusal:
        form.add_error("email", str(refusal))
        return False
    _send(request, seat)
    return True


def _wait_to_send(request: SignedInRequest, email: str) -> float:
    """Count an invitation by its sender, then by its recipient's mailbox."""
    return rate_limits.count_reader(request, "group_invitation") or rate_limits.count(
        request, ("group_invitation_mailbox", mailbox(email))
    )


def _send(request: SignedInRequest, seat: GroupSeat) -> None:
    if invitations.send(seat):
        messages.success(request, f"The invitation to {seat.email} is on its way.")
    else:
        messages.error(request, MAIL_IS_DOWN)


@login_required
@require_POST
def invite_again(request: SignedInRequest, pk: int) -> HttpResponse:
    seat = _own_seat(request, pk)
    if wait := _wait_to_send(request, seat.email):
        messages.error(request, TOO_MANY.format(wait=rate_limits.duration_in_words(wait)))
        return redirect("subscriptions:group")
    try:
        _send(request, group_seats.invite_again(seat, at=timezone.now()))
    except group_seats.SeatError:
        messages.info(request, f"{seat.email} has a seat already.")
    return redirect("subscriptions:group")


@login_required
@require_http_methods(PAGE)
def remove(request: SignedInRequest, pk: int) -> HttpResponse:
    seat = _own_seat(request, pk)
    if request.method != "POST":
        return render(request, "subscriptions/group_remove.html", {"seat": seat})
    group_seats.remove(seat, at=timezone.now())
    if seat.user is not None:
        invitations.send_removed_email(seat.user, seat.group)
    messages.success(request, f"The seat of {seat.email} is free.")
    return redirect("subscriptions:group")


def _own_seat(request: SignedInRequest, pk: int) -> GroupSeat:
    """Return the seat, or raise 404 for another reader's group and for the owner's own seat."""
    own_seats = (
        GroupSeat.objects.current().filter(group__owner=request.user).exclude(slot=GroupSeat.OWNERS)
    )
    return get_object_or_404(own_seats.select_related("user", "group__owner"), pk=pk)
