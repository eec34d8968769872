"""Columns that a reader saves for later. Saving does not require access."""

from datetime import datetime

from accounts.models import User
from articles.models import SavedColumn
from articles.models.reader_lists import ReaderListQuerySet


def of_reader(user: User) -> ReaderListQuerySet:
    return SavedColumn.objects.filter(user=user)


def save(user: User, column_pk: int, *, at: datetime) -> None:
    row = SavedColumn(user=user, column_id=column_pk, moment=at)
    # A column that is saved already keeps its first date.
    SavedColumn.objects.bulk_create([row], ignore_conflicts=True)
