"""Static pages (about, privacy, guidelines ...), edited at the desk."""

from datetime import datetime

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from articles.models import Page
from articles.pages import page_cache
from articles.text import embeds, figures


@require_safe
@page_cache.cached_page
def page(request: HttpRequest, *, at: datetime, slug: str) -> page_cache.Content:
    shown = get_object_or_404(Page, slug=slug)
    html = figures.render_body(shown.body)
    return "articles/page.html", {"page": shown, "html": html, "plays": bool(embeds.players(html))}
