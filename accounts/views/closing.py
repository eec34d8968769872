"""Views to close an account."""

from http import HTTPStatus

from allauth.account.decorators import reauthentication_required
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.extensions import closing
from accounts.forms import ClosingForm
from accounts.mail import compose
from accounts.reader import SignedInRequest
from accounts.signals import ClosingRefused


@login_required
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth is untyped
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: SignedInRequest) -> HttpResponse:
    """Close the account when its address is entered.

    First ask to sign in again, and show what will be deleted.
    """
    email = request.user.email
    form = ClosingForm(request.POST or None, user=request.user)
    if not form.is_valid():
        return render(request, "accounts/close.html", {"form": form})
    try:
        closing.close(request.user, request=request)
    except ClosingRefused as refusal:
        context = {"form": form, "refusal": refusal.message}
        return render(request, "accounts/close.html", context, status=HTTPStatus.CONFLICT)
    logout(request)
    compose.send(compose.compose("account_closed", email, {}))
    return redirect("accounts:closed")


@require_safe
def closed(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/closed.html")
