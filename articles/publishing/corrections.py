"""Corrections: a dated note of what was wrong in a column that readers have seen."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from articles import permissions
from articles.models import Column, Correction
from articles.permissions import Someone
from articles.publishing import save

TWICE = timedelta(minutes=1)  # in which the same words are the same correction


def may_add(user: Someone, column: Column, *, at: datetime) -> bool:
    """What has not appeared is changed instead; whether the column is theirs to change at all is asked apart."""
    return permissions.publishes(user) and column.has_appeared(at)


@transaction.atomic
def add(pk: int, text: str, *, by: User, at: datetime) -> None:
    """Onto the column as it is now, as a version of its own. Readers are told by its date; two clicks are one."""
    column = Column.objects.select_for_update().get(pk=pk)
    if column.corrections.filter(text=text, at__gt=at - TWICE).exists():
        return
    Correction.objects.create(column=column, at=at, text=text)
    column.updated_at = at
    save.save(column, by=by, at=at, why="Correction added")
