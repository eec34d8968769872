"""Appeals against a hiding. Neither the moderator who hid the comment nor its author may decide."""

from datetime import datetime

from django.db import transaction

from accounts.exceptions import Refusal
from accounts.models import User
from accounts.reader import mailboxes
from comments.models import Appeal, Comment, ModerationAct
from comments.moderation import actions
from comments.moderation.actions import ModerationError
from comments.threads import emails

ONCE = "You have appealed already. One appeal is looked at for each decision."
NOTHING_HIDDEN = "This comment is not hidden: there is nothing to appeal against."
NOT_YOURS = "You hid this comment: another moderator decides its author’s appeal."


class AppealError(Refusal):
    """Raised with a sentence for the author if there is nothing to appeal against."""


def open_for(comment: Comment) -> Appeal | None:
    return (
        comment.appeals.filter(decided_at=None)
        .select_related("hiding", "comment__commenter")
        .first()
    )


def made_against(hiding: ModerationAct) -> Appeal | None:
    return Appeal.objects.filter(hiding=hiding).first()


def why_not(appeal: Appeal, by: User) -> str:
    if actions.is_own(appeal.comment, by):
        return actions.OWN_CASE
    is_hidden_by = appeal.hidden_by is not None and mailboxes.is_same_reader(appeal.hidden_by, by)
    return NOT_YOURS if is_hidden_by else ""


@transaction.atomic
def make(comment: Comment, *, words: str, at: datetime) -> Appeal:
    # Lock first, so that two simultaneous requests cannot both appeal.
    comment = Comment.objects.select_for_update().get(pk=comment.pk)
    hiding = comment.hiding()
    if hiding is None:
        raise AppealError(NOTHING_HIDDEN)
    if Appeal.objects.filter(hiding=hiding).exists():
        raise AppealError(ONCE)
    return Appeal.objects.create(
        comment=comment, hiding=hiding, hidden_by=hiding.by, words=words, made_at=at
    )


@transaction.atomic
def decide(appeal: Appeal, *, by: User, granted: bool, answer: str, at: datetime) -> Appeal:
    """Grant or refuse the appeal and tell the author. If granted, the comment is shown again."""
    appeal = Appeal.objects.select_for_update().get(pk=appeal.pk)
    if appeal.decided_at is not None or appeal.comment.state != Comment.State.HIDDEN:
        raise ModerationError(actions.CHANGED)
    error = why_not(appeal, by)
    if error:
        raise ModerationError(error)
    appeal.decided_by, appeal.decided_at, appeal.granted, appeal.answer = by, at, granted, answer
    appeal.save()
    act = ModerationAct.objects.create(
        comment=appeal.comment,
        commenter=appeal.comment.commenter,
        by=by,
        act=ModerationAct.Act.GRANT if granted else ModerationAct.Act.REFUSE,
        why=appeal.hiding.why,
        words=answer,
        waiting_since=appeal.made_at,
        done_at=at,
    )
    if granted:
        actions.show_again(appeal.comment)
        emails.restored(appeal.comment, act, at=at)
    else:
        emails.appeal_refused(appeal, at=at)
    return appeal
