"""Bulk moderation: approve or hide several comments of the queue at once."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.staff.pages import render_page, require_permissions, staff_user
from comments.admin.views.cards import cards_of
from comments.admin.views.queue import MODERATE, back_to_queue, query_of
from comments.forms.moderating import BulkForm, ReasonForm
from comments.models import Comment, ModerationAct, Why
from comments.moderation import actions

Failed = list[tuple[Comment, str]]


@require_POST
@require_permissions(MODERATE)
def bulk(request: HttpRequest) -> HttpResponse:
    """Approve the ticked comments at once; hide them after a page that asks for a reason."""
    form = BulkForm(request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, str(errors[0]))
        return back_to_queue(request)
    ticked = form.cleaned_data["ticked"]
    related = ("column", "commenter__user", "parent__commenter")
    by_key = Comment.objects.select_related(*related).in_bulk(list(ticked))
    comments = [by_key[key] for key in ticked if key in by_key]
    for comment in comments:
        comment.read_version = ticked[comment.pk]  # what this moderator has read
    by, at = staff_user(request), timezone.now()
    if form.cleaned_data["act"] == "approve":
        done, failed = actions.do_each(
            comments, lambda each: actions.approve_or_dismiss(each, by=by, at=at)
        )
        return _report(request, done, failed, "approved or cleared of reports")
    reason = ReasonForm(request.POST if "confirmed" in request.POST else None)
    if reason.is_valid():
        why, words = Why(reason.cleaned_data["why"]), reason.cleaned_data["words"].strip()
        done, failed = actions.do_each(
            comments, lambda each: actions.hide(each, by=by, why=why, words=words, at=at)
        )
        return _report(request, done, failed, "hidden")
    context = {
        "title": f"Hide {len(comments)} comment{'' if len(comments) == 1 else 's'}",
        "ticked": [f"{key}:{digest}" for key, digest in ticked.items()],
        "reason": reason,
        "cards": cards_of(comments, at),
        "query": query_of(request),
    }
    status = HTTPStatus.BAD_REQUEST if reason.errors else HTTPStatus.OK
    return render_page(request, "comments/desk/bulk.html", context, status=status)


def _report(
    request: HttpRequest, done: list[ModerationAct], failed: Failed, verb: str
) -> HttpResponse:
    if done:
        messages.success(request, f"{len(done)} comment{'' if len(done) == 1 else 's'} {verb}.")
    for comment, problem in failed:
        messages.error(
            request, f"Not {verb}: {comment.name} on “{comment.column.headline}”. {problem}"
        )
    return back_to_queue(request)
