"""The moderation queue, and the actions on one comment."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from accounts.staff.pages import render_page, require_permissions, staff_user
from comments.admin.views.cards import card_of, cards_of
from comments.forms.moderating import ActForm, QueueForm
from comments.models import Appeal, Comment, LegalNotice, Why
from comments.moderation import actions, appeals, paging
from comments.moderation.actions import ModerationError

MODERATE = "comments.moderate_comment"
PAGE_SIZE = 20  # comments on each page, and at most so many appeals and notices above them
FILTERS = ("show", "columnist", "column", "after")
DONE = {
    "approve": "The comment is shown.",
    "hide": "The comment is hidden, and its author is told why.",
    "restore": "The comment is shown again.",
    "dismiss": "The comment stays as it is.",
}


@require_safe
@require_permissions(MODERATE)
def queue(request: HttpRequest) -> HttpResponse:
    """List the queue: reported visible comments first, then all others by age."""
    filters = QueueForm(request.GET)
    comments = filters.narrow(actions.waiting()).select_related(
        "column", "commenter__user", "parent__commenter"
    )
    current = paging.page_of(comments, after=request.GET.get("after", ""), size=PAGE_SIZE)
    cards = cards_of(current.comments, timezone.now())
    query = query_of(request)
    appeals_open = Appeal.objects.filter(decided_at=None)
    notices_open = LegalNotice.objects.filter(answered_at=None)
    context = {
        "title": "Moderation queue",
        "cards": [
            {**card, "form": _form(card["comment"], auto_id=f"id_%s_{card['comment'].pk}")}
            for card in cards
        ],
        "current": current,
        "filters": filters,
        "chosen": filters.cleaned_data if filters.is_valid() else {},
        "query": query,
        "filters_query": urlencode([item for item in query_items(request) if item[0] != "after"]),
        "appeals": appeals_open.select_related("comment__commenter", "comment__column")[:PAGE_SIZE],
        "more_appeals": max(appeals_open.count() - PAGE_SIZE, 0),
        "notices": notices_open[:PAGE_SIZE],
        "more_notices": max(notices_open.count() - PAGE_SIZE, 0),
    }
    return render_page(request, "comments/desk/queue.html", context)


def query_items(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, request.GET[name]) for name in FILTERS if request.GET.get(name)]


def query_of(request: HttpRequest) -> str:
    return urlencode(query_items(request))


def back_to_queue(request: HttpRequest) -> HttpResponseRedirect:
    """Redirect to the same position of the queue, where the next comments have moved up."""
    return HttpResponseRedirect(
        reverse("admin:comments_comment_queue", query=query_items(request) or None)
    )


@require_safe
@require_permissions(MODERATE)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    comment = _get_comment(pk)
    return _one(request, comment, _form(comment))


@require_POST
@require_permissions(MODERATE)
def act(request: HttpRequest, pk: int) -> HttpResponse:
    comment, form = _get_comment(pk), ActForm(request.POST)
    if not form.is_valid():
        return _one(request, comment, form, status=400)
    values = form.cleaned_data
    words = values["words"].strip()
    by, at = staff_user(request), timezone.now()
    comment.read_version = values["seen"]  # the action fails if the author has changed it since
    try:
        if values["act"] == "approve":
            actions.approve(comment, by=by, at=at)
        elif values["act"] == "hide":
            actions.hide(comment, by=by, why=Why(values["why"]), words=words, at=at)
        elif values["act"] == "restore":
            actions.restore(comment, by=by, words=words, at=at)
        else:
            actions.dismiss_reports(comment, by=by, words=words, at=at)
    except ModerationError as problem:
        messages.error(request, problem.message)
    else:
        messages.success(request, DONE[values["act"]])
    return back_to_queue(request)


def _form(comment: Comment, **more: Any) -> ActForm:
    return ActForm(initial={"seen": comment.version}, **more)


def _one(
    request: HttpRequest, comment: Comment, form: ActForm, *, status: int = 200
) -> HttpResponse:
    is_gone = comment.state == Comment.State.DELETED
    context = {
        "title": f"Comment by {comment.name}",
        "card": {**card_of(comment, timezone.now()), "form": None if is_gone else form},
        "appeal": appeals.open_for(comment),
        "acts": comment.acts.select_related("by").order_by("done_at", "pk"),
    }
    return render_page(request, "comments/desk/one.html", context, status=status)


def _get_comment(pk: int) -> Comment:
    related = ("column", "commenter__user", "parent__commenter")
    return get_object_or_404(Comment.objects.select_related(*related), pk=pk)
