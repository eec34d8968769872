"""Pages of the development mailbox (DEBUG only)."""

from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from accounts.mail import dev_mailbox

# E-mails can contain text of other people: the frame runs no scripts and loads nothing.
FRAME_POLICY = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["data:"],
    "frame-ancestors": ["'self'"],
    "sandbox": ["allow-top-navigation-by-user-activation"],
}


@never_cache
@require_safe
def mail_list(request: HttpRequest) -> HttpResponse:
    only_while_developing()
    return render(request, "accounts/mail_list.html", {"mails": dev_mailbox.newest()})


@never_cache
@require_safe
@csp_update({"frame-src": ["'self'"]})  # type: ignore[arg-type]  # typed for views without arguments
def mail(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, "accounts/mail.html", {"mail": get_email_or_404(name)})


@never_cache
@require_safe
@xframe_options_sameorigin
@csp_replace(FRAME_POLICY)  # type: ignore[arg-type]  # it takes lists too
def mail_html(request: HttpRequest, name: str) -> HttpResponse:
    # Links open in the whole window, not in the frame.
    return HttpResponse(
        get_email_or_404(name).html.replace("<head>", '<head><base target="_top">', 1)
    )


def get_email_or_404(name: str) -> dev_mailbox.StoredEmail:
    only_while_developing()
    mail = dev_mailbox.find(name)
    if mail is None:
        raise Http404("There is no such mail.")
    return mail


def only_while_developing() -> None:
    if not settings.DEBUG:
        raise Http404("Mail is kept only while DEBUG is on.")
