"""What `manage.py prune` deletes: who complained about a comment, and what outlived a closed account until it was over.

That somebody complained, and why, stays.
"""

from datetime import datetime, timedelta

from accounts import mailboxes
from comments.models import Comment, LegalNotice, Report, Suspension
from comments.models.commenters import PremoderatedMailbox
from comments.threads import posting

NAMED_FOR = timedelta(days=365)  # after the decision: long enough to ask about it


def reporters(at: datetime) -> int:
    return Report.objects.filter(settled_at__lte=at - NAMED_FOR, by__isnull=False).update(by=None)


def notifiers(at: datetime) -> int:
    """The name and address of whoever gave notice of illegal content."""
    old = LegalNotice.objects.filter(answered_at__lte=at - NAMED_FOR)
    return old.exclude(name="", email="").update(name="", email="")


def suspensions_of_closed_accounts(at: datetime) -> int:
    deleted, _ = Suspension.objects.filter(commenter=None).exclude(ends_at__gt=at, lifted_at=None).delete()
    return deleted


def mailboxes_of_closed_accounts(at: datetime) -> int:
    """Remove the reader number from a closed account's comments, when they count towards no limit any more."""
    left = Comment.objects.filter(commenter=None, posted_at__lte=at - posting.DAY).exclude(reader_number=None)
    return left.update(reader_number=None)


def premoderation_of_closed_accounts(at: datetime) -> int:
    deleted, _ = PremoderatedMailbox.objects.filter(closed_at__lte=at - mailboxes.RETENTION_AFTER_CLOSING).delete()
    return deleted
