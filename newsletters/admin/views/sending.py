"""Send an issue at once or later, watch the progress, pause and stop it."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.reader import Reader
from accounts.staff.pages import render_page, require_permissions, staff_user
from newsletters import tasks
from newsletters.forms.issues import ScheduleForm
from newsletters.issues.render import MAX_UNCLIPPED_SIZE, IssueWriter
from newsletters.models import Issue, Mailing, Suppression
from newsletters.sending import mailings
from newsletters.sending.mailings import SendingError

SEND = "newsletters.send_issue"
LOOK_AGAIN = "4"  # seconds until the page reloads while e-mails are sent
SCHEDULED = "Scheduled. Until then it can be changed and taken back."
NO_MORE = "That is no longer possible: look at the present state."
Act = Callable[[Mailing, datetime], bool]
ACTS: dict[str, tuple[str, Act]] = {
    "pause": (
        "Paused. Nothing is sent until you resume.",
        lambda mailing, at: mailings.pause(mailing),
    ),
    "go-on": ("Resumed.", lambda mailing, at: mailings.resume(mailing)),
    "stop": (
        "Stopped. E-mails already sent cannot be recalled.",
        lambda mailing, at: mailings.stop(mailing, at=at),
    ),
    "again": (
        "Sending these e-mails again.",
        lambda mailing, at: bool(mailings.send_doubtful(mailing)),
    ),
    "take-back": (
        "Taken back: it is a draft again.",
        lambda mailing, at: mailing.issue is not None and mailings.unschedule(mailing.issue),
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
@require_permissions("newsletters.view_issue", "newsletters.view_mailing")
def sending(request: HttpRequest, pk: int) -> HttpResponse:
    issues = Issue.objects.select_related("newsletter", "mailing")
    issue = get_object_or_404(issues, pk=pk)
    form = ScheduleForm(request.POST if request.method == "POST" else None, at=timezone.now())
    if request.method == "POST":
        return _schedule(request, issue, form)
    return _page(request, issue, form)


@require_permissions(SEND)
def _schedule(request: HttpRequest, issue: Issue, form: ScheduleForm) -> HttpResponse:
    if not form.is_valid():
        return _page(request, issue, form, status=400)
    try:
        mailing = mailings.schedule(issue, due_at=form.due_at)
    except SendingError as why:
        messages.error(request, why.message)
    else:
        tasks.begin(mailing.pk, due_at=form.due_at)
        if form.due_at > form.at:
            messages.success(request, SCHEDULED)
    return redirect("admin:newsletters_issue_sending", issue.pk)


@require_POST
@require_permissions(SEND)
def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    mailing = Mailing.objects.filter(issue=pk).first()
    if mailing is None or act not in ACTS:
        raise Http404
    message, do = ACTS[act]
    if do(mailing, timezone.now()):
        messages.success(request, message)
        if act in {"go-on", "again"}:
            tasks.send.enqueue(mailing.pk)
    else:
        messages.warning(request, NO_MORE)
    return redirect("admin:newsletters_issue_sending", pk)


def _page(
    request: HttpRequest, issue: Issue, form: ScheduleForm, *, status: int = 200
) -> HttpResponse:
    mailing: Mailing | None = getattr(issue, "mailing", None)
    is_waiting = mailing is not None and mailing.state == Mailing.State.WAITING
    is_due = mailing is not None and is_waiting and mailing.due_at <= form.at
    suppressed = Suppression.objects.values("address")
    size = 0
    if mailing is None or is_waiting:
        reader = Reader(user=staff_user(request), may_spend=False)
        size = IssueWriter(issue, at=form.at).preview(reader).size
    context = {
        "title": "Send",
        "too_long": size if size > MAX_UNCLIPPED_SIZE else 0,
        "issue": issue,
        "form": form,
        "mailing": mailing,
        "is_due": is_due,
        "readers": issue.newsletter.sign_ups.exclude(recipient__address__in=suppressed).count(),
        "report": mailings.report(mailing) if mailing else None,
        "may_send": request.user.has_perm(SEND),
    }
    response = render_page(request, "newsletters/desk/sending.html", context, status=status)
    if mailing is not None and (mailing.state == Mailing.State.SENDING or is_due):
        response["Refresh"] = LOOK_AGAIN
    return response
