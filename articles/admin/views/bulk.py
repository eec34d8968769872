"""Bulk actions: a preview of what will happen, then the action, then a message."""

import re
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_POST

from accounts.staff.pages import render_page, staff_user
from articles import permissions
from articles.forms.bulk import BulkForm
from articles.models import Column
from articles.publishing import bulk
from articles.publishing.bulk import MOST, BulkAction, Outcome

LIST = "admin:articles_column_changelist"
CHOSEN = re.compile(
    r"([0-9]{1,18}):([0-9]{1,9})", re.ASCII
)  # primary key, and the version that the user saw
MAX_REFUSALS_LISTED = 10  # refusals listed in a message
TOO_MANY = f"At most {MOST} columns at once: narrow the list, or choose fewer."
NOTHING_LEFT = "You can no longer see any of these columns. Nothing was changed."


def admin_action(act: BulkAction) -> Callable[..., HttpResponse | None]:
    """Return an admin action that only shows a preview of the bulk action."""

    def look(
        model_admin: Any, request: HttpRequest, queryset: QuerySet[Column]
    ) -> HttpResponse | None:
        keys = list(queryset.order_by().values_list("pk", flat=True)[: MOST + 1])
        if len(keys) > MOST:
            messages.error(request, TOO_MANY)
            return None
        return _page(
            request, act, BulkForm(act), _columns(request, keys), back=request.GET.urlencode()
        )

    return look


@require_POST
def bulk_action(request: HttpRequest, key: str) -> HttpResponse:
    """Show the preview with the chosen options, or run the action.

    It runs if it was confirmed and the options are valid.
    """
    act = next((each for each in bulk.actions_of(request.user) if each.key == key), None)
    if act is None:
        raise PermissionDenied
    seen = _chosen(request)
    form, back = BulkForm(act, request.POST), request.POST.get("back", "")
    if "sure" in request.POST and form.is_valid():
        visible = {column.pk: seen[column.pk] for column in _columns(request, list(seen))}
        outcome = bulk.run_all(
            act, visible, form.options(), by=staff_user(request), at=timezone.now()
        )
        _add_messages(request, act, outcome)
        return redirect(f"{reverse(LIST)}?{back}" if back else LIST)
    return _page(request, act, form, _columns(request, list(seen)), back=back)


def _columns(request: HttpRequest, keys: list[int]) -> list[Column]:
    if not request.user.has_perm("articles.change_column"):
        raise PermissionDenied
    seen = (
        permissions.columns_of(request.user)
        .filter(pk__in=keys)
        .order_by("-pk")
        .select_related("source")
    )
    return list(seen.defer("teaser", "standfirst").prefetch_related("bylines__columnist", "topics"))


def _page(
    request: HttpRequest, act: BulkAction, form: BulkForm, columns: list[Column], *, back: str
) -> HttpResponse:
    if not columns:
        messages.error(request, NOTHING_LEFT)
        return HttpResponseRedirect(reverse(LIST))
    knows = not act.preview_needs_option or form.is_valid()
    bulk_options = form.options() if form.is_bound and form.is_valid() else bulk.BulkOptions()
    outlooks = (
        bulk.preview_all(act, columns, bulk_options, by=staff_user(request), at=timezone.now())
        if knows
        else []
    )
    context = {
        "title": act.label,
        "act": act,
        "form": form,
        "columns": columns,
        "knows": knows,
        "will": [each for each in outlooks if not each.refused],
        "refused": [each for each in outlooks if each.refused],
        "back": back,
        "list": f"{reverse(LIST)}{f'?{back}' if back else ''}",
        "address": reverse("admin:articles_column_bulk", args=[act.key]),
    }
    return render_page(
        request, "articles/desk/bulk.html", context, status=400 if form.errors else 200
    )


def _chosen(request: HttpRequest) -> dict[int, int]:
    rows = request.POST.getlist("chosen")
    results = [match for each in rows[:MOST] if (match := CHOSEN.fullmatch(each))]
    if not results or len(results) != len(rows):
        raise Http404
    return {int(match[1]): int(match[2]) for match in results}


def _add_messages(request: HttpRequest, act: BulkAction, outcome: Outcome) -> None:
    number = len(outcome.done)
    message = f"{'1 column' if number == 1 else f'{number} columns'} {act.done}"
    if not outcome.refused:
        messages.success(request, f"{message}.")
        return
    reasons = format_html_join(
        " ", "“{}”: {}", outcome.refused[:MAX_REFUSALS_LISTED]
    )  # a reason may contain a link
    more = len(outcome.refused) - MAX_REFUSALS_LISTED
    rest = f" and {more} more" if more > 0 else ""
    messages.warning(
        request, format_html("{}, {} not. {}{}", message, len(outcome.refused), reasons, rest)
    )
