"""Pages that are the same for every signed-out reader: the newsletters, and what a sign-up box answers."""

from datetime import datetime
from http import HTTPStatus

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from accounts.reader import ReaderRequest
from articles import keep
from newsletters import origin, signing_up
from newsletters.forms.signing_up import AddressForm
from newsletters.models import Newsletter

MAIL_IS_DOWN = "Our mail isn’t going out at the moment. Please try again in a few minutes; nothing you typed is lost."
TOO_MANY = "Many addresses have been signed up from your network. Please wait an hour, and try again."
NOT_OURS = "Your browser doesn’t say that this comes from our page. Please press the button once more here."


@require_safe
@keep.kept
def newsletters(request: HttpRequest, *, at: datetime) -> tuple[str, keep.Context]:
    return "newsletters/all.html", {"lists": list(Newsletter.objects.filter(is_open=True))}


@csrf_exempt
@require_POST
def sign_up(request: ReaderRequest) -> HttpResponse:
    """Does nothing but mail a question, so that it needs no token: where it came from is looked at instead.

    Whatever is known of an address, the answer is the same.
    """
    form = AddressForm(request.POST)
    if not origin.is_ours(request):
        return _again(request, form, trouble=NOT_OURS, status=HTTPStatus.FORBIDDEN)
    if not form.is_valid():
        return _again(request, form, status=HTTPStatus.BAD_REQUEST)
    if form.is_robot:
        return redirect("newsletters:asked")
    if not ratelimit.consume(request, action="newsletter_network", key=request.reader.network):
        return _again(request, form, trouble=TOO_MANY, status=HTTPStatus.TOO_MANY_REQUESTS)
    # An address that was asked a moment ago has its mail already: nobody's letter box is filled, nobody is told.
    if ratelimit.consume(request, action="newsletter_address", key=form.wish.address) and not signing_up.ask(form.wish):
        return _again(request, form, trouble=MAIL_IS_DOWN, status=HTTPStatus.SERVICE_UNAVAILABLE)
    return redirect("newsletters:asked")


def _again(request: HttpRequest, form: AddressForm, *, status: int, trouble: str = "") -> HttpResponse:
    context = {"lists": list(Newsletter.objects.filter(is_open=True)), "form": form, "trouble": trouble}
    response = render(request, "newsletters/all.html", context, status=status)
    response["Cache-Control"] = keep.NO_STORE
    return response


@require_safe
@keep.kept
def asked(request: HttpRequest, *, at: datetime) -> tuple[str, keep.Context]:
    return "newsletters/asked.html", {}
