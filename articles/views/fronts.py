"""The front page: lead column, columns with portraits, latest, columnists, series and topics."""

from datetime import datetime

from django.http import HttpRequest
from django.views.decorators.http import require_safe

from articles.models import Column, Columnist, Series, Topic
from articles.pages import page_cache

VOICES = 3  # columns with a portrait beside the lead
LATEST = 10
COLUMNISTS = 12
NAMES = 12  # each of series and topics


@require_safe
@page_cache.cached_page
def front(request: HttpRequest, *, at: datetime) -> page_cache.Content:
    newest = list(Column.objects.live(at).newest().for_cards()[: 1 + VOICES + LATEST])
    return "articles/front.html", {
        "front": True,
        "lead": newest[0] if newest else None,
        "voices": newest[1 : 1 + VOICES],
        "latest": newest[1 + VOICES :],
        "columnists": Columnist.objects.published(at).with_portrait()[:COLUMNISTS],
        "series": Series.objects.running(at)[:NAMES],
        "topics": Topic.objects.in_use(at)[:NAMES],
    }
