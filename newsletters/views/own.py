"""Pages behind the links in e-mails: confirm, unsubscribe, manage. No sign-in is needed."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.responses import make_private
from newsletters.forms.signup import OwnForm
from newsletters.models import Suppression
from newsletters.sending import bounces
from newsletters.signups import signup, signup_choices, tokens

View = Callable[..., HttpResponse]
READ_OR_POST = ["GET", "HEAD", "POST"]


def secret_link(view: View) -> View:
    """Decorate a view whose URL contains a secret token.

    Its response is neither cached nor indexed, and gives other sites no referrer.
    """

    @wraps(view)
    def answered(request: HttpRequest, token: str) -> HttpResponse:
        response = view(request, token)
        make_private(response)
        response["Referrer-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex"
        return response

    return answered


@csrf_exempt  # the signed link is the credential, and no session is used
@secret_link
@require_http_methods(READ_OR_POST)
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, and confirm by POST only: link scanners of mail programs send GET requests."""
    signup_request = tokens.request_from_token(token)
    if signup_request is None:
        return render(request, "newsletters/too_late.html", status=404)
    wanted = signup_choices.choices_from(signup_request.names)
    if request.method != "POST":
        return render(
            request,
            "newsletters/confirm.html",
            {"choices": wanted, "address": signup_request.address},
        )
    recipient = signup.confirm(signup_request, at=timezone.now())
    context = {
        "choices": wanted,
        "address": signup_request.address,
        "own_url": tokens.own_url(recipient),
    }
    return render(request, "newsletters/confirmed.html", context)


@csrf_exempt
@secret_link
@require_http_methods(READ_OR_POST)
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Unsubscribe by one POST, also from a mail program (RFC 8058).

    The signed link is the credential.

    A recipient who has already been deleted gets the same response.
    """
    leaving = tokens.leaving_of(token)
    if leaving is None:
        return render(request, "newsletters/left.html", {"what": "it"})
    if request.method != "POST":
        address = leaving.recipient.address if leaving.is_own else ""
        return render(request, "newsletters/leave.html", {"address": address})
    own_url = tokens.own_url(leaving.recipient) if leaving.is_own else ""
    return render(
        request, "newsletters/left.html", {"what": signup.leave(leaving), "own_url": own_url}
    )


@csrf_exempt  # as for confirm()
@secret_link
@require_http_methods(READ_OR_POST)
def manage(request: HttpRequest, token: str) -> HttpResponse:
    recipient = tokens.recipient_of(token)
    if recipient is None:
        raise Http404("Nobody gets mail by this link.")
    if request.method == "POST" and "lift" in request.POST:
        bounces.lift_suppressions([recipient.address])
        return redirect(request.path)
    form = OwnForm(request.POST if request.method == "POST" else None, recipient=recipient)
    if request.method == "POST" and form.is_valid():
        signup.choose(recipient, form.cleaned_data["lists"], form.rhythms, at=timezone.now())
        return redirect(f"{request.path}?saved=1")
    suppressed = Suppression.objects.filter(address=recipient.address)
    context = {
        "form": form,
        "recipient": recipient,
        "saved": "saved" in request.GET,
        "suppressed": suppressed,
    }
    return render(
        request, "newsletters/own.html", {**context, "leave_url": tokens.leave_url(recipient, None)}
    )
