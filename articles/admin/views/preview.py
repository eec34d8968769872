"""Previews of a column as readers will see it, from the saved version or from unsaved form data."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace, csp_update
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from accounts.responses import make_private
from accounts.staff.pages import render_page, staff_user
from articles.admin.draft_preview import preview_of
from articles.admin.views.columns import seen_column
from articles.desk_text import body_of
from articles.models import Autosave, Column
from articles.pages import preview, structured_checks
from articles.pages.preview import ColumnPreview
from articles.text import embeds
from subscriptions.metering import policy
from subscriptions.paywall import preview_as
from subscriptions.paywall.preview_as import Persona

WIDTHS = {"phone": "On a phone", "desktop": "On a desktop"}
Decorator = Callable[[Any], Any]  # django-csp's types do not allow views with URL arguments
holds_our_frame: Decorator = csp_update({"frame-src": [SELF]})
framed_by_us: Decorator = csp_replace({"frame-ancestors": [SELF]})


@holds_our_frame
@require_safe
def saved(request: HttpRequest, pk: int) -> HttpResponse:
    column = seen_column(request, pk)
    return _frame(request, _saved(column), reverse("admin:articles_column_preview_page", args=[pk]))


@holds_our_frame
@require_safe
def unsaved(request: HttpRequest, form: str) -> HttpResponse:
    copy = _own_copy(request, form)
    address = reverse("admin:articles_column_preview_typed_page", args=[form])
    return _frame(request, preview_of(request, copy), address, saved_at=copy.saved_at)


@framed_by_us
@xframe_options_sameorigin
@require_safe
def saved_page(request: HttpRequest, pk: int) -> HttpResponse:
    return _render(request, _saved(seen_column(request, pk)))


@framed_by_us
@xframe_options_sameorigin
@require_safe
def unsaved_page(request: HttpRequest, form: str) -> HttpResponse:
    return _render(request, preview_of(request, _own_copy(request, form)))


def _saved(column: Column) -> ColumnPreview:
    whole = Column.objects.for_cards().prefetch_related("corrections", "topics").get(pk=column.pk)
    return ColumnPreview(whole, body_of(column.pk))


def _own_copy(request: HttpRequest, form: str) -> Autosave:
    """Return the user's own autosave; autosaves of others are private."""
    copy = (
        Autosave.objects.select_related("column")
        .filter(form=form, user=staff_user(request))
        .first()
    )
    if copy is None:
        raise Http404
    if copy.column_id is not None:
        seen_column(request, copy.column_id)
    return copy


def _render(request: HttpRequest, column_preview: ColumnPreview) -> HttpResponse:
    at = column_preview.appears(timezone.now())
    text = preview.render(column_preview, _persona(request), at=at)
    response = embeds.let_play(HttpResponse(text), embeds.players(text))
    make_private(response)
    response["X-Robots-Tag"] = "noindex"
    return response


def _frame(
    request: HttpRequest,
    column_preview: ColumnPreview,
    address: str,
    *,
    saved_at: datetime | None = None,
) -> HttpResponse:
    persona, width = _persona(request), request.GET.get("width", "")
    at = column_preview.appears(timezone.now())
    context = {
        "title": "Preview",
        "column": column_preview.column,
        "is_new": column_preview.column.version == 0,
        "saved_at": saved_at,
        "personas": preview_as.personas(policy.current()),
        "persona": persona,
        "widths": WIDTHS.items(),
        "width": width if width in WIDTHS else "desktop",
        "framed": f"{address}?as={persona.key}",
        "appears": at,
    }
    if persona.robot:
        data = preview.structured_data(column_preview, at=at)
        context["data"] = json.dumps(json.loads(data), ensure_ascii=False, indent=2)
        rendered = preview.render(column_preview, persona, at=at)
        context["checks"] = structured_checks.checks(data, rendered)
    return render_page(request, "articles/desk/preview.html", context)


def _persona(request: HttpRequest) -> Persona:
    personas = preview_as.personas(policy.current())
    return next((each for each in personas if each.key == request.GET.get("as")), personas[0])
