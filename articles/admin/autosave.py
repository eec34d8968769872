"""Restore an autosave into the column's form, and store the data of a form that comes too late."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone

from accounts.staff import local_time
from accounts.staff.pages import render_page, staff_user
from articles import permissions
from articles.admin import conflicts
from articles.forms.columns import ColumnForm, RestoredData
from articles.models import Autosave, Column
from articles.publishing import autosave
from articles.publishing.autosave import AutosaveError

NOT_WORK = {"form", "seen_version", "replaces", "move"}  # fields that are not content
GONE = "These unsaved changes no longer exist."
RESTORED = "These are your unsaved changes from {when}. Check them, then save."
TO_READ = (
    "You can no longer edit this column, because its status has changed. Your input is below. Copy"
    " what you need, or ask an editor to send the column back."
)


def restore(request: HttpRequest, object_id: str | None) -> RestoredData | HttpResponse | None:
    """Return the autosaved data that the request asks for with `?copy=`, None if it is gone.

    Who can no longer edit the column is redirected to a preview of the data.
    """
    form, user = request.GET["copy"], staff_user(request)
    copy = Autosave.objects.select_related("column").filter(form=form, user=user).first()
    if copy is None or str(copy.column_id or "") != (object_id or ""):
        messages.warning(request, GONE)
        return None
    may_write = (
        permissions.may_change(user, copy.column)
        if copy.column is not None
        else permissions.may_add(user)
    )
    if not may_write:
        messages.warning(request, TO_READ)
        return redirect("admin:articles_column_preview_typed", copy.form)
    fields = QueryDict(mutable=True)
    for name, values in copy.form_data.items():
        fields.setlist(name, values)
    fields["form"] = copy.form
    return RestoredData(fields, RESTORED.format(when=local_time.format_local(copy.saved_at)))


def refuse_too_late(request: HttpRequest, column: Column) -> HttpResponse:
    """Answer a submit after the user lost the permission to edit the column.

    Store the data as an autosave and say where it is.
    """
    form, copy = request.POST.get("form", ""), None
    if autosave.is_form_id(form):
        try:
            copy = autosave.save(
                form=form,
                user=staff_user(request),
                column=column,
                form_data=autosave.form_data(dict(request.POST.lists())),
                at=timezone.now(),
            )
        except AutosaveError:
            copy = None
    context = {"title": "Not saved", "column": column, "copy": copy}
    return render_page(request, "articles/desk/too_late.html", context, status=403)


def autosave_context(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Return context for _autosave.html, _presence.html and _conflict.html.

    Record that the user has the form open. The templates are in templates/articles/desk/.
    """
    form: ColumnForm = context["adminform"].form
    column: Column | None = context["original"]
    user, at = staff_user(request), timezone.now()
    unsaved = autosave.of_column(user, column).exclude(form=form.data.get("form", ""))
    parts: dict[str, Any] = {
        "unsaved": unsaved,
        "work_unsaved": _has_unsaved_data(form, context["inline_admin_formsets"]),
    }
    if column is not None and permissions.may_change(user, column):
        parts["others"] = autosave.others(column, user, at=at)
        autosave.mark_open(column, user, at=at)
    is_only_error = len(context["errors"]) == len(form.non_field_errors()) == 1
    if column is not None and form.has_error(NON_FIELD_ERRORS, "conflict"):
        message = form.errors.as_data()[NON_FIELD_ERRORS][0].message
        parts["conflict"] = {**conflicts.sides(request, column), "message": message}
        if is_only_error:
            # Nothing to correct: the message stands above both versions.
            parts["errors"] = []
    if form.restored is not None and is_only_error:
        parts |= {"restored": form.restored.message, "errors": []}
    return parts


def _has_unsaved_data(form: ColumnForm, inlines: list[Any]) -> bool:
    """Return whether a rejected form contains changes that would be lost."""
    if not form.is_bound:
        return False
    formsets = [inline.formset for inline in inlines if inline.formset.is_bound]
    return not NOT_WORK.issuperset(form.changed_data) or any(
        formset.has_changed() for formset in formsets
    )
