"""The form for notices of illegal content; it needs no account."""

from http import HTTPStatus

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import rate_limits
from accounts.absolute_urls import absolute_url
from accounts.email_addresses import mailbox
from accounts.reader import ReaderRequest
from accounts.text.numbers import parse_number
from comments.forms.reports import LegalNoticeForm
from comments.moderation import legal_notices
from comments.views.sending import TRAP

TOO_MANY = (
    "Many notices have come from your network today. Please write to us instead: the address is on"
    " “Contact”."
)
TRAPPED = "A field that should stay empty was filled in. Please send it again."


@rate_limits.count_posts("legal_notice_try")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def legal_notice(request: ReaderRequest) -> HttpResponse:
    """Receive a notice, limited by network. The confirmation e-mail is also limited by address."""
    comment = parse_number(request.GET.get("comment", ""))
    address = "" if comment is None else absolute_url(reverse("comments:comment", args=[comment]))
    form = LegalNoticeForm(request.POST or None, initial={"address": address})
    if request.method != "POST":
        return _form(request, form)
    if request.POST.get(TRAP):
        form.add_error(None, TRAPPED)
    if not form.is_valid():
        return _form(request, form, status=HTTPStatus.BAD_REQUEST)
    if not ratelimit.consume(request, action="legal_notice", key=request.reader.network):
        form.add_error(None, TOO_MANY)
        return _form(request, form, status=HTTPStatus.TOO_MANY_REQUESTS)
    values = form.cleaned_data
    # By address, from any network, because anybody may enter another person's address.
    box = mailbox(values["email"])
    may_send = bool(ratelimit.consume(request, action="legal_notice_mail", key=box))
    legal_notices.receive(
        address=values["address"],
        words=values["words"],
        name=values["name"],
        email=values["email"],
        acknowledged=may_send,
        at=timezone.now(),
    )
    return redirect("comments:notice-sent")


@never_cache
@require_safe
def legal_notice_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "comments/legal_notice_sent.html")


def _form(
    request: HttpRequest, form: LegalNoticeForm, *, status: int = HTTPStatus.OK
) -> HttpResponse:
    return render(request, "comments/legal_notice.html", {"form": form}, status=status)
