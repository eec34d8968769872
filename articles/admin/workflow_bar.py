"""The workflow bar of the column form: status, notes, moves."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from accounts.staff.pages import staff_user
from articles import permissions
from articles.models import Column
from articles.publishing import checklist, corrections, workflow

RECENT_ACTS = 4  # shown above the form; another page lists all


def move_message(column: Column, move: workflow.Move, *, form: str) -> SafeString:
    """Return the message after a move; `form` is the URL of the column's form."""
    when = (
        localtime(column.published_at) if move.key == "schedule" and column.published_at else None
    )
    appears = f" It appears on {date_format(when, 'j F Y, H:i')}." if when else ""
    return format_html('{}: “<a href="{}">{}</a>”.{}', move.past_label, form, column, appears)


def workflow_context(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Return context for templates/articles/desk/_bar.html, _standing.html and _tools.html."""
    column: Column | None = context.get("original")
    at = timezone.now()
    may = (
        permissions.may_add(request.user)
        if column is None
        else permissions.may_change(request.user, column)
    )
    parts: dict[str, Any] = {
        "may_save": may,
        "moves": workflow.possible_moves(column or Column(), staff_user(request), at=at),
    }
    if column is not None:
        acts = workflow.newest(column, count=RECENT_ACTS)
        parts["is_live"] = column.is_live(at)
        parts["is_printed"] = corrections.may_add(request.user, column, at=at)
        parts["findings"] = checklist.findings(column, at=at)
        parts["status"] = workflow.status_sentence(column, at=at)
        parts["acts"] = [(act, workflow.describe(act)) for act in acts]
    return parts
