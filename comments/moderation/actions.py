"""Actions of moderators. Each is logged with who, when and why in the same transaction."""

from collections.abc import Callable, Iterable
from datetime import datetime
from time import monotonic

from django.db import transaction
from django.db.models import Case, Exists, Min, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce

from accounts.exceptions import Refusal
from accounts.models import User
from accounts.reader import mailboxes
from articles.models import ColumnCacheVersion
from comments.models import Comment, Commenter, ModerationAct, Report, Why
from comments.models.comments import CommentQuerySet
from comments.threads import emails, screening

Act = ModerationAct.Act
OWN_CASE = "This is your own case: another moderator decides it."
CHANGED_WORDS = "Its author has changed it since you read it. Read it again before you decide."
CHANGED = "Somebody else has dealt with this comment, or its author has deleted it."
NO_TIME = "There was no time left for it, because the mail server is slow. Please try again."
BULK_SECONDS = 20  # each e-mail may take 3 seconds, and gunicorn kills the worker after 60


class ModerationError(Refusal):
    """Raised with a sentence for the moderator if nothing was done."""


def waiting() -> CommentQuerySet:
    """Return comments for the queue: those that wait, and visible ones with open reports."""
    waits = Comment.objects.filter(state=Comment.State.WAITING)
    reported = Comment.objects.visible().filter(reports__resolved_at=None, reports__isnull=False)
    # A union, because each half can use its own index.
    keys = waits.order_by().values("pk").union(reported.order_by().values("pk"))
    return Comment.objects.filter(pk__in=keys)


def in_order(comments: CommentQuerySet) -> CommentQuerySet:
    """Order by urgency: visible comments with reports, then waiting ones.

    Of each the oldest comes first.
    """
    reports = Report.objects.filter(comment=OuterRef("pk"), resolved_at=None).order_by("made_at")
    return comments.annotate(
        urgency=Case(When(state=Comment.State.VISIBLE, then=Value(0)), default=Value(1)),
        since=Coalesce("waits_since", Subquery(reports.values("made_at")[:1])),
    ).order_by("urgency", "since", "pk")


def reported(comments: CommentQuerySet) -> CommentQuerySet:
    return comments.filter(Exists(Report.objects.filter(comment=OuterRef("pk"), resolved_at=None)))


def held_by_word(comments: CommentQuerySet) -> CommentQuerySet:
    return comments.filter(state=Comment.State.WAITING, held_for__startswith=screening.LISTED_WORD)


def do_each(
    comments: Iterable[Comment], act: Callable[[Comment], ModerationAct]
) -> tuple[list[ModerationAct], list[tuple[Comment, str]]]:
    """Act on several comments, each in its own transaction.

    Return the log entries, and the failures with reasons.
    """
    done, failed = [], []
    deadline = monotonic() + BULK_SECONDS
    for comment in comments:
        if monotonic() > deadline:
            failed.append((comment, NO_TIME))
            continue
        try:
            done.append(act(comment))
        except ModerationError as problem:
            failed.append((comment, problem.message))
    return done, failed


@transaction.atomic
def approve(comment: Comment, *, by: User, at: datetime) -> ModerationAct:
    """Show a waiting comment.

    Raises ModerationError if its author has changed it since the moderator read it.
    """
    if is_own(comment, by):
        raise ModerationError(OWN_CASE)
    comment = as_read(comment, Comment.State.WAITING)
    act = _log_act(Act.APPROVE, comment, by=by, waiting_since=comment.waits_since, at=at)
    _show(comment)
    emails.approved(comment, act, at=at)
    emails.appeared(comment, at=at)
    return act


def approve_or_dismiss(comment: Comment, *, by: User, at: datetime) -> ModerationAct:
    """Approve the comment if it was waiting when the moderator read it.

    Otherwise dismiss its reports.
    """
    if comment.state == Comment.State.WAITING:
        return approve(comment, by=by, at=at)
    return dismiss_reports(comment, by=by, words="", at=at)


