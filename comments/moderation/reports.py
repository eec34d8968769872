"""A reader reports a comment: once each, and a moderator looks at it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.models import User
from comments.models import Comment, Report, Why

ONCE = "You have reported this comment already. A moderator looks at it."


class NotReported(Exception):
    """The message tells the reader why."""


def open_about(comments: Iterable[Comment]) -> dict[int, list[Report]]:
    """What nobody has decided yet, by comment, in the order in which it came."""
    results: dict[int, list[Report]] = {}
    for each in Report.objects.filter(comment__in=list(comments), settled_at=None):
        results.setdefault(each.comment_id, []).append(each)
    return results


@transaction.atomic
def report(comment: Comment, *, by: User, why: Why, words: str, at: datetime) -> Report:
    report, is_new = Report.objects.get_or_create(
        comment=comment, by=by, defaults={"why": why, "words": words, "made_at": at}
    )
    if not is_new:
        raise NotReported(ONCE)
    return report
