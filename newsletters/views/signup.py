"""Sign-up forms on cached pages, which have no CSRF token: the origin is checked instead."""

from collections.abc import Callable
from http import HTTPStatus

from allauth.core import ratelimit
from django.http import HttpResponse
from django.shortcuts import redirect

from accounts import rate_limits
from accounts.email_addresses import mailbox
from accounts.reader import ReaderRequest
from newsletters.forms.signup import AddressForm
from newsletters.signups import same_origin, signup

MAIL_IS_DOWN = (
    "Our mail isn’t going out at the moment. Please try again in a few minutes; nothing you typed"
    " is lost."
)
TOO_MANY = (
    "Many addresses have been signed up from your network. Please wait {wait}, and try again."
)
NOT_OURS = (
    "Your browser doesn’t confirm that this form came from our site. Please press the button again"
    " here."
)
Again = Callable[[str, int], HttpResponse]


def handle_signup(request: ReaderRequest, form: AddressForm, again: Again) -> HttpResponse:
    """Mail a confirmation. The response is the same whether the address is known or not.

    `again` renders the form with an error.
    """
    if not same_origin.is_ours(request):
        return again(NOT_OURS, HTTPStatus.FORBIDDEN)
    if not form.is_valid():
        return again("", HTTPStatus.BAD_REQUEST)
    if form.is_robot:
        return redirect("newsletters:asked")
    if wait := rate_limits.count(request, ("newsletter_network", request.reader.network)):
        sentence = TOO_MANY.format(wait=rate_limits.duration_in_words(wait))
        return again(sentence, HTTPStatus.TOO_MANY_REQUESTS)
    # If this mailbox has just got a confirmation, send no other one, but show the same page.
    may_mail = ratelimit.consume(
        request, action="newsletter_address", key=mailbox(form.signup_request.address)
    )
    if may_mail and not signup.send_confirmation(form.signup_request):
        return again(MAIL_IS_DOWN, HTTPStatus.SERVICE_UNAVAILABLE)
    return redirect("newsletters:asked")
