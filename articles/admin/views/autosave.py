"""Autosave of a column's form: store, restore and discard unsaved changes."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods

from accounts.staff.pages import render_page, staff_user
from accounts.text.numbers import COUNT, parse_number
from articles import permissions
from articles.admin.views.columns import get_own_column, seen_column
from articles.models import Autosave, Column
from articles.publishing import autosave
from articles.publishing.autosave import AutosaveError

GONE_ON = (
    "You can no longer edit this column, because its status has changed. Your input is stored for"
    " you."
)
DISCARDED = "The unsaved changes are discarded."


@require_http_methods(["GET", "POST"])
def autosave_form(request: HttpRequest) -> JsonResponse:
    """Handle an open form's requests: autosave, heartbeat (`beat`) or closing (`leave`). A GET
    changes nothing.
    """
    at = timezone.now()
    message = request.POST if request.method == "POST" else request.GET
    form = message.get("form", "")
    if not autosave.is_form_id(form):
        raise Http404
    column = _column(request, message.get("column", ""))
    if request.method == "POST" and message.get("leave"):
        if column is not None:
            autosave.leave(column, staff_user(request))
        return JsonResponse({})
    answer = {
        "saved": autosave.was_saved(form),
        "csrf": get_token(request),
        **_around(request, column, at),
    }
    if request.method == "POST" and not message.get("beat") and not answer["saved"]:
        try:
            copy = _save_copy(request, form, column, at)
        except AutosaveError as problem:
            return JsonResponse({**answer, "error": problem.message}, status=413)
        answer |= {
            "id": copy.pk if copy else None,
            "saved_at": _time(copy.saved_at) if copy else "",
        }
        if column is not None and permissions.has_lost_edit_permission(request.user, column):
            answer["error"] = GONE_ON
    return JsonResponse(answer)


@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, form: str) -> HttpResponse:
    copy = autosave.autosaves_of(staff_user(request)).filter(form=form).first()
    column = copy.column if copy is not None else None
    if request.method == "POST":
        autosave.forget(form, user=staff_user(request))
        messages.success(request, DISCARDED)
        if column is None:
            return redirect("admin:articles_column_changelist")
        return redirect("admin:articles_column_change", column.pk)
    if copy is None:
        raise Http404
    return render_page(
        request, "articles/desk/discard.html", {"title": "Discard?", "copy": copy, "column": column}
    )


def _column(request: HttpRequest, key: str) -> Column | None:
    """Return the column of the open form, or None for a new one.

    Raise Http404 or PermissionDenied.
    """
    if key:
        return seen_column(request, parse_number(key) or 0)
    if not permissions.may_add(request.user):
        raise PermissionDenied
    return None


def _save_copy(
    request: HttpRequest, form: str, column: Column | None, at: datetime
) -> Autosave | None:
    # Without permission now, but with it before: what they typed is still autosaved for them.
    if column is not None and not permissions.has_lost_edit_permission(request.user, column):
        get_own_column(request, column.pk)
    form_data = autosave.form_data(dict(request.POST.lists()))
    return autosave.save(
        form=form, user=staff_user(request), column=column, form_data=form_data, at=at
    )


def _around(request: HttpRequest, column: Column | None, at: datetime) -> dict[str, Any]:
    if column is None:
        return {"others": [], "newer": None}
    if request.method == "POST":
        autosave.mark_open(column, staff_user(request), at=at)
    return {
        "others": autosave.others(column, staff_user(request), at=at),
        "newer": _newer(request, column),
    }


def _newer(request: HttpRequest, column: Column) -> dict[str, Any] | None:
    message = request.POST if request.method == "POST" else request.GET
    seen = parse_number(message.get("seen_version", ""), digits=COUNT)
    newest = column.revisions.select_related("saved_by").first()
    if newest is None or seen is None or seen >= newest.version:
        return None
    compare = reverse("admin:articles_column_compare", args=[column.pk])
    return {
        "who": str(newest.saved_by or "Somebody"),
        "when": _time(newest.saved_at),
        "version": newest.version,
        "compare": f"{compare}?a={seen}&b={newest.version}",
    }


def _time(at: datetime) -> str:
    return date_format(localtime(at), "H:i")
