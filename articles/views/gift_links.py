"""Gift links: a subscriber creates one for a column, and a friend opens it.

The link sets a cookie and redirects to a second URL, which checks that the browser returned it. A
client without cookies, such as most link preview bots, gets only the teaser there and uses none of
the link's openings.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.absolute_urls import absolute_url
from accounts.models import User
from accounts.reader import Reader, ReaderRequest, SignedInRequest, cookies
from accounts.reader.robots import is_robot
from accounts.responses import make_private
from articles.models import Column
from articles.pages import page_cache
from articles.pages.column_page import column_context
from articles.views.reading import not_live_response
from subscriptions.links import gift, redemption
from subscriptions.models import GiftLink, Wall
from subscriptions.paywall import messages, rule
from subscriptions.paywall.access import Reason

ANONYMOUS = Reader(may_spend=False)

View = Callable[..., HttpResponse]


def private(view: View) -> View:
    """Forbid caching, indexing, and sending the secret URL as Referer."""

    @wraps(view)
    def answered(request: HttpRequest, **parts: str) -> HttpResponse:
        response = view(request, **parts)
        make_private(response)
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex"
        return response

    return answered


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def gift_link_page(request: SignedInRequest, slug: str) -> HttpResponse:
    at = timezone.now()
    column = get_object_or_404(Column.objects.live(at), slug=slug)
    allowance = gift.allowance(request.user, at=at)
    free = column.wall_at(at) == Wall.FREE
    if request.method == "POST" and allowance["may_give"] and not free:
        gift.get_or_create_link(request.user, column.pk, at=at)
    if request.method == "POST":
        return redirect("articles:give", slug=slug)
    context = {
        "column": column,
        "free": free,
        "days": gift.OPEN_FOR.days,
        "devices": gift.MAX_DEVICES,
        **allowance,
        **_made(request.user, column, at),
    }
    return make_private(render(request, "articles/gift_link_create.html", context))


def _made(user: User, column: Column, at: datetime) -> dict[str, Any]:
    link = gift.find_with_room(user, column.pk, at=at)
    if link is None:
        return {}
    path = reverse("articles:gift-link", kwargs={"token": gift.token_of(link)})
    address = absolute_url(path)
    message = f"{column.headline}\n\n{messages.gift_email_line(link.expires_at)}\n{address}"
    return {"link": link, "address": address, "mailto": message, "readers": gift.readers_of(link)}


@private
@require_safe
def open_link(request: ReaderRequest, token: str) -> HttpResponse:
    """Set the browser's token and redirect. Show robots and HEAD requests only the teaser."""
    at = timezone.now()
    link = _link(token)
    if request.method == "HEAD" or is_robot(request):
        return _opening(request, link.column, at)
    if redemption.has_token(link, request.reader.tokens):
        return _onward(request, link.column, at)
    response = HttpResponseRedirect(reverse("articles:gift-link-arrived", kwargs={"token": token}))
    cookies.set_link_tokens(response, redemption.add_token(link, request.reader.tokens))
    return response


@private
@require_safe
def check_cookie(request: ReaderRequest, token: str) -> HttpResponse:
    at = timezone.now()
    link = _link(token)
    if redemption.has_token(link, request.reader.tokens):
        return _onward(request, link.column, at)
    return _opening(request, link.column, at)


def _link(source: str) -> GiftLink:
    link = gift.from_token(source)
    if link is None:
        raise Http404
    return link


def _onward(request: ReaderRequest, column: Column, at: datetime) -> HttpResponse:
    """Redirect to the column, but do not reveal the URL of one that is not live."""
    return redirect(column) if column.is_live(at) else not_live_response(request, column, at)


def _opening(request: ReaderRequest, column: Column, at: datetime) -> HttpResponse:
    """Render the column as an anonymous reader sees it, with metadata for link previews."""
    access = rule.check(column, ANONYMOUS, at=at)
    if access.reason in {Reason.FREE, Reason.NOT_LIVE}:
        return _onward(request, column, at)
    page = render_to_string(
        "articles/gift_link.html", column_context(column, access, at=at), request
    )
    note = render_to_string("articles/_gift_link_note.html", {"column": column})
    return HttpResponse(page.replace(page_cache.METER_MARK, note, 1))
