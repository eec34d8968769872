"""Links in e-mails that open one column.

They set a token cookie, and the column's page asks the paywall.
"""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.reader import ReaderRequest, cookies
from accounts.reader.robots import is_robot
from articles.models import Column
from articles.views.gift_links import private
from articles.views.reading import not_live_response
from subscriptions.links import email, redemption
from subscriptions.models import EmailLink


@private
@require_safe
def read(request: ReaderRequest, token: str) -> HttpResponse:
    """Store the token and redirect. Robots and HEAD requests are redirected without it."""
    link = _link(token)
    carries = redemption.has_token(link, request.reader.tokens)
    if carries or request.method == "HEAD" or is_robot(request):
        return _onward(request, link)
    response = HttpResponseRedirect(reverse("newsletters:read-arrived", args=[token]))
    cookies.set_link_tokens(response, redemption.add_token(link, request.reader.tokens))
    return response


@private
@require_safe
def check_cookie(request: ReaderRequest, token: str) -> HttpResponse:
    """Redirect to the column, where a browser without cookies is treated like any other visitor."""
    return _onward(request, _link(token))


def _link(source: str) -> EmailLink:
    link = email.from_token(source)
    if link is None:
        raise Http404
    return link


def _onward(request: ReaderRequest, link: EmailLink) -> HttpResponse:
    at = timezone.now()
    column = Column.objects.get(pk=link.column_id)
    return redirect(column) if column.is_live(at) else not_live_response(request, column, at)
