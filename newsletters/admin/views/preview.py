"""Preview an issue as text and HTML, and send a test to the signed-in editor."""

from collections.abc import Callable
from typing import Any

from csp.constants import NONE, SELF
from csp.decorators import csp_replace, csp_update
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from accounts.mail import compose
from accounts.reader import Reader
from accounts.responses import make_private
from accounts.staff.pages import render_page, require_permissions, staff_user
from newsletters.issues.render import IssueWriter
from newsletters.models import Issue, Recipient

PREVIEW_AS = {"reader": "Without a subscription", "desk": "With full access"}
# The e-mail is shown in a frame without scripts, which loads only pictures of this site.
FRAME: dict[str, list[str]] = {
    "default-src": [NONE],
    "style-src": ["'unsafe-inline'"],
    "img-src": [SELF, "data:"],
    "frame-ancestors": [SELF],
    "sandbox": ["allow-top-navigation-by-user-activation"],
}
NOTHING = "There is nothing in it yet: write a few words, or choose a column that has appeared."
NOT_SENT = "The e-mail could not be sent: the mail server is down."
Decorator = Callable[[Any], Any]  # django-csp's types do not allow views with URL arguments
holds_our_frame: Decorator = csp_update({"frame-src": [SELF]})
framed: Decorator = csp_replace(FRAME)


def _reader(request: HttpRequest, who: str) -> Reader:
    if who not in PREVIEW_AS:
        raise Http404
    return (
        Reader(user=staff_user(request), may_spend=False)
        if who == "desk"
        else Reader(may_spend=False)
    )


def _writer(pk: int) -> IssueWriter:
    issue = get_object_or_404(Issue.objects.select_related("newsletter"), pk=pk)
    return IssueWriter(issue, at=timezone.now())


@holds_our_frame
@require_safe
@require_permissions("newsletters.view_issue", "articles.see_every_column")
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    who = request.GET.get("as", "reader")
    writer = _writer(pk)
    context = {
        "title": "Preview",
        "issue": writer.issue,
        "who": who,
        "choices": PREVIEW_AS.items(),
        "email": writer.preview(_reader(request, who)),
    }
    return render_page(request, "newsletters/desk/preview.html", context)


@framed
@xframe_options_sameorigin
@require_safe
@require_permissions("newsletters.view_issue", "articles.see_every_column")
def mail(request: HttpRequest, pk: int, who: str) -> HttpResponse:
    html = _writer(pk).preview(_reader(request, who)).html
    # Links open in the whole window, not in the frame.
    response = HttpResponse(html.replace("<head>", '<head><base target="_top">', 1))
    return make_private(response)


@require_POST
@require_permissions("newsletters.change_issue", "articles.see_every_column")
def send_test(request: HttpRequest, pk: int) -> HttpResponse:
    writer, user = _writer(pk), staff_user(request)
    # A recipient that does not exist, so that the unsubscribe link of the test works for nobody.
    email = writer.write(Recipient(pk=0, address=user.email), Reader(user=user, may_spend=False))
    if email is None:
        messages.error(request, NOTHING)
        return redirect("admin:newsletters_issue_preview", pk)
    email.subject = f"[Test] {email.subject}"
    if compose.send(email):
        messages.success(request, f"A test is on its way to {user.email}.")
    else:
        messages.error(request, NOT_SENT)
    return redirect("admin:newsletters_issue_preview", pk)
