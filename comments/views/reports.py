"""Report a comment, and appeal against a moderator's decision."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import rate_limits
from accounts.reader import SignedInRequest
from comments.forms.reports import AppealForm, ReportForm
from comments.models import Why
from comments.moderation import appeals, reports
from comments.moderation.appeals import AppealError
from comments.moderation.reports import ReportError
from comments.views.comments import get_visible_comment, own_comment
from comments.views.thread import closed_to

TOO_MANY = (
    "You have reported many comments lately. Please come back in {wait}; what you reported is being"
    " looked at."
)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: SignedInRequest, pk: int) -> HttpResponse:
    at = timezone.now()
    comment, admitted = get_visible_comment(request, pk, at=at)
    if not comment.is_visible:
        raise Http404("There is no such comment.")
    if not admitted.may_read:
        return closed_to(request, admitted)
    form = ReportForm(request.POST or None)
    status = HTTPStatus.BAD_REQUEST if request.method == "POST" else HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        if wait := rate_limits.count_reader(request, "comment_report"):
            form.add_error(None, TOO_MANY.format(wait=rate_limits.duration_in_words(wait)))
            status = HTTPStatus.TOO_MANY_REQUESTS
        else:
            values = form.cleaned_data
            try:
                reports.report(
                    comment, by=request.user, why=Why(values["why"]), words=values["words"], at=at
                )
            except ReportError as problem:
                form.add_error(None, problem.message)
            else:
                messages.success(request, "Thank you. A moderator looks at it.")
                return redirect("comments:thread", comment.column.slug)
    context = {"comment": comment, "column": comment.column, "form": form}
    return render(request, "comments/report.html", context, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: SignedInRequest, pk: int) -> HttpResponse:
    """Appeal against the hiding of one's own comment; 404 for everybody else."""
    comment = own_comment(request, pk)
    hiding = comment.hiding()
    made = appeals.made_against(hiding) if hiding else None
    form = AppealForm(request.POST or None)
    context = {
        "comment": comment,
        "column": comment.column,
        "hiding": hiding,
        "made": made,
        "form": form,
    }
    if request.method != "POST":
        return render(request, "comments/appeal.html", context)
    if form.is_valid():
        try:
            appeals.make(comment, words=form.cleaned_data["words"], at=timezone.now())
        except AppealError as problem:
            form.add_error(None, problem.message)
        else:
            messages.success(
                request,
                "Your appeal is here. Another moderator looks at it, and we’ll write to you.",
            )
            return redirect("comments:own")
    return render(request, "comments/appeal.html", context, status=HTTPStatus.BAD_REQUEST)
