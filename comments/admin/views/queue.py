"""What waits for a moderator, and the acts on one comment."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.desk_pages import needs, page, person
from accounts.models import User
from comments import appeals, moderation
from comments.admin.views.cards import card_of, cards_of
from comments.forms.moderating import ActForm
from comments.models import Appeal, Comment, LegalNotice, Why
from comments.moderation import NotDone

MODERATE = "comments.moderate_comment"
SHOWN = 20
DONE = {
    "approve": "The comment is shown.",
    "hide": "The comment is hidden, and its author is told why.",
    "restore": "The comment is shown again.",
    "keep": "The comment stays as it is.",
}


@require_safe
@needs(MODERATE)
def queue(request: HttpRequest) -> HttpResponse:
    """The oldest first: nobody waits longer because others came later."""
    waiting = moderation.waiting()
    found = waiting.select_related("column", "commenter__user", "parent__commenter").order_by("pk")[:SHOWN]
    cards = cards_of(list(found), timezone.now())
    context = {
        "title": "Comments that wait",
        "cards": [{**card, "form": _form(card["comment"], auto_id=f"id_%s_{card['comment'].pk}")} for card in cards],
        "number": waiting.count(),
        "appeals": Appeal.objects.filter(decided_at=None).select_related("comment__commenter", "comment__column"),
        "notices": LegalNotice.objects.filter(answered_at=None),
    }
    return page(request, "comments/desk/queue.html", context)


@require_safe
@needs(MODERATE)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    comment = _found(pk)
    return _one(request, comment, _form(comment))


@require_POST
@needs(MODERATE)
def act(request: HttpRequest, pk: int) -> HttpResponse:
    comment, form = _found(pk), ActForm(request.POST)
    if not form.is_valid():
        return _one(request, comment, form, status=400)
    try:
        _do(comment, form.cleaned_data, by=person(request), at=timezone.now())
    except NotDone as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, DONE[form.cleaned_data["act"]])
    return redirect("admin:comments_comment_queue")


def _form(comment: Comment, **more: Any) -> ActForm:
    return ActForm(initial={"seen": comment.digest}, **more)


def _do(comment: Comment, chosen: dict[str, Any], *, by: User, at: datetime) -> None:
    words = chosen["words"].strip()
    comment.digest = chosen["seen"]  # as this moderator has read it, whatever its author did meanwhile
    if chosen["act"] == "approve":
        moderation.approve(comment, by=by, at=at)
    elif chosen["act"] == "hide":
        moderation.hide(comment, by=by, why=Why(chosen["why"]), words=words, at=at)
    elif chosen["act"] == "restore":
        moderation.restore(comment, by=by, words=words, at=at)
    else:
        moderation.keep(comment, by=by, words=words, at=at)


def _one(request: HttpRequest, comment: Comment, form: ActForm, *, status: int = 200) -> HttpResponse:
    is_gone = comment.state == Comment.State.DELETED
    context = {
        "title": f"Comment by {comment.name}",
        "card": {**card_of(comment, timezone.now()), "form": None if is_gone else form},
        "appeal": appeals.open_for(comment),
        "acts": comment.acts.select_related("by").order_by("done_at", "pk"),
    }
    return page(request, "comments/desk/one.html", context, status=status)


def _found(pk: int) -> Comment:
    related = ("column", "commenter__user", "parent__commenter")
    return get_object_or_404(Comment.objects.select_related(*related), pk=pk)
