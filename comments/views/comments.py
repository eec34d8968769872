"""Get a comment for a view, after checking access to its column and its author."""

from datetime import datetime

from django.http import Http404

from accounts.reader import ReaderRequest
from comments.models import Comment
from comments.threads import admission
from comments.threads.admission import Admission


def get_visible_comment(
    request: ReaderRequest, pk: int, *, at: datetime
) -> tuple[Comment, Admission]:
    """Return a comment in its thread and the reader's admission.

    Check `may_read` before showing any text.

    Raises 404 if the column is not public or has no comments.
    """
    comment = _get_comment(pk)
    admitted = admission.of(comment.column, request.reader, at=at)
    top = comment.parent or comment
    is_public = admitted.is_live and admitted.availability.is_visible
    is_shown = comment.is_visible or comment == top
    if not is_public or not is_shown or not Comment.objects.tops().filter(pk=top.pk).exists():
        raise Http404("There is no such comment.")
    return comment, admitted


def own_comment(request: ReaderRequest, pk: int) -> Comment:
    """Return the reader's own comment.

    Raise 404 for other people's, whatever the reader's permissions.
    """
    comment = _get_comment(pk)
    if not comment.is_by(request.reader.user) or comment.state == Comment.State.DELETED:
        raise Http404("This is no comment of yours.")
    return comment


def is_own_and_not_shown(request: ReaderRequest, pk: int) -> bool:
    """Return whether it is the reader's own comment that waits or is hidden.

    The account page lists these.
    """
    comment = _get_comment(pk)
    return comment.is_by(request.reader.user) and comment.state in {
        Comment.State.WAITING,
        Comment.State.HIDDEN,
    }


def _get_comment(pk: int) -> Comment:
    related = ("column", "commenter__user", "parent__commenter")
    comment = Comment.objects.select_related(*related).filter(pk=pk).first() if pk < 2**63 else None
    if comment is None:
        raise Http404("There is no such comment.")
    return comment
