"""The checklist before publication, and the check of a text's links."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.staff.pages import render_page
from articles import permissions
from articles.admin.views.columns import get_own_column, seen_column
from articles.desk_text import body_of
from articles.publishing import checklist, link_check
from articles.tasks import queue_check_of_links


@require_safe
def checklist_page(request: HttpRequest, pk: int) -> HttpResponse:
    column = seen_column(request, pk)
    addresses = link_check.links_of(body_of(pk))
    known = link_check.known(addresses)
    context = {
        "title": "Checklist",
        "column": column,
        "may_ask": permissions.may_change(request.user, column),
        "findings": checklist.findings(column, at=timezone.now()),
        "links": [(address, known.get(address)) for address in addresses],
    }
    return render_page(request, "articles/desk/checklist.html", context)


@require_POST
def check_links(request: HttpRequest, pk: int) -> HttpResponse:
    get_own_column(request, pk)
    # In the background, because a slow server must not block this request.
    queue_check_of_links(pk)
    messages.success(
        request, "The links are being checked in the background. Reload this page in a moment."
    )
    return redirect("admin:articles_column_checklist", pk)
