"""What is forgotten in time (manage.py prune): who complained about a comment. That somebody did, and why, stays."""

from datetime import datetime, timedelta

from comments.models import LegalNotice, Report

NAMED_FOR = timedelta(days=365)  # after the decision: long enough to ask about it


def reporters(at: datetime) -> int:
    return Report.objects.filter(settled_at__lte=at - NAMED_FOR, by__isnull=False).update(by=None)


def notifiers(at: datetime) -> int:
    """The name and address of whoever gave notice of illegal content."""
    old = LegalNotice.objects.filter(answered_at__lte=at - NAMED_FOR)
    return old.exclude(name="", email="").update(name="", email="")
