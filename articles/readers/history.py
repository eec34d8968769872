"""A reader's private reading history, which is off until they turn it on.

The meter's rows are no history: they are deleted when their period is over
(subscriptions.metering.retention).
"""

from datetime import datetime, timedelta

from django.db import connection, transaction

from accounts.models import User
from articles.models import ReadColumn, ReadingHistory
from articles.models.reader_lists import ReaderListQuerySet

RETENTION = timedelta(days=365)  # after a column was opened last

# One statement that checks the setting and writes. With the lock, PostgreSQL waits for a concurrent
# change of the setting and checks again.
NOTE = """
INSERT INTO articles_readcolumn (user_id, column_id, moment)
SELECT h.user_id, %s, %s FROM articles_readinghistory h WHERE h.user_id = %s AND h.is_on {lock}
ON CONFLICT (user_id, column_id) DO UPDATE SET moment = excluded.moment
"""


def choice_of(user: User) -> ReadingHistory | None:
    return ReadingHistory.objects.filter(user=user).first()


def of_reader(user: User) -> ReaderListQuerySet:
    return ReadColumn.objects.filter(user=user)


def record(user: User, column_pk: int, *, at: datetime) -> None:
    moment = connection.ops.adapt_datetimefield_value(at)
    lock = "FOR SHARE" if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(NOTE.format(lock=lock), [column_pk, moment, user.pk])


def turn_on(user: User, *, at: datetime) -> None:
    ReadingHistory.objects.update_or_create(user=user, defaults={"is_on": True, "changed_at": at})


@transaction.atomic
def turn_off(user: User, *, and_delete: bool, at: datetime) -> None:
    """Stop recording, and delete the history on request."""
    # First, so that a concurrent reading cannot add a row after the deletion.
    ReadingHistory.objects.filter(user=user, is_on=True).update(is_on=False, changed_at=at)
    if and_delete:
        clear(user)


def clear(user: User) -> int:
    gone, _ = of_reader(user).delete()
    return gone


def forget_old(at: datetime) -> int:
    gone, _ = ReadColumn.objects.filter(moment__lt=at - RETENTION).delete()
    return gone
