"""Notices of illegal content: received from anybody, acknowledged, answered by a moderator."""

import re
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction

from accounts.models import User
from comments.models import Comment, LegalNotice, ModerationAct
from comments.moderation.actions import CHANGED, NotDone, refuse_own_case
from comments.threads import emails

PATH = re.compile(r"/comments/(\d{1,18})/")
ANCHOR = re.compile(r"comment-(\d{1,18})")


def comment_at(address: str) -> Comment | None:
    """The comment that an address leads to, as far as it can be told."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    found = ANCHOR.fullmatch(parts.fragment) or PATH.search(parts.path)
    return Comment.objects.filter(pk=int(found[1])).first() if found else None


@transaction.atomic
def receive(*, address: str, words: str, name: str, email: str, acknowledged: bool = True, at: datetime) -> LegalNotice:
    notice = LegalNotice.objects.create(
        address=address, comment=comment_at(address), words=words, name=name, email=email, made_at=at
    )
    if acknowledged:
        emails.notice_received(notice, at=at)
    return notice


@transaction.atomic
def answer(notice: LegalNotice, *, upheld: bool, words: str, by: User, at: datetime) -> LegalNotice:
    """What was decided, told to whoever gave an address. Hiding the comment is an act of its own."""
    notice = LegalNotice.objects.select_for_update().get(pk=notice.pk)
    if notice.answered_at is not None:
        raise NotDone(CHANGED)
    if notice.comment is not None and not upheld:
        refuse_own_case(notice.comment.commenter, by)
    notice.answered_at, notice.upheld, notice.answer = at, upheld, words
    notice.save()
    ModerationAct.objects.create(
        comment=notice.comment,
        by=by,
        act=ModerationAct.Act.ANSWER,
        words=words,
        asked_at=notice.made_at,
        done_at=at,
    )
    emails.notice_answered(notice, at=at)
    return notice
