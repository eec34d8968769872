"""Handle a submitted comment or reply; on errors show the form again with its text."""

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
WAITS = "Thank you. A moderator will read your comment first. We’ll write to you when it appears."
TRAP = "website"  # honeypot, hidden from people


def send(
    request: ReaderRequest,
    admitted: Admission,
    *,
    parent: Comment | None,
    at: datetime,
    render_page: Page,
) -> HttpResponse:
    """Post a comment.

    On errors call `render_page(request, admission, form, status=..., **more)` to render the page.
    """
    user = request.reader.user
    if user is None or not admitted.may_write:
        # The reader was signed out, or the comments were closed meanwhile: show the text again.
        text = request.POST.get("text", "")
        return render_page(request, admitted, None, status=HTTPStatus.FORBIDDEN, unsent_text=text)
    form = CommentForm(request.POST, user=user, commenter=Commenter.of(user))
    comment = (
        _write(request, form, parent, column=admitted.column, at=at) if form.is_valid() else None
    )
    if comment is None:
        return render_page(request, admitted, form, status=HTTPStatus.BAD_REQUEST)
    if comment.is_visible:
        return HttpResponseRedirect(comment.get_absolute_url())
    messages.info(request, WAITS)
    return redirect("comments:thread", admitted.column.slug)


def _write(
    request: ReaderRequest,
    form: CommentForm,
    parent: Comment | None,
    *,
    column: Column,
    at: datetime,
) -> Comment | None:
    draft = Draft(form.cleaned_data["text"], trapped=bool(request.POST.get(TRAP)))
    try:
        # Together: a refused first comment must not leave a commenter behind.
        with transaction.atomic():
            commenter = display_names.get_or_create_commenter(
                form.user, form.cleaned_data.get("name", ""), at=at
            )
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
        form.add_error(None, problem.message)
    return None
