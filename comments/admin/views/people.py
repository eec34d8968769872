"""Suspend a reader from commenting, and lift the suspension."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.staff.pages import render_page, require_permissions, staff_user
from comments.admin.views.queue import MODERATE
from comments.forms.moderating import LiftForm, SuspensionForm
from comments.models import Commenter
from comments.moderation import commenter_record, suspensions
from comments.moderation.actions import ModerationError

HERE = "admin:comments_commenter_change"


@require_http_methods(["GET", "HEAD", "POST"])
@require_permissions(MODERATE)
def suspend(request: HttpRequest, pk: int) -> HttpResponse:
    commenter = get_object_or_404(Commenter, pk=pk)
    form = SuspensionForm(request.POST or None)
    at = timezone.now()
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            suspension = suspensions.suspend(
                commenter,
                days=int(values["days"]),
                words=values["words"],
                by=staff_user(request),
                at=at,
            )
        except ModerationError as problem:
            messages.error(request, problem.message)
        else:
            end = timezone.localtime(suspension.ends_at)
            messages.success(request, f"{commenter} cannot comment until {end:%-d %B %Y, %H:%M}.")
        return redirect(HERE, pk)
    context = {
        "title": f"Suspend {commenter}",
        "commenter": commenter,
        "history": commenter_record.of(commenter, at=at),
        "form": form,
        "button": "Suspend",
    }
    return render_page(
        request, "comments/desk/reader.html", context, status=400 if form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
@require_permissions(MODERATE)
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    commenter = get_object_or_404(Commenter, pk=pk)
    form = LiftForm(request.POST or None)
    at = timezone.now()
    if request.method == "POST" and form.is_valid():
        try:
            suspensions.lift(
                commenter, words=form.cleaned_data["words"], by=staff_user(request), at=at
            )
        except ModerationError as problem:
            messages.error(request, problem.message)
        else:
            messages.success(request, f"{commenter} may comment again.")
        return redirect(HERE, pk)
    context = {
        "title": f"Let {commenter} comment again",
        "commenter": commenter,
        "history": commenter_record.of(commenter, at=at),
        "form": form,
        "button": "Lift the suspension",
    }
    return render_page(
        request, "comments/desk/reader.html", context, status=400 if form.errors else 200
    )
