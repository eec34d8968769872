"""The way to a comment: only through the questions whether its column may be read, and whose it is."""

from datetime import datetime

from django.http import Http404

from accounts.reader import ReaderRequest
from comments.models import Comment
from comments.threads import admission
from comments.threads.admission import Admission


def standing_comment(request: ReaderRequest, pk: int, *, at: datetime) -> tuple[Comment, Admission]:
    """A comment that stands in its thread, and what this reader may do there: ask `may_read` before showing a word.

    404 where nobody may know of the column, and where it has no comments.
    """
    found = _found(pk)
    admitted = admission.of(found.column, request.reader, at=at)
    top = found.parent or found
    stands = found.is_shown or found == top
    if not admitted.is_live or not admitted.standing.is_shown or not stands or not _is_in_thread(top):
        raise Http404("There is no such comment.")
    return found, admitted


def own_comment(request: ReaderRequest, pk: int) -> Comment:
    """404 for everybody else's, whatever their rights."""
    found = _found(pk)
    if not found.is_by(request.reader.user) or found.state == Comment.State.DELETED:
        raise Http404("This is no comment of yours.")
    return found


def is_own_and_not_shown(request: ReaderRequest, pk: int) -> bool:
    """Return whether the comment is the reader's own and waits or is hidden: it stands on the page of own comments."""
    found = _found(pk)
    return found.is_by(request.reader.user) and found.state in {Comment.State.WAITING, Comment.State.HIDDEN}


def number_in(written: str | None) -> int | None:
    """A key out of an address; nonsense, and what no database holds, is as none."""
    return int(written) if written and written.isdecimal() and written.isascii() and len(written) < 19 else None


def _found(pk: int) -> Comment:
    related = ("column", "commenter__user", "parent__commenter")
    found = Comment.objects.select_related(*related).filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404("There is no such comment.")
    return found


def _is_in_thread(top: Comment) -> bool:
    return Comment.objects.tops().filter(pk=top.pk).exists()
