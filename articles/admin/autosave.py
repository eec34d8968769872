"""The admin's part of autosave: show unsaved work again, and restore it into the form."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

from accounts.staff import local_time
from accounts.staff.pages import person
from accounts.text.numbers import parse_number
from articles import permissions
from articles.admin import conflicts, stale_form
from articles.admin.editor_admin import EditingAdmin
from articles.models import Autosave, Column
from articles.publishing import autosave

NOT_WORK = {"form", "seen_version", "replaces", "move"}  # fields that are not content
GONE = "These unsaved changes no longer exist."


class AutosaveAdmin(EditingAdmin):
    """For forms with a hidden field `form`, the id of the open form under which it is autosaved."""

    autosaves_at_the_desk = True

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if request.GET.get("copy") and request.method == "GET":
            copy = _requested_copy(request, object_id)
            if copy is not None and not _may_write(request, copy):
                return stale_form.look_at(request, copy)
            if copy is None:
                messages.warning(request, GONE)
            else:
                _type_again(request, copy)
        elif request.method == "POST":
            too_late = stale_form.answer(request, object_id)
            if too_late is not None:
                return too_late
            if request.POST.get("resolve") in conflicts.RESOLUTIONS:
                _resolve(request, object_id)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        column = context.get("original")
        if context.get("adminform") and "form" in context["adminform"].form.fields:
            context |= _unsaved(request, column)
            context["work_unsaved"] = _has_unsaved_data(context)
            if column is not None and context["adminform"].form.has_error(
                NON_FIELD_ERRORS, "conflict"
            ):
                message = context["adminform"].form.errors.as_data()[NON_FIELD_ERRORS][0].message
                context["conflict"] = {**conflicts.sides(request, column), "message": message}
                if _has_only(context, "conflict"):
                    context[
                        "errors"
                    ] = []  # nothing to correct: the message stands above both versions
            if _has_only(context, "restored"):
                context |= {"restored": request.POST["restored"], "errors": []}
        return super().render_change_form(request, context, *args, **kwargs)


def _has_only(context: dict[str, Any], code: str) -> bool:
    form = context["adminform"].form
    return (
        form.has_error(NON_FIELD_ERRORS, code)
        and len(context["errors"]) == len(form.non_field_errors()) == 1
    )


def _has_unsaved_data(context: dict[str, Any]) -> bool:
    """Return whether a rejected form contains changes that would be lost."""
    form = context["adminform"].form
    parts = [each.formset for each in context["inline_admin_formsets"]]
    changed = not NOT_WORK.issuperset(form.changed_data) or any(
        part.has_changed() for part in parts if part.is_bound
    )
    return form.is_bound and changed


def _requested_copy(request: HttpRequest, object_id: str | None) -> Autosave | None:
    form = request.GET.get("copy", "")
    copy = Autosave.objects.select_related("column").filter(form=form, user=request.user.pk).first()
    return copy if copy is not None and str(copy.column_id or "") == (object_id or "") else None


def _may_write(request: HttpRequest, copy: Autosave) -> bool:
    return (
        permissions.may_begin(request.user)
        if copy.column is None
        else permissions.may_change(request.user, copy.column)
    )


def _type_again(request: HttpRequest, copy: Autosave) -> None:
    """Turn this GET into a POST of the autosaved data; `restored` adds an error so that the form is
    shown again.
    """
    # The error also ensures that nothing is saved: a GET has no CSRF check.
    form_data = QueryDict(mutable=True)
    for name, values in copy.typed.items():
        form_data.setlist(name, values)
    form_data["form"], form_data["restored"] = copy.form, _restored_message(copy.kept_at)
    request.FILES.clear()  # read first, because reading files later would replace POST
    request.method = "POST"
    request.POST = form_data  # type: ignore[assignment]  # the same class as Django's, also not mutable by now


def _resolve(request: HttpRequest, object_id: str | None) -> None:
    """Replace the POST by the merged or the other version; the form is shown again and nothing is
    saved yet.
    """
    column = Column.objects.filter(pk=parse_number(object_id or "") or 0).first()
    if column is None or not permissions.may_change(request.user, column):
        return
    fields, message = conflicts.resolved(request, column)
    fields["restored"] = message
    request.POST = fields  # type: ignore[assignment]  # as above


def _restored_message(kept_at: datetime) -> str:
    when = local_time.format_local(kept_at)
    return f"These are your unsaved changes from {when}. Check them, then save."


def _unsaved(request: HttpRequest, column: Column | None) -> dict[str, Any]:
    user, at = person(request), timezone.now()
    message = request.POST.get("form", "")
    around: dict[str, Any] = {"unsaved": autosave.of_column(user, column).exclude(form=message)}
    if column is not None and permissions.may_change(user, column):
        around["others"] = autosave.others(column, user, at=at)
        autosave.come(column, user, at=at)
    return around
