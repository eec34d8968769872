"""A reader's own history of reading: nothing is written before they turn it on, and nobody else sees it.

The meter's rows are no history: they count, and they go when their period is over (subscriptions.metering.retention).
"""

from datetime import datetime, timedelta

from django.db import connection, transaction

from accounts.models import User
from articles.models import ReadColumn, ReadingHistory
from articles.models.reader_lists import ReaderListQuerySet

RETENTION = timedelta(days=365)  # after a column was opened last

# One statement that asks and writes. On PostgreSQL it waits for a choice that is being changed, and asks again.
NOTE = """
INSERT INTO articles_readcolumn (user_id, column_id, moment)
SELECT h.user_id, %s, %s FROM articles_readinghistory h WHERE h.user_id = %s AND h.is_on {lock}
ON CONFLICT (user_id, column_id) DO UPDATE SET moment = excluded.moment
"""


def choice_of(user: User) -> ReadingHistory | None:
    return ReadingHistory.objects.filter(user=user).first()


def of_reader(user: User) -> ReaderListQuerySet:
    return ReadColumn.objects.filter(user=user)


def note(user: User, column_pk: int, *, at: datetime) -> None:
    """The reader has opened the column, if a history is what they want."""
    moment = connection.ops.adapt_datetimefield_value(at)
    lock = "FOR SHARE" if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(NOTE.format(lock=lock), [column_pk, moment, user.pk])


def turn_on(user: User, *, at: datetime) -> None:
    ReadingHistory.objects.update_or_create(user=user, defaults={"is_on": True, "changed_at": at})


@transaction.atomic
def turn_off(user: User, *, and_delete: bool, at: datetime) -> None:
    """Nothing is noted any more. The choice is written first, so that a reading just now leaves nothing behind."""
    ReadingHistory.objects.filter(user=user, is_on=True).update(is_on=False, changed_at=at)
    if and_delete:
        clear(user)


def clear(user: User) -> int:
    """Forget all of it: how many columns that were."""
    gone, _ = of_reader(user).delete()
    return gone


def forget_old(at: datetime) -> int:
    """What nobody has opened for a year, in histories that were turned off too."""
    gone, _ = ReadColumn.objects.filter(moment__lt=at - RETENTION).delete()
    return gone
