"""A submit after the user lost the permission to edit the column: refuse it, but keep the input as
an autosave.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from accounts.staff.pages import page, person
from accounts.text.numbers import parse_number
from articles import permissions
from articles.models import Autosave, Column
from articles.publishing import autosave
from articles.publishing.autosave import AutosaveError

TO_READ = (
    "You can no longer edit this column, because its status has changed. Your input is below. Copy"
    " what you need, or ask an editor to send the column back."
)


def answer(request: HttpRequest, object_id: str | None) -> HttpResponse | None:
    """Return a 403 page with a link to the input; None if the form may be saved or the column is
    not the user's.
    """
    column = (
        permissions.columns_of(request.user).filter(pk=parse_number(object_id or "") or 0).first()
    )
    if column is None or not permissions.has_gone_on(request.user, column):
        return None
    context = {"title": "Not saved", "column": column, "copy": _autosave(request, column)}
    return page(request, "articles/desk/too_late.html", context, status=403)


def look_at(request: HttpRequest, copy: Autosave) -> HttpResponse:
    """Redirect to a preview of unsaved work that can no longer be edited."""
    messages.warning(request, TO_READ)
    return redirect("admin:articles_column_preview_typed", copy.form)


def _autosave(request: HttpRequest, column: Column) -> Autosave | None:
    form, at = request.POST.get("form", ""), timezone.now()
    if not autosave.is_word(form):
        return None
    try:
        form_data = autosave.form_data(dict(request.POST.lists()))
    except AutosaveError:
        return None
    return autosave.save(form=form, user=person(request), column=column, form_data=form_data, at=at)
