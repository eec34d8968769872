"""Decide an appeal. The moderator who hid the comment may not."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.staff.pages import render_page, require_permissions, staff_user
from comments.admin.views.cards import card_of
from comments.admin.views.queue import MODERATE
from comments.forms.moderating import DecisionForm
from comments.models import Appeal
from comments.moderation import appeals
from comments.moderation.actions import ModerationError


@require_http_methods(["GET", "HEAD", "POST"])
@require_permissions(MODERATE)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    related = (
        "hiding__by",
        "comment__column",
        "comment__commenter__user",
        "comment__parent__commenter",
    )
    appeal = get_object_or_404(Appeal.objects.select_related(*related), pk=pk)
    at = timezone.now()
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            appeals.decide(
                appeal,
                by=staff_user(request),
                granted=values["decision"] == "grant",
                answer=values["words"],
                at=at,
            )
        except ModerationError as problem:
            messages.error(request, problem.message)
        else:
            messages.success(request, "The appeal is decided, and its author is told.")
        return redirect("admin:comments_comment_queue")
    context = {
        "title": f"Appeal of {appeal.comment.name}",
        "appeal": appeal,
        "card": card_of(appeal.comment, at),
        "form": form,
        "error": appeals.why_not(appeal, staff_user(request)),
    }
    return render_page(
        request, "comments/desk/appeal.html", context, status=400 if form.errors else 200
    )
