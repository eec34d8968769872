"""Who counts as one reader: whoever has the same mailbox, also after an account was closed and opened again."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from accounts.email_addresses import mailbox_key, mailbox_keys
from accounts.models import Mailbox, User

# A trial a year is cheap for the publisher; for longer there is no reason to know a mailbox whose account is closed.
KEPT_AFTER_CLOSING = timedelta(days=365)


def assign(user: User, address: str) -> None:
    """After the account has proved an address: give it the reader number of that mailbox. The first one stays."""
    found = Mailbox.objects.filter(key__in=mailbox_keys([address])).first()
    if found is None:
        found, _ = Mailbox.objects.get_or_create(key=mailbox_key(address), defaults={"number": user.reader_number})
    if User.objects.filter(pk=user.pk, mailbox_number=None).update(mailbox_number=found.number):
        user.mailbox_number = found.number


def is_shared(user: User) -> bool:
    """Whether another account has the same mailbox."""
    return User.objects.exclude(pk=user.pk).filter(mailbox_number=user.reader_number).exists()


def delete_old(at: datetime) -> int:
    """For `manage.py prune`: mailboxes whose last account was closed a year ago."""
    in_use = Exists(User.objects.filter(mailbox_number=OuterRef("number")))
    Mailbox.objects.filter(in_use).exclude(closed_at=None).update(closed_at=None)
    closed = Mailbox.objects.exclude(in_use)
    closed.filter(closed_at=None).update(closed_at=at)
    deleted, _ = closed.filter(closed_at__lte=at - KEPT_AFTER_CLOSING).delete()
    return deleted
