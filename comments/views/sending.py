"""A comment or a reply comes in: it is written, or the page comes again with what was typed and what is wrong."""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect

from accounts.reader import ReaderRequest
from articles.models import Column
from comments.forms.writing import CommentForm
from comments.models import Comment, Commenter, CommentPolicy
from comments.threads import display_names, posting
from comments.threads.admission import Admission
from comments.threads.posting import Draft, PostingError

Page = Callable[..., HttpResponse]
WAITS = "Your comment is here and waits for a moderator. We’ll write to you when it appears."
TRAP = "website"  # a field that people don't see


def send(
    request: ReaderRequest, admitted: Admission, *, parent: Comment | None, at: datetime, otherwise: Page
) -> HttpResponse:
    """`otherwise(request, admission, form, status=..., **more)` paints the page again; nothing typed is lost."""
    user = request.reader.user
    if user is None or not admitted.may_write:
        return _refused(request, admitted, otherwise)
    form = CommentForm(request.POST, user=user, commenter=Commenter.of(user))
    comment = _write(request, form, parent, column=admitted.column, at=at) if form.is_valid() else None
    if comment is None:
        return otherwise(request, admitted, form, status=HTTPStatus.BAD_REQUEST)
    if comment.is_visible:
        return HttpResponseRedirect(comment.get_absolute_url())
    messages.info(request, WAITS)
    return redirect("comments:thread", admitted.column.slug)


def _refused(request: ReaderRequest, admitted: Admission, otherwise: Page) -> HttpResponse:
    """Signed out meanwhile, or the thread has just closed: the words come back."""
    entered = request.POST.get("text", "")
    return otherwise(request, admitted, None, status=HTTPStatus.FORBIDDEN, typed=entered)


def _write(
    request: ReaderRequest, form: CommentForm, parent: Comment | None, *, column: Column, at: datetime
) -> Comment | None:
    draft = Draft(form.cleaned_data["text"], trapped=bool(request.POST.get(TRAP)))
    try:
        with transaction.atomic():
            commenter = display_names.introduce(form.user, form.cleaned_data.get("name", ""), at=at)
            return posting.publish_comment(
                draft,
                column=column,
                commenter=commenter,
                parent=parent,
                policy=CommentPolicy.current(),
                at=at,
            )
    except ValidationError as problem:
        form.add_error("name", problem)
    except PostingError as problem:
        form.add_error(None, str(problem))
    return None
