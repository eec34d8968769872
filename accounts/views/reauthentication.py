"""Views that ask for a recent sign-in, for accounts without a password and a second factor."""

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.utils import get_next_redirect_url, passthrough_next_redirect_url
from allauth.account.views import password_set
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.reader import SignedInRequest

set_password = login_required(reauthentication_required(password_set))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_again(request: SignedInRequest) -> HttpResponse:
    """Sign out and send a code to sign in again, then go on to `next`."""
    if request.method != "POST":
        return render(
            request,
            "accounts/sign_in_again.html",
            {"next_url": get_next_redirect_url(request) or ""},
        )
    user = User.objects.get(pk=request.user.pk)
    # allauth sends codes only to browsers that are signed out.
    logout(request)
    LoginCodeVerificationProcess.initiate(request=request, user=user, email=user.email)
    return redirect(
        passthrough_next_redirect_url(request, reverse("account_confirm_login_code"), "next")
    )
