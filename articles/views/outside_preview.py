"""Preview links for people outside the desk.

They show the newest saved version until the column is published.
"""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.context import site
from accounts.reader import ReaderRequest
from accounts.reader.robots import is_robot
from articles.models import Column
from articles.pages import page_cache
from articles.pages.column_page import column_context
from articles.text import embeds
from articles.views.gift_links import private
from subscriptions.links import preview
from subscriptions.paywall import rule


@private
@require_safe
def outside_preview(request: ReaderRequest, secret: str) -> HttpResponse:
    at, link = timezone.now(), preview.from_secret(secret)
    # A link preview in a chat would show the headline of an embargoed column to all its members.
    if link is None or is_robot(request):
        raise Http404
    column = Column.objects.get(pk=link.column_id)
    if link.works(at) and column.has_appeared(at):
        return redirect(column)  # now with its paywall, like for everybody
    access = rule.open_preview(column, link, at=at)
    if not access:
        return render(request, "articles/preview_over.html", status=410)
    if request.reader.may_spend:
        preview.count_opening(link)
    context = {**column_context(column, access, at=at), "link": link}
    body: str = render_to_string("articles/outside_preview.html", {**site(), **context})
    body = page_cache.fill(body, {page_cache.METER_MARK: "", page_cache.GIFT_LINK_MARK: ""})
    return embeds.let_play(HttpResponse(body), embeds.players(body))
