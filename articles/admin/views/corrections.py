"""Add a correction to a published column, which appears on its page and in feeds immediately."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.staff.pages import render_page, staff_user
from articles.admin.views.columns import get_own_column
from articles.forms.text_fields import CorrectionForm
from articles.publishing import corrections

NOT_YET = "This column is not published yet: change its text instead."


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
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
