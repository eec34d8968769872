"""Retention steps for complaints, and for rows that outlive a closed account (`manage.py prune`).

The complaints themselves and their reasons are not deleted.
"""

from datetime import datetime, timedelta

from accounts.reader import mailboxes
from comments.models import Comment, LegalNotice, Report, Suspension
from comments.models.commenters import PremoderatedMailbox
from comments.threads import posting

NAMED_FOR = timedelta(days=365)  # after the decision, so that questions about it can be answered


def reporters(at: datetime) -> int:
    return Report.objects.filter(resolved_at__lte=at - NAMED_FOR, by__isnull=False).update(by=None)


def notifiers(at: datetime) -> int:
    old = LegalNotice.objects.filter(answered_at__lte=at - NAMED_FOR)
    return old.exclude(name="", email="").update(name="", email="")


def suspensions_of_closed_accounts(at: datetime) -> int:
    deleted, _ = (
        Suspension.objects.filter(commenter=None).exclude(ends_at__gt=at, lifted_at=None).delete()
    )
    return deleted


def mailboxes_of_closed_accounts(at: datetime) -> int:
    """Remove the reader number from comments of closed accounts.

    This waits until they count towards no rate limit.
    """
    left = Comment.objects.filter(commenter=None, posted_at__lte=at - posting.DAY).exclude(
        reader_number=None
    )
    return left.update(reader_number=None)


def premoderation_of_closed_accounts(at: datetime) -> int:
    deleted, _ = PremoderatedMailbox.objects.filter(
        closed_at__lte=at - mailboxes.RETENTION_AFTER_CLOSING
    ).delete()
    return deleted
