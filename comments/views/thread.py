"""Pages of a column's comments. Both check the paywall and spend no free read."""

from datetime import datetime
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.reader import ReaderRequest
from accounts.text.numbers import parse_number
from articles.models.readings import for_reading
from articles.readers import redirects
from articles.views.reading import not_live_response
from comments.forms.writing import CommentForm
from comments.models import Comment, Commenter
from comments.threads import admission, own_comments, pages
from comments.threads.admission import Admission
from comments.threads.pages import Order
from comments.views.comments import get_visible_comment, is_own_and_not_shown
from comments.views.sending import send


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def thread_page(request: ReaderRequest, slug: str) -> HttpResponse:
    """Show the thread and the form.

    Readers without access to the column see only the number of comments.
    """
    at = timezone.now()
    column = for_reading(slug, request.reader, at=at)
    if column is None:
        return _moved(request, slug, at)
    admitted = admission.of(column, request.reader, at=at)
    if not admitted.is_live:
        return (
            not_live_response(request, column, at)
            if column.is_gone(at)
            else _moved(request, slug, at)
        )
    if not admitted.availability.is_visible:
        raise Http404("No comments here.")
    if request.method == "POST":
        return send(request, admitted, parent=None, at=at, render_page=_thread)
    return _thread(request, admitted, form_for(request, admitted))


@never_cache
@require_safe
def comment(request: ReaderRequest, pk: int) -> HttpResponse:
    """Show the conversation of a comment: a permalink, independent of pages of the thread."""
    try:
        shown_comment, admitted = get_visible_comment(request, pk, at=timezone.now())
    except Http404:
        if not is_own_and_not_shown(request, pk):
            raise
        return redirect(reverse("comments:own", query={"before": pk + 1}, fragment=f"on-{pk}"))
    if not admitted.may_read:
        return closed_to(request, admitted)
    top = shown_comment.parent or shown_comment
    page = pages.replies_to(top, after=parse_number(request.GET.get("after", "")))
    top.visible_replies = page.comments
    context = {
        "top": top,
        "column": shown_comment.column,
        "admission": admitted,
        "after": page.after,
    }
    return render(request, "comments/comment.html", context)


def closed_to(
    request: HttpRequest, admitted: Admission, *, unsent_text: str = "", status: int = HTTPStatus.OK
) -> HttpResponse:
    """Render the number of comments, which is public, but no text."""
    context = {
        "column": admitted.column,
        "number": pages.count(admitted.column.pk),
        "sentence": admitted.sentence,
        "unsent_text": unsent_text,
    }
    return render(request, "comments/closed.html", context, status=status)


def form_for(request: ReaderRequest, admitted: Admission) -> CommentForm | None:
    user = request.reader.user
    return (
        CommentForm(user=user, commenter=Commenter.of(user))
        if user and admitted.may_write
        else None
    )


def _thread(
    request: ReaderRequest,
    admitted: Admission,
    form: CommentForm | None,
    *,
    status: int = HTTPStatus.OK,
    unsent_text: str = "",
) -> HttpResponse:
    if not admitted.may_read:
        return closed_to(request, admitted, unsent_text=unsent_text, status=status)
    order = Order.OLDEST if request.GET.get("order") == Order.OLDEST else Order.NEWEST
    after = parse_number(request.GET.get("after", ""))
    # The reader's hidden comments with reason and appeal link, as on the account page.
    user, hidden = request.reader.user, _own(request, admitted, Comment.State.HIDDEN)
    context = {
        "column": admitted.column,
        "admission": admitted,
        "page": pages.page_of(admitted.column.pk, order=order, after=after),
        "number": pages.count(admitted.column.pk),
        "order": order,
        "orders": Order,
        "is_first": after is None,
        "form": form,
        "waiting": _own(request, admitted, Comment.State.WAITING),
        "hidden": own_comments.lines(hidden, user, at=timezone.now()) if user else [],
        "unsent_text": unsent_text,
    }
    return render(request, "comments/thread.html", context, status=status)


def _own(request: ReaderRequest, admitted: Admission, state: Comment.State) -> list[Comment]:
    user = request.reader.user
    if user is None:
        return []
    own = Comment.objects.filter(column=admitted.column.pk, commenter__user=user, state=state)
    return list(own.select_related("column", "commenter").order_by("-pk")[: pages.PAGE])


def _moved(request: ReaderRequest, slug: str, at: datetime) -> HttpResponse:
    column = redirects.column_at(slug, request.reader, at=at)
    if column is None:
        raise Http404
    if request.method == "POST":
        return redirect("comments:thread", column.slug)
    url = reverse("comments:thread", args=[column.slug])
    return HttpResponsePermanentRedirect(redirects.with_query(url, request))
