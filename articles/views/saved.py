"""Saved columns: save, remove, list."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.reader import SignedInRequest, is_speculative
from articles.models import Column
from articles.readers import saved_columns
from articles.views.reader_lists import list_context


@login_required
@require_safe
def saved(request: SignedInRequest) -> HttpResponse:
    context = list_context(request, saved_columns.of_reader(request.user), at=timezone.now())
    return render(request, "articles/saved.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def save(request: SignedInRequest, slug: str) -> HttpResponse:
    """Save the column and return to it.

    Ask for confirmation if the request comes from another site.
    """
    at = timezone.now()
    column = get_object_or_404(Column.objects.live(at), slug=slug)
    # The browser says that the request comes from this site, as after signing in. Browsers set this
    # header themselves, so no other site can forge it; old browsers omit it.
    is_same_origin = request.headers.get("Sec-Fetch-Site") == "same-origin"
    is_confirmed = request.method == "GET" and is_same_origin and not is_speculative(request)
    if request.method == "POST" or is_confirmed:
        saved_columns.save(request.user, column.pk, at=at)
        return redirect(column)
    return render(request, "articles/save.html", {"column": column})


@login_required
@require_POST
def unsave(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(saved_columns.of_reader(request.user).select_related("column"), pk=pk)
    row.delete()
    if request.POST.get("from") == "column" and row.column.is_live(timezone.now()):
        return redirect(row.column)
    messages.success(request, "Removed from your saved columns.")
    return redirect("articles:saved")
