"""A column painted for somebody in whose place the desk looks: the real template, nothing kept, nothing counted."""

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
from articles.pages.column_page import give_part, meter_part, page_context, wall_part
from articles.text import figures, teaser
from subscriptions.paywall import preview_as
from subscriptions.paywall.access import Access
from subscriptions.paywall.preview_as import Part

TEMPLATE = "articles/preview.html"


@dataclass(frozen=True)
class Piece:
    """What is looked at: a column (saved, or as it stands in somebody's form) with all of its text."""

    column: Column
    body: str

    def appears(self, at: datetime) -> datetime:
        """The moment to look at: its own, for what is still to come."""
        published_at = self.column.published_at
        return published_at if published_at is not None and published_at > at else at


def painted(piece: Piece, part: Part, *, at: datetime) -> str:
    """The whole page as `part` would get it."""
    access = preview_as.rehearse(piece.column, part, at=at)
    context = context_for(piece, granted=access.opens(piece.column.pk), at=at)
    menu = render_to_string("_menu.html", {**site(), "user": part.reader.user, "path": ""})
    body = render_to_string(TEMPLATE, {**site(), **context})
    return _filled(body, piece.column, access, menu, signed_in=part.registered)


def context_for(piece: Piece, *, granted: bool, at: datetime) -> dict[str, Any]:
    """The context of the column's page, with the text or with the teaser that a save would cut."""
    html = figures.painted(piece.body) if granted else _opening(piece.body)
    return page_context(piece.column, html, granted=granted, at=at)


def structured_data(piece: Piece, *, at: datetime) -> SafeString:
    """What a search engine reads about it, as the page prints it."""
    data: SafeString = context_for(piece, granted=False, at=at)["structured"]["json"]
    return data


def _opening(body: str) -> str:
    """The teaser, or in its place why none can be cut."""
    try:
        return teaser.cut(body)
    except ValidationError as problem:
        return format_html('<p class="note">{}</p>', " ".join(problem.messages))


def _filled(body: str, column: Column, access: Access, menu: str, *, signed_in: bool) -> str:
    """The reader's own parts at their marks, as articles.views.reading puts them."""
    own = meter_part(access) if access.granted else wall_part(access, next_path="", signed_in=signed_in)
    body = body.replace(page_cache.METER_MARK, own, 1)
    body = body.replace(page_cache.GIVE_MARK, give_part(column, access), 1)
    return body.replace(page_cache.MENU_MARK, menu, 1)
