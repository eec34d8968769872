"""A correction in one step: what was wrong, dated, on the page and in the feeds at once."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.desk_pages import page, person
from articles import rights, writing
from articles.admin.views.fetching import own_work
from articles.models import Column, Correction

NOT_YET = "This column has not appeared: change its text instead."


class CorrectionForm(forms.Form):
    text = forms.CharField(
        label="What was wrong, and what is right",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Readers see it under the text with today’s date, in the feeds, and in what search engines read.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    column, at = own_work(request, pk), timezone.now()
    may = rights.publishes(request.user) and (column.is_live(at) or column.is_gone(at))
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and may and form.is_valid():
        with transaction.atomic():
            fresh = Column.objects.select_for_update().get(pk=pk)
            Correction.objects.create(column=fresh, at=at, text=form.cleaned_data["text"])
            fresh.updated_at = at
            writing.save(fresh, by=person(request), at=at, why="Correction added")
        messages.success(request, "The correction stands on the page.")
        return redirect("admin:articles_column_change", pk)
    context = {"title": "Add a correction", "column": column, "form": form, "trouble": "" if may else NOT_YET}
    return page(request, "articles/desk/correct.html", context, status=400 if form.errors or not may else 200)
