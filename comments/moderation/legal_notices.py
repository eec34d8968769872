"""Notices of illegal content: received from anybody, acknowledged, answered by a moderator."""

import re
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction

from accounts.models import User
from comments.models import Comment, LegalNotice, ModerationAct, Why
from comments.moderation import actions
from comments.moderation.actions import CHANGED, OWN_CASE, ModerationError, is_own
from comments.threads import emails

PATH = re.compile(r"/comments/(\d{1,18})/")
ANCHOR = re.compile(r"comment-(\d{1,18})")


def comment_at(address: str) -> Comment | None:
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    match = ANCHOR.fullmatch(parts.fragment) or PATH.search(parts.path)
    return Comment.objects.filter(pk=int(match[1])).first() if match else None


@transaction.atomic
def receive(
    *, address: str, words: str, name: str, email: str, acknowledged: bool = True, at: datetime
) -> LegalNotice:
    legal_notice = LegalNotice.objects.create(
        address=address,
        comment=comment_at(address),
        words=words,
        name=name,
        email=email,
        made_at=at,
    )
    if acknowledged:
        emails.legal_notice_received(legal_notice, at=at)
    return legal_notice


@transaction.atomic
def answer(
    legal_notice: LegalNotice, *, upheld: bool, words: str, by: User, at: datetime
) -> LegalNotice:
    """Record the decision and mail it to the sender, if there is an address.

    Hiding the comment is a separate action.
    """
    legal_notice = LegalNotice.objects.select_for_update().get(pk=legal_notice.pk)
    if legal_notice.answered_at is not None:
        raise ModerationError(CHANGED)
    if legal_notice.comment is not None and not upheld and is_own(legal_notice.comment, by):
        raise ModerationError(OWN_CASE)
    legal_notice.answered_at, legal_notice.upheld, legal_notice.answer = at, upheld, words
    legal_notice.save()
    ModerationAct.objects.create(
        comment=legal_notice.comment,
        by=by,
        act=ModerationAct.Act.ANSWER,
        words=words,
        waiting_since=legal_notice.made_at,
        done_at=at,
    )
    emails.legal_notice_answered(legal_notice, at=at)
    return legal_notice


@transaction.atomic
def decide(legal_notice: LegalNotice, *, upheld: bool, words: str, by: User, at: datetime) -> None:
    present = {Comment.State.VISIBLE, Comment.State.WAITING}
    comment = legal_notice.comment
    if comment is not None and comment.state in present:
        actions.as_read(comment, *present)
        if upheld:
            actions.hide(comment, by=by, why=Why.ILLEGAL, words=words, at=at)
    # In one transaction with hide(): an e-mail that says "hidden" must not go out for a visible
    # comment.
    answer(legal_notice, upheld=upheld, words=words, by=by, at=at)
