"""Post, edit and delete comments.

The author's mailbox is locked, so that rate limits hold across workers.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from accounts.exceptions import Refusal
from accounts.models import User
from accounts.reader import mailboxes
from accounts.text import folding
from articles.models import Column, ColumnCacheVersion, Columnist
from comments.models import Comment, Commenter, CommentPolicy
from comments.models.comments import CommentQuerySet
from comments.threads import emails, screening

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
LONG_ENOUGH_TO_COPY = 60  # characters; shorter comments may well fit two columns
TWICE = "You have said this here already."
COPIED = "You have said the same under another column. Please write what answers this one."
TOO_MANY = (
    "You have written {number} comments within an hour, which is as many as we take. Please come"
    " back later."
)
TOO_LATE = "A comment can be changed for ten minutes. This one can no longer be changed."


class PostingError(Refusal):
    """Raised with a sentence that tells the author what to do."""


@dataclass(frozen=True)
class Draft:
    """A submitted comment."""

    text: str
    trapped: bool = False  # the honeypot field was filled in


@transaction.atomic
def publish_comment(
    draft: Draft,
    *,
    column: Column,
    commenter: Commenter,
    parent: Comment | None,
    policy: CommentPolicy,
    at: datetime,
) -> Comment:
    """Store a comment, held if it trips screening.

    Raises PostingError for duplicates and above the rate limit.
    """
    # Lock order: commenter, then mailbox. The mailbox covers other accounts of the same person.
    commenter = (
        Commenter.objects.select_for_update(of=("self",))
        .select_related("user")
        .get(pk=commenter.pk)
    )
    mailboxes.lock(commenter.user)
    digest = digest_of(draft.text, column.pk, parent.pk if parent else None)
    _refuse_repeated(draft.text, commenter, column.pk, digest, at=at)
    # Deleted comments count too, otherwise deleting would reset the limit.
    lately = _of_mailbox(commenter).filter(posted_at__gt=at - HOUR).count()
    if lately >= policy.an_hour:
        raise PostingError(TOO_MANY.format(number=lately))
    comment = Comment(
        column=column,
        parent=parent,
        commenter=commenter,
        text=draft.text,
        digest=digest,
        posted_at=at,
    )
    comment.reader_number = commenter.user.reader_number
    comment.role = role_of(commenter.user)
    held_for = screening.reason_to_hold(
        draft.text, commenter, role=comment.role, trapped=draft.trapped, policy=policy
    )
    comment.held_for = held_for
    if held_for:
        comment.state, comment.waits_since = Comment.State.WAITING, at
    else:
        comment.state, comment.waits_since = Comment.State.VISIBLE, None
    comment.save()
    if comment.is_visible:
        ColumnCacheVersion.bump(column.pk)
        emails.appeared(comment, at=at)
    return comment


@transaction.atomic
def change(comment: Comment, text: str, *, policy: CommentPolicy, at: datetime) -> Comment:
    """Edit within ten minutes. Held again if the new text trips screening. Raises PostingError."""
    comment = (
        Comment.objects.select_for_update(of=("self",))
        .select_related("commenter")
        .get(pk=comment.pk)
    )
    if comment.commenter is None or not comment.may_be_edited(comment.commenter.user, at):
        raise PostingError(TOO_LATE)
    suspension = comment.commenter.suspension_at(at)
    if suspension is not None:
        raise PostingError(suspension.sentence)
    digest = digest_of(text, comment.column_id, comment.parent_id)
    _refuse_repeated(text, comment.commenter, comment.column_id, digest, at=at, of=comment)
    trapped = comment.held_for == screening.HONEYPOT
    held_for = screening.reason_to_hold(
        text, comment.commenter, role=comment.role, trapped=trapped, policy=policy, of=comment
    )
    comment.text, comment.digest, comment.edited_at = text, digest, at
    if held_for and comment.is_visible:
        comment.state, comment.waits_since = Comment.State.WAITING, at
    # A comment that is held stays held with its reason, even if the new text alone would not be.
    if comment.state == Comment.State.WAITING:
        comment.held_for = held_for or comment.held_for
    else:
        comment.held_for = ""
    comment.save()
    ColumnCacheVersion.bump(comment.column_id)
    return comment


@transaction.atomic
def delete(comment: Comment, *, at: datetime) -> None:
    """Delete the text. The empty comment stays in the thread while it has visible replies."""
    comment = Comment.objects.select_for_update().get(pk=comment.pk)
    comment.state, comment.waits_since = Comment.State.DELETED, None
    comment.text = comment.digest = comment.held_for = ""
    comment.save()
    comment.reports.filter(resolved_at=None).update(resolved_at=at)
    ColumnCacheVersion.bump(comment.column_id)


def digest_of(text: str, column: int, parent: int | None) -> str:
    words = " ".join(text.casefold().split())
    return hashlib.sha256(f"{column} {parent} {words}".encode()).hexdigest()


def role_of(user: User) -> Comment.Role:
    if user.lacks_second_factor:
        return Comment.Role.READER
    if Columnist.objects.filter(user=user).exists():
        return Comment.Role.COLUMNIST
    return Comment.Role.DESK if user.has_desk_access else Comment.Role.READER


def _of_mailbox(commenter: Commenter) -> CommentQuerySet:
    """Return the comments of all accounts of this mailbox, closed ones included."""
    return Comment.objects.filter(reader_number=commenter.user.reader_number)


def _refuse_repeated(
    text: str,
    commenter: Commenter,
    column: int,
    digest: str,
    *,
    at: datetime,
    of: Comment | None = None,
) -> None:
    """Raise PostingError for a duplicate. `of` is the comment that is being edited."""
    own = _of_mailbox(commenter)
    if of is not None:
        own = own.exclude(pk=of.pk)
    if own.filter(digest=digest).exists():
        raise PostingError(TWICE)
    if len(text) >= LONG_ENOUGH_TO_COPY:
        lately = (
            own.filter(posted_at__gt=at - DAY).exclude(column=column).values_list("text", flat=True)
        )
        if _words(text) in map(_words, lately):
            raise PostingError(COPIED)


def _words(text: str) -> str:
    """Return the text for comparison, without case, accents, spaces and punctuation."""
    return " ".join(folding.words(folding.fold(text))) or text
