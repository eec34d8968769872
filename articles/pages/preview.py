"""Preview a column as another reader sees it, with the real template.

Nothing is cached or counted.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.context import site
from articles.models import Column
from articles.pages import page_cache
from articles.pages.column_page import (
    gift_link_fragment,
    meter_fragment,
    page_context,
    wall_fragment,
)
from articles.text import figures, teaser
from subscriptions.paywall import preview_as
from subscriptions.paywall.preview_as import Persona


@dataclass(frozen=True)
class ColumnPreview:
    """The previewed column (saved, or from a form's data) with its full text."""

    column: Column
    body: str

    def appears(self, at: datetime) -> datetime:
        """Return the time to preview: its publication date if that is in the future, else `at`."""
        published_at = self.column.published_at
        return published_at if published_at is not None and published_at > at else at


def render(column_preview: ColumnPreview, persona: Persona, *, at: datetime) -> str:
    access = preview_as.access_for(column_preview.column, persona, at=at)
    context = context_for(column_preview, granted=access.grants(column_preview.column.pk), at=at)
    body = render_to_string("articles/preview.html", {**site(), **context})
    menu = {**site(), "user": persona.reader.user, "path": ""}
    if access.granted:
        message = meter_fragment(access)
    else:
        message = wall_fragment(access, next_path="", signed_in=persona.registered)
    fragments = {
        page_cache.METER_MARK: message,
        page_cache.GIFT_LINK_MARK: gift_link_fragment(column_preview.column, access),
        page_cache.MENU_MARK: render_to_string("_menu.html", menu),
    }
    return page_cache.fill(body, fragments)


def context_for(column_preview: ColumnPreview, *, granted: bool, at: datetime) -> dict[str, Any]:
    """Return the column page's context, with the text or the teaser that a save would cut."""
    if granted:
        html: str = figures.render_body(column_preview.body)
    else:
        try:
            html = teaser.cut(column_preview.body)
        except ValidationError as error:
            html = format_html('<p class="note">{}</p>', " ".join(error.messages))
    return page_context(column_preview.column, html, granted=granted, at=at)


def structured_data(column_preview: ColumnPreview, *, at: datetime) -> SafeString:
    data: SafeString = context_for(column_preview, granted=False, at=at)["structured"]["json"]
    return data
