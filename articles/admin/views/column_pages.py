"""The desk's small pages about one column: checklist and links, corrections, notes and record."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.staff.pages import render_page, staff_user
from articles import permissions
from articles.admin.views.columns import get_own_column, seen_column
from articles.desk_text import body_of
from articles.forms.text_fields import CorrectionForm, NoteForm
from articles.publishing import checklist, corrections, link_check, workflow
from articles.tasks import queue_check_of_links

MAX_NOTES = 200
NOT_YET = "This column is not published yet: change its text instead."


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


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a correction, which appears on the column's page and in feeds immediately."""
    column, at = get_own_column(request, pk), timezone.now()
    may = corrections.may_add(request.user, column, at=at)
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and may and form.is_valid():
        corrections.add(pk, form.cleaned_data["text"], by=staff_user(request), at=at)
        messages.success(request, "The correction is published.")
        return redirect("admin:articles_column_change", pk)
    context = {
        "title": "Add a correction",
        "column": column,
        "form": form,
        "error": "" if may else NOT_YET,
    }
    return render_page(
        request,
        "articles/desk/correct.html",
        context,
        status=400 if form.errors or not may else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def notes(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the activity of a column with its notes, which readers never see."""
    # Everybody who may see the column may read and write notes.
    column = seen_column(request, pk)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        workflow.record(
            column, by=staff_user(request), at=timezone.now(), note=form.cleaned_data["note"]
        )
        messages.success(request, "Your note is saved.")
        return redirect("admin:articles_column_notes", pk)
    acts = workflow.newest(column, count=MAX_NOTES)
    context = {
        "title": "Notes and record",
        "column": column,
        "form": form,
        "status": workflow.status_sentence(column, at=timezone.now()),
        "acts": [(act, workflow.describe(act)) for act in acts],
    }
    return render_page(
        request, "articles/desk/notes.html", context, status=400 if form.errors else 200
    )
