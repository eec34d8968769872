"""The activity of a column at the desk with its notes, which readers never see."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.staff.pages import render_page, staff_user
from articles.admin.views.columns import seen_column
from articles.forms.text_fields import NoteForm
from articles.publishing import workflow

MAX_LISTED = 200


@require_http_methods(["GET", "HEAD", "POST"])
def notes(request: HttpRequest, pk: int) -> HttpResponse:
    # Everybody who may see the column may read and write notes.
    column = seen_column(request, pk)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        workflow.record(
            column, by=staff_user(request), at=timezone.now(), note=form.cleaned_data["note"]
        )
        messages.success(request, "Your note is saved.")
        return redirect("admin:articles_column_notes", pk)
    acts = workflow.newest(column, count=MAX_LISTED)
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
