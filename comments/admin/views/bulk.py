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
    """Approve the ticked comments at once; hide them only after a page that shows them and asks for
    a reason.
    """
    form = BulkForm(request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, str(errors[0]))
        return back_to_queue(request)
    comments = _ticked_comments(form.cleaned_data["ticked"])
    if form.cleaned_data["act"] == "approve":
        by, at = staff_user(request), timezone.now()
        done, failed = actions.do_each(
            comments, lambda each: actions.approve_or_dismiss(each, by=by, at=at)
        )
        return _report(request, done, failed, "approved or cleared of reports")
    reason = ReasonForm(request.POST if "confirmed" in request.POST else None)
    if not reason.is_valid():
        return _confirmation_page(request, form, reason, comments)
    return _hide(request, reason, comments)


def _ticked_comments(ticked: dict[int, str]) -> list[Comment]:
    """Return the comments, each with the version that this moderator has read."""
    related = ("column", "commenter__user", "parent__commenter")
    results = Comment.objects.select_related(*related).in_bulk(list(ticked))
    comments = [results[key] for key in ticked if key in results]
    for comment in comments:
        comment.read_version = ticked[comment.pk]
    return comments


def _hide(request: HttpRequest, reason: ReasonForm, comments: list[Comment]) -> HttpResponse:
    by, at = staff_user(request), timezone.now()
    why, words = Why(reason.cleaned_data["why"]), reason.cleaned_data["words"].strip()
    hide = actions.hide
    done, failed = actions.do_each(
        comments, lambda each: hide(each, by=by, why=why, words=words, at=at)
    )
    return _report(request, done, failed, "hidden")


def _confirmation_page(
    request: HttpRequest, form: BulkForm, reason: ReasonForm, comments: list[Comment]
) -> HttpResponse:
    context = {
        "title": f"Hide {len(comments)} comment{'' if len(comments) == 1 else 's'}",
        "ticked": [f"{key}:{digest}" for key, digest in form.cleaned_data["ticked"].items()],
        "reason": reason,
        "cards": cards_of(comments, timezone.now()),
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
