"""Columns that a reader saves for later: a private list. To save one says nothing about whether it may be read."""

from datetime import datetime

from accounts.models import User
from articles.models import SavedColumn
from articles.models.reader_lists import ReaderListQuerySet


def of_reader(user: User) -> ReaderListQuerySet:
    return SavedColumn.objects.filter(user=user)


def save(user: User, column_pk: int, *, at: datetime) -> None:
    """Saved twice, at once or later, it is there once and keeps its first moment."""
    row = SavedColumn(user=user, column_id=column_pk, moment=at)
    SavedColumn.objects.bulk_create([row], ignore_conflicts=True)
