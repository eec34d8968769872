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
from articles.models import Column
from articles.publishing import autosave
from articles.publishing.autosave import AutosaveError

GONE_ON = (
    "You can no longer edit this column, because its status has changed. Your input is stored for"
    " you."
)
DISCARDED = "The unsaved changes are discarded."


@require_http_methods(["GET", "POST"])
def autosave_form(request: HttpRequest) -> JsonResponse:
    """Handle an open form's requests: autosave, heartbeat (`beat`) or closing (`leave`).

    A GET changes nothing.
    """
    at, user = timezone.now(), staff_user(request)
    is_post = request.method == "POST"
    message = request.POST if is_post else request.GET
    form, key = message.get("form", ""), message.get("column", "")
    if not autosave.is_form_id(form):
        raise Http404
    column = seen_column(request, parse_number(key) or 0) if key else None
    if column is None and not permissions.may_add(user):
        raise PermissionDenied
    if is_post and message.get("leave"):
        if column is not None:
            autosave.leave(column, user)
        return JsonResponse({})
    answer: dict[str, Any] = {
        "saved": autosave.was_saved(form),
        "csrf": get_token(request),
        "others": [],
        "newer": None,
    }
    if column is not None:
        answer |= _presence(request, column, at)
    if is_post and not message.get("beat") and not answer["saved"]:
        has_lost_permission = column is not None and permissions.has_lost_edit_permission(
            user, column
        )
        # Without permission now, but with it before: what they typed is still autosaved for them.
        if column is not None and not has_lost_permission:
            get_own_column(request, column.pk)
        try:
            form_data = autosave.form_data(dict(request.POST.lists()))
        except AutosaveError as problem:
            return JsonResponse({**answer, "error": problem.message}, status=413)
        copy = autosave.save(form=form, user=user, column=column, form_data=form_data, at=at)
        answer |= {
            "id": copy.pk if copy else None,
            "saved_at": _time(copy.saved_at) if copy else "",
        }
        if has_lost_permission:
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


def _presence(request: HttpRequest, column: Column, at: datetime) -> dict[str, Any]:
    """Return who else has the column open, and the newest version if the form shows an older."""
    user = staff_user(request)
    message = request.POST if request.method == "POST" else request.GET
    if request.method == "POST":
        autosave.mark_open(column, user, at=at)
    presence: dict[str, Any] = {"others": autosave.others(column, user, at=at), "newer": None}
    seen = parse_number(message.get("seen_version", ""), digits=COUNT)
    newest = column.revisions.select_related("saved_by").first()
    if newest is not None and seen is not None and seen < newest.version:
        compare = reverse("admin:articles_column_compare", args=[column.pk])
        presence["newer"] = {
            "who": str(newest.saved_by or "Somebody"),
            "when": _time(newest.saved_at),
            "version": newest.version,
            "compare": f"{compare}?a={seen}&b={newest.version}",
        }
    return presence


def _time(at: datetime) -> str:
    return date_format(localtime(at), "H:i")
