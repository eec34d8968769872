"""Reports of comments by readers, one for each mailbox and comment."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts.exceptions import Refusal
from accounts.models import User
from comments.models import Comment, Report, Why

ONCE = "You have reported this comment already. A moderator looks at it."


class ReportError(Refusal):
    """Raised with a sentence for the reader."""


def open_about(comments: Iterable[Comment]) -> dict[int, list[Report]]:
    results: dict[int, list[Report]] = {}
    for each in Report.objects.filter(comment__in=list(comments), resolved_at=None):
        results.setdefault(each.comment_id, []).append(each)
    return results


@transaction.atomic
def report(comment: Comment, *, by: User, why: Why, words: str, at: datetime) -> Report:
    number = by.reader_number
    of_mailbox = Q(by__mailbox_number=number) | Q(by=number)
    if Report.objects.filter(of_mailbox, comment=comment).exists():
        raise ReportError(ONCE)
    report, is_new = Report.objects.get_or_create(
        comment=comment, by=by, defaults={"why": why, "words": words, "made_at": at}
    )
    if not is_new:
        raise ReportError(ONCE)
    return report
