"""Preview links for people outside the desk: create, show once, revoke."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.absolute_urls import absolute_url
from accounts.staff.pages import render_page, staff_user
from articles import permissions
from articles.admin.views.columns import get_own_column, seen_column
from articles.forms.preview_links import PreviewLinkForm
from articles.models import Column
from subscriptions.links import preview
from subscriptions.models import PreviewLink

MAX_LISTED = 100
FULL = (
    f"{preview.MOST_WORKING} links to this column are open. Revoke one before you create another."
)
APPEARED = "This column is published: share its address instead."
TAKEN_BACK = "The link for {note} is revoked."


@require_http_methods(["GET", "HEAD", "POST"])
def links(request: HttpRequest, pk: int) -> HttpResponse:
    column, at = seen_column(request, pk), timezone.now()
    if request.method != "POST":
        return _page(request, column, PreviewLinkForm(), at)
    form = PreviewLinkForm(request.POST)
    get_own_column(request, pk)
    if column.has_appeared(at):
        form.add_error(None, APPEARED)
    if preview.working(pk, at=at).count() >= preview.MOST_WORKING:
        form.add_error(None, FULL)
    if not form.is_valid():
        return _page(request, column, form, at)
    data = form.cleaned_data
    link, secret = preview.make(
        pk, note=data["note"], days=data["days"], by=staff_user(request), at=at
    )
    address = absolute_url(reverse("articles:outside-preview", args=[secret]))
    return _page(request, column, PreviewLinkForm(), at, made=link, address=address)


@require_POST
def revoke(request: HttpRequest, pk: int, link: int) -> HttpResponse:
    # Everybody who may see the column may revoke its links, also a columnist after the approval.
    column = seen_column(request, pk)
    preview_link = preview.of_column(column.pk).filter(pk=link).first()
    if preview_link is None:
        raise Http404
    preview.revoke(preview_link, at=timezone.now())
    messages.success(request, TAKEN_BACK.format(note=preview_link.note))
    return redirect("admin:articles_column_preview_links", column.pk)


def _page(
    request: HttpRequest,
    column: Column,
    form: PreviewLinkForm,
    at: datetime,
    *,
    made: PreviewLink | None = None,
    address: str = "",
) -> HttpResponse:
    preview_links = preview.of_column(column.pk)[:MAX_LISTED]
    context = {
        "title": "Share before publication",
        "column": column,
        "has_appeared": column.has_appeared(at),
        "may_make": permissions.may_change(request.user, column) and not column.has_appeared(at),
        "form": form,
        "made": made,
        "address": address,
        "links": [(link, link.works(at)) for link in preview_links],
    }
    return render_page(
        request, "articles/desk/preview_links.html", context, status=400 if form.errors else 200
    )
