"""Corrections: dated notes about errors in columns that readers have seen."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from articles import permissions
from articles.models import Column, Correction
from articles.permissions import Someone
from articles.publishing.save import save_column

TWICE = timedelta(minutes=1)  # the same text within it is a double click


def may_add(user: Someone, column: Column, *, at: datetime) -> bool:
    """Return whether the user may add one. The caller also checks permissions.may_change()."""
    # Before publication an error is simply edited.
    return permissions.may_publish(user) and column.has_appeared(at)


@transaction.atomic
def add(pk: int, text: str, *, by: User, at: datetime) -> None:
    column = Column.objects.select_for_update().get(pk=pk)
    if column.corrections.filter(text=text, at__gt=at - TWICE).exists():
        return
    Correction.objects.create(column=column, at=at, text=text)
    column.updated_at = at
    save_column(column, by=by, at=at, why="Correction added")
