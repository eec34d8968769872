"""The house's own pages (about, privacy, guidelines ...), edited at the desk."""

from datetime import datetime

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from articles import embeds, figures, keep
from articles.models import Page


@require_safe
@keep.kept
def page(request: HttpRequest, *, at: datetime, slug: str) -> tuple[str, keep.Context]:
    shown = get_object_or_404(Page, slug=slug)
    html = figures.painted(shown.body)
    return "articles/page.html", {"page": shown, "html": html, "plays": bool(embeds.players(html))}
