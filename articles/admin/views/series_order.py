"""The order of columns in a series."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.staff.pages import render_page, require_permissions, staff_user
from articles import permissions
from articles.forms.order import OrderForm
from articles.models import Series
from articles.publishing import series_order
from articles.publishing.workflow import CannotMove

SAVED = "The order is saved: {columns} given another number."


@require_http_methods(["GET", "HEAD", "POST"])
@require_permissions(
    "articles.change_series", "articles.change_column", "articles.see_every_column"
)
def order(request: HttpRequest, pk: int) -> HttpResponse:
    if not permissions.may_publish(request.user):
        raise PermissionDenied
    series = get_object_or_404(Series, pk=pk)
    columns = series_order.in_order(series)
    form, error = OrderForm(columns, request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        positions = series_order.by_date(columns) if "by-date" in request.POST else form.numbers()
        try:
            number = series_order.reorder(
                series, positions, form.seen(), by=staff_user(request), at=timezone.now()
            )
        except CannotMove as problem:
            error = problem.message
        else:
            message = "1 column was" if number == 1 else f"{number} columns were"
            messages.success(request, SAVED.format(columns=message))
            return redirect("admin:articles_series_order", pk)
    context = {
        "title": "Order",
        "series": series,
        "form": form,
        "rows": form.rows(),
        "error": error,
        "is_long": len(columns) == series_order.MOST,
    }
    return render_page(
        request,
        "articles/desk/series_order.html",
        context,
        status=400 if error or form.errors else 200,
    )
