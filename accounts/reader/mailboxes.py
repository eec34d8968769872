"""Reader numbers: accounts with the same mailbox count as one reader.

This is also true when an account is closed and opened again.
"""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from accounts.email_addresses import mailbox_key, mailbox_keys
from accounts.models import Mailbox, User

# Then the same person can have another free trial. One a year costs little, so the hash need not be
# stored longer.
RETENTION_AFTER_CLOSING = timedelta(days=365)


def assign(user: User, address: str) -> None:
    """Set the account's reader number from the mailbox of a newly verified address.

    Do nothing if the account has one already.
    """
    mailbox = Mailbox.objects.filter(key__in=mailbox_keys([address])).first()
    if mailbox is None:
        mailbox, _ = Mailbox.objects.get_or_create(
            key=mailbox_key(address), defaults={"number": user.reader_number}
        )
    if User.objects.filter(pk=user.pk, mailbox_number=None).update(mailbox_number=mailbox.number):
        user.mailbox_number = mailbox.number


def lock(user: User) -> None:
    """Lock the mailbox until the transaction ends: its accounts cannot act at the same time."""
    Mailbox.objects.select_for_update().filter(number=user.reader_number).order_by("pk").first()


def is_shared(user: User) -> bool:
    return User.objects.exclude(pk=user.pk).filter(mailbox_number=user.reader_number).exists()


def is_same_reader(one: User, other: User) -> bool:
    """Return whether the accounts have the same reader number.

    Return True too if they have verified addresses of the same mailbox now.
    """
    if one.reader_number == other.reader_number:
        return True
    # An account keeps its number when it moves to an address of another mailbox.
    return bool(mailbox_keys(one.verified_addresses()) & mailbox_keys(other.verified_addresses()))


def prune(at: datetime) -> int:
    """Delete mailboxes a year after their last account was closed, and return their number.

    Sets `closed_at` when a mailbox has no account any more, and clears it when it has one again.
    """
    in_use = Exists(User.objects.filter(mailbox_number=OuterRef("number")))
    Mailbox.objects.filter(in_use).exclude(closed_at=None).update(closed_at=None)
    closed = Mailbox.objects.exclude(in_use)
    closed.filter(closed_at=None).update(closed_at=at)
    deleted, _ = closed.filter(closed_at__lte=at - RETENTION_AFTER_CLOSING).delete()
    return deleted
