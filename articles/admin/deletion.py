"""Delete a column: list what is deleted with it.

If it cannot be deleted, say why and what to do instead.
"""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import capfirst, get_text_list

from accounts.staff.pages import render_page, staff_user
from articles.models import Column
from articles.publishing import autosave, workflow

State = Column.State
NOT_YOURS = (
    "Only editors delete columns. Ask one of them, or leave it as a draft: readers do not see"
    " drafts."
)
LIVE = (
    "Readers can read this column, so it is not deleted. To take it off the site, press “Withdraw”"
    " in its form."
)
EXPIRED = (
    "Readers have seen this column, so it is not deleted. It stays here with its record; readers no"
    " longer see it."
)
SCHEDULED = (
    "This column is scheduled, so it is not deleted. In its form press “Take off the schedule”,"
    " clear the date under “Appears” and save; then it can be deleted."
)
DATED = (
    "This column has a date, so it is not deleted. In its form clear the date under “Appears” and"
    " save; then it can be deleted."
)


class DeletionAdmin(admin.ModelAdmin[Any]):
    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        column: Column | None = self.get_object(request, object_id)
        if column is not None and not self.has_delete_permission(request, column):
            reason = reason_not_to_delete(request, column, at=timezone.now())
            context = {"title": "Not deleted", "column": column, "reason": reason}
            return render_page(request, "articles/desk/not_deleted.html", context, status=403)
        lost = deletion_summary(request, column) if column is not None else {}
        title = {"title": "Delete this column?"}
        response: HttpResponse = super().delete_view(
            request, object_id, {**lost, **title, **(extra_context or {})}
        )
        return response

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        # Whatever belongs to a column is deleted with it and needs no extra permission.
        # deletion_summary() lists it.
        return [], {}, set(), []


def reason_not_to_delete(request: HttpRequest, column: Column, *, at: datetime) -> str:
    if not request.user.has_perm("articles.delete_column"):
        return NOT_YOURS
    if workflow.is_scheduled(column, at):
        return SCHEDULED
    if column.state in {State.PUBLISHED, State.WITHDRAWN}:
        return LIVE if column.is_live(at) else EXPIRED
    return DATED if column.published_at is not None else NOT_YOURS


def deletion_summary(request: HttpRequest, column: Column) -> dict[str, Any]:
    """Return what the confirmation page lists: versions, notes, others' unsaved work and forms."""
    versions = column.revisions.count()
    lost = ["the column"]
    lost += [f"its {versions} versions"] if versions > 1 else []
    lost += ["its notes"] if column.activities.exclude(note="").exists() else []
    others = column.autosaves.exclude(user=staff_user(request)).select_related("user")
    return {
        "lost": capfirst(get_text_list(lost, "and")),
        "unsaved_of": sorted({str(copy.user) for copy in others}),
        "open_for": autosave.others(column, staff_user(request), at=timezone.now()),
    }
