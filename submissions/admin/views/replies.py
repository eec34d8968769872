"""Admin pages of replies: invite, read, edit, publish and withdraw."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.staff.pages import render_page, staff_user
from accounts.text.numbers import parse_number
from articles import permissions
from submissions.forms.replies import InvitationForm, ReplyEditForm, ReplyMoveForm
from submissions.models import Reply, StoryIdea
from submissions.replies import workflow

VIEW, PUBLISH = "submissions.view_reply", "submissions.publish_reply"
NOT_YET = "This column has not appeared yet. Whoever it is about can reply once it can be read."
UNSENT = (
    "The invitation could not be mailed. Copy the link from the reply’s page and send it yourself."
)
REASON = "Please give the reason: it is mailed to whoever wrote the reply."
WORDS = {
    "publish": "Publish it below the column",
    "decline": "Decline it",
    "withdraw": "Take it down",
    "close": "Take the invitation back",
}


@require_http_methods(["GET", "HEAD", "POST"])
def of_column(request: HttpRequest, pk: int) -> HttpResponse:
    if not request.user.has_perm(VIEW):
        raise PermissionDenied
    column = get_object_or_404(permissions.columns_of(request.user), pk=pk)
    at = timezone.now()
    may = request.user.has_perm(PUBLISH) and column.is_live(at)
    initial = {}
    # Fill in the sender of a story idea. Only for staff who may see ideas: the form would reveal
    # who sent it.
    if request.user.has_perm("submissions.view_storyidea"):
        key = parse_number(request.GET.get("idea", "")) or 0
        idea = StoryIdea.objects.filter(pk=key).first()
        initial = {"name": idea.name, "email": idea.email} if idea else {}
    form = InvitationForm(request.POST or None, initial=initial)
    if request.method == "POST":
        if not may:
            raise PermissionDenied
        if form.is_valid():
            reply, mailed = workflow.invite(
                column, **form.cleaned_data, by=staff_user(request), at=at
            )
            if mailed:
                messages.success(request, f"The invitation went to {reply.email}.")
            else:
                messages.error(request, UNSENT)
            return redirect("admin:submissions_reply_change", reply.pk)
    context = {
        "title": "Replies",
        "column": column,
        "form": form if may else None,
        "error": "" if column.is_live(at) else NOT_YET,
        "replies": column.replies.select_related("invited_by"),
    }
    return render_page(
        request, "submissions/desk/column_replies.html", context, status=400 if form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, reply: int) -> HttpResponse:
    found = _seen(request, reply)
    if request.method != "POST":
        return _page(request, found)
    form = ReplyEditForm(_own(request).POST)
    if not found.sent_text:
        raise Http404
    if not form.is_valid():
        return _page(request, found, editing=form)
    try:
        workflow.edit(found, **form.cleaned_data, by=staff_user(request), at=timezone.now())
    except workflow.ReplyError as problem:
        form.add_error(None, problem.message)
        return _page(request, _seen(request, reply), editing=form)
    messages.success(request, "The reply is saved.")
    return redirect("admin:submissions_reply_change", found.pk)


@require_POST
def move(request: HttpRequest, reply: int, act: str) -> HttpResponse:
    found = _seen(request, reply)
    form = ReplyMoveForm(_own(request).POST, auto_id=f"{act}_%s")
    if act not in workflow.ACT_LABELS:
        raise Http404
    if form.is_valid() and act in workflow.NEEDS_A_REASON and not form.cleaned_data["reason"]:
        form.add_error("reason", REASON)
    if not form.is_valid():
        return _page(request, found, moving={act: form})
    try:
        message = workflow.move(
            found, act, **form.cleaned_data, by=staff_user(request), at=timezone.now()
        )
    except workflow.ReplyError as problem:
        messages.error(request, problem.message)
        return redirect("admin:submissions_reply_change", found.pk)
    by_mail = f", and a mail says so to {found.email}" if message else ""
    messages.success(request, f"{workflow.ACT_LABELS[act]}{by_mail}.")
    return redirect("admin:submissions_reply_change", found.pk)


def _seen(request: HttpRequest, pk: int) -> Reply:
    if not request.user.has_perm(VIEW):
        raise PermissionDenied
    columns = permissions.columns_of(request.user)
    found = Reply.objects.select_related("column").filter(pk=pk, column__in=columns).first()
    if found is None:
        raise Http404
    return found


def _own(request: HttpRequest) -> HttpRequest:
    if not request.user.has_perm(PUBLISH):
        raise PermissionDenied
    return request


def _page(
    request: HttpRequest,
    found: Reply,
    *,
    editing: ReplyEditForm | None = None,
    moving: dict[str, ReplyMoveForm] | None = None,
) -> HttpResponse:
    seen, may, at = workflow.last_act(found), request.user.has_perm(PUBLISH), timezone.now()
    printed = {name: getattr(found, name) for name in ("name", "role", "signed_as", "text")}
    status = HTTPStatus.BAD_REQUEST if editing or moving else HTTPStatus.OK
    if editing is not None:
        editing.reset_version(seen)
    else:
        editing = ReplyEditForm(initial={**printed, "seen": seen})
    moves = []
    for act in workflow.MOVES[Reply.State(found.state)]:
        form = (moving or {}).get(act)
        if form is None:
            form = ReplyMoveForm(initial={"seen": seen}, auto_id=f"{act}_%s")
        needs_reason = act in workflow.NEEDS_A_REASON
        moves.append({"act": act, "words": WORDS[act], "needs_reason": needs_reason, "form": form})
    context: dict[str, Any] = {
        "title": f"Reply from {found.name}",
        "reply": found,
        "column": found.column,
        "editing": editing if may and found.sent_text else None,
        "moves": moves if may else [],
        "link": workflow.address(found) if may and found.takes_text(at) else "",
        "acts": found.acts.select_related("by"),
    }
    return render_page(request, "submissions/desk/reply.html", context, status=status)