@transaction.atomic
def hide(comment: Comment, *, by: User, why: Why, words: str, at: datetime) -> ModerationAct:
    """Hide the comment and uphold its open reports.

    The author is told the reason, and may appeal once.
    """
    comment = as_read(comment, Comment.State.WAITING, Comment.State.VISIBLE)
    waiting_since = _waiting_since(comment)
    comment.state, comment.held_for, comment.waits_since = Comment.State.HIDDEN, "", None
    comment.save()
    ColumnCacheVersion.bump(comment.column_id)
    _resolve_reports(comment, upheld=True, at=at)
    act = _log_act(
        Act.HIDE, comment, by=by, why=why, words=words, waiting_since=waiting_since, at=at
    )
    emails.hidden(comment, act, at=at)
    return act


@transaction.atomic
def restore(comment: Comment, *, by: User, words: str, at: datetime) -> ModerationAct:
    """Show a hidden comment again.

    Raises ModerationError while an appeal is open, which must be decided instead.
    """
    if is_own(comment, by):
        raise ModerationError(OWN_CASE)
    comment = _locked(comment, Comment.State.HIDDEN)
    if comment.appeals.filter(decided_at=None).exists():
        raise ModerationError("Its author has appealed: decide the appeal instead.")
    act = _log_act(Act.RESTORE, comment, by=by, words=words, waiting_since=None, at=at)
    _show(comment)
    emails.restored(comment, act, at=at)
    return act


@transaction.atomic
def dismiss_reports(comment: Comment, *, by: User, words: str, at: datetime) -> ModerationAct:
    if is_own(comment, by):
        raise ModerationError(OWN_CASE)
    comment = as_read(comment, Comment.State.VISIBLE)
    waiting_since = _waiting_since(comment)
    _resolve_reports(comment, upheld=False, at=at)
    return _log_act(Act.DISMISS, comment, by=by, words=words, waiting_since=waiting_since, at=at)


def refuse_own_case(commenter: Commenter | None, by: User) -> None:
    """Raise ModerationError if the commenter is the moderator, with any account of the mailbox."""
    if commenter is not None and mailboxes.is_same_reader(commenter.user, by):
        raise ModerationError(OWN_CASE)


def is_own(comment: Comment, by: User) -> bool:
    """Return whether the moderator wrote the comment, with any account of the mailbox.

    A closed account counts too. Hiding one's own comment is allowed, so hide() does not ask this.
    """
    if comment.commenter is None:
        return comment.reader_number == by.reader_number
    return mailboxes.is_same_reader(comment.commenter.user, by)


def show_again(comment: Comment) -> None:
    """Show the comment again for a granted appeal. Call it in the appeal's transaction."""
    _show(_locked(comment, Comment.State.HIDDEN))


def _show(comment: Comment) -> None:
    comment.state, comment.held_for, comment.waits_since = Comment.State.VISIBLE, "", None
    comment.save()
    ColumnCacheVersion.bump(comment.column_id)


def _locked(comment: Comment, *states: str) -> Comment:
    """Return the locked comment.

    Raises ModerationError if another moderator has changed its state meanwhile.
    """
    locked = Comment.objects.select_for_update().filter(pk=comment.pk, state__in=states).first()
    if locked is None:
        raise ModerationError(CHANGED)
    return locked


def as_read(comment: Comment, *states: str) -> Comment:
    """Return the locked comment. Raises ModerationError if the moderator has read another text."""
    locked = _locked(comment, *states)
    read = comment.version if comment.read_version is None else comment.read_version
    if locked.version != read:
        raise ModerationError(CHANGED_WORDS)
    return locked


def _waiting_since(comment: Comment) -> datetime | None:
    """Return since when it waits: from posting, or from its first open report."""
    if comment.waits_since is not None:
        return comment.waits_since
    first: datetime | None = comment.reports.filter(resolved_at=None).aggregate(
        first=Min("made_at")
    )["first"]
    return first


def _resolve_reports(comment: Comment, *, upheld: bool, at: datetime) -> None:
    Report.objects.filter(comment=comment, resolved_at=None).update(resolved_at=at, upheld=upheld)


def _log_act(
    act: ModerationAct.Act,
    comment: Comment,
    *,
    by: User,
    waiting_since: datetime | None,
    at: datetime,
    why: str = "",
    words: str = "",
) -> ModerationAct:
    return ModerationAct.objects.create(
        comment=comment,
        commenter=comment.commenter,
        by=by,
        act=act,
        why=why,
        words=words,
        waiting_since=waiting_since,
        done_at=at,
    )
