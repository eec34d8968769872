"""URLs of the desk's own pages for columns and photos, below the admin's and in its namespace."""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from articles.admin.views import (
    autosave,
    bulk,
    calendar,
    column_pages,
    photos,
    preview,
    preview_links,
    revisions,
)

Wrap = Callable[..., Any]


def column_urls(entered: Wrap) -> list[URLPattern]:
    """Return the URLs; `entered` is AdminSite.admin_view, which requires desk access."""
    revoke, restore = (
        "<int:pk>/preview-links/<int:link>/revoke/",
        "<int:pk>/versions/<int:version>/restore/",
    )
    return [
        path("several/<slug:key>/", entered(bulk.bulk_action), name="articles_column_bulk"),
        path("calendar/", entered(calendar.calendar), name="articles_column_calendar"),
        path("<int:pk>/appears/", entered(calendar.schedule), name="articles_column_place"),
        path("<int:pk>/preview/", entered(preview.saved), name="articles_column_preview"),
        path(
            "<int:pk>/preview/page/",
            entered(preview.saved_page),
            name="articles_column_preview_page",
        ),
        path("preview/<str:form>/", entered(preview.unsaved), name="articles_column_preview_typed"),
        path(
            "preview/<str:form>/page/",
            entered(preview.unsaved_page),
            name="articles_column_preview_typed_page",
        ),
        path(
            "<int:pk>/preview-links/",
            entered(preview_links.links),
            name="articles_column_preview_links",
        ),
        path(revoke, entered(preview_links.revoke), name="articles_column_preview_link_revoke"),
        path(
            "<int:pk>/checklist/",
            entered(column_pages.checklist_page),
            name="articles_column_checklist",
        ),
        path(
            "<int:pk>/checklist/links/",
            entered(column_pages.check_links),
            name="articles_column_ask_links",
        ),
        path("<int:pk>/correction/", entered(column_pages.correct), name="articles_column_correct"),
        path("<int:pk>/notes/", entered(column_pages.notes), name="articles_column_notes"),
        path("keep/", entered(autosave.autosave_form), name="articles_column_autosave"),
        path(
            "unsaved/<str:form>/discard/", entered(autosave.discard), name="articles_column_discard"
        ),
        path("<int:pk>/versions/", entered(revisions.listed), name="articles_column_versions"),
        path(
            "<int:pk>/versions/compare/",
            entered(revisions.compared),
            name="articles_column_compare",
        ),
        path(restore, entered(revisions.restored), name="articles_column_restore"),
    ]


def photo_urls(entered: Wrap) -> list[URLPattern]:
    return [
        path("choose/", entered(photos.choose), name="articles_photo_choose"),
        path("upload/", entered(photos.upload), name="articles_photo_upload"),
        path("<int:pk>/words/", entered(photos.words), name="articles_photo_words"),
        path("<int:pk>/replace/", entered(photos.replace), name="articles_photo_replace"),
    ]
