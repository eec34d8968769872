"""Behind the links in our mails: confirming, leaving, and all that one gets. Nobody need sign in."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.cache_headers import NO_STORE
from newsletters.forms.signup import OwnForm
from newsletters.models import Suppression
from newsletters.sending import bounces
from newsletters.signups import signup, signup_choices, tokens

View = Callable[..., HttpResponse]
READ_OR_POST = ["GET", "HEAD", "POST"]


def by_link(view: View) -> View:
    """Nobody keeps the page, and no page that it leads to learns the link from the browser."""

    @wraps(view)
    def answered(request: HttpRequest, token: str) -> HttpResponse:
        response = view(request, token)
        response["Cache-Control"] = NO_STORE
        response["Referrer-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex"
        return response

    return answered


@csrf_exempt  # the signed link is the proof, and no session matters
@by_link
@require_http_methods(READ_OR_POST)
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Asks, and confirms only when told to: programs that follow the links in mails sign nobody up."""
    signup_request = tokens.request_from_token(token)
    if signup_request is None:
        return render(request, "newsletters/too_late.html", status=404)
    wanted = signup_choices.choices_from(signup_request.names)
    if request.method != "POST":
        return render(request, "newsletters/confirm.html", {"choices": wanted, "address": signup_request.address})
    recipient = signup.confirm(signup_request, at=timezone.now())
    context = {"choices": wanted, "address": signup_request.address, "own_url": tokens.own_url(recipient)}
    return render(request, "newsletters/confirmed.html", context)


@csrf_exempt
@by_link
@require_http_methods(READ_OR_POST)
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """One POST is enough, from a mail program too (RFC 8058): the signed link itself is the proof, no cookie is asked.

    Whoever has gone already gets the same answer.
    """
    leaving = tokens.leaving_of(token)
    if leaving is None:
        return render(request, "newsletters/left.html", {"what": "it"})
    if request.method != "POST":
        address = leaving.recipient.address if leaving.is_own else ""
        return render(request, "newsletters/leave.html", {"address": address})
    own_url = tokens.own_url(leaving.recipient) if leaving.is_own else ""
    return render(request, "newsletters/left.html", {"what": signup.leave(leaving), "own_url": own_url})


@csrf_exempt  # as for confirm()
@by_link
@require_http_methods(READ_OR_POST)
def own(request: HttpRequest, token: str) -> HttpResponse:
    """Everything that comes to one address by mail."""
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
    context = {"form": form, "recipient": recipient, "saved": "saved" in request.GET, "suppressed": suppressed}
    return render(request, "newsletters/own.html", {**context, "leave_url": tokens.leave_url(recipient, None)})
