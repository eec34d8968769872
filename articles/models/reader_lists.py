"""Readers' private lists: saved columns, reading history, personal feed.

They are private: not in the admin, and __str__ does not tell who saved what.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Prefetch, Q


@dataclass(frozen=True)
class ReaderState:
    """A reader's saved state and history setting for one column, loaded by for_reading()."""

    saved_pk: int | None
    in_history: bool


class ReaderListQuerySet(models.QuerySet[Any]):
    """Saved or read columns; `moment` is when the reader last saved or opened them."""

    def newest(self) -> "ReaderListQuerySet":
        return self.order_by("-moment", "-pk")

    def before(self, moment: datetime, pk: int) -> "ReaderListQuerySet":
        return self.filter(Q(moment__lt=moment) | Q(moment=moment, pk__lt=pk), moment__lte=moment)

    def for_rows(self) -> "ReaderListQuerySet":
        bylines = apps.get_model("articles", "Byline").objects.select_related("columnist")
        return self.select_related("column").prefetch_related(Prefetch("column__bylines", bylines))


class ListedColumn(models.Model):
    """A column in a reader's list."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    column = models.ForeignKey("articles.Column", on_delete=models.CASCADE, related_name="+")
    moment = models.DateTimeField()

    objects = ReaderListQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return "A column that a reader keeps"


class SavedColumn(ListedColumn):
    """A column saved for later."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "column"], name="unique_saved_column")
        ]
        indexes: ClassVar = [models.Index(fields=["user", "-moment", "-id"], name="saved_newest")]


class ReadingHistory(models.Model):
    """Whether the reader has turned the reading history on; without a row it was never on."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    is_on = models.BooleanField()
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return "A reader's choice"


class ReadColumn(ListedColumn):
    """A column in a reader's history, with the time when it was last opened."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "column"], name="unique_read_column")
        ]
        indexes: ClassVar = [
            models.Index(fields=["user", "-moment", "-id"], name="read_newest"),
            models.Index(fields=["moment"], name="read_last"),
        ]


class PersonalFeed(models.Model):
    """A subscriber's full-text feed.

    The URL holds the signed `salt`, so that the row alone gives no access.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    salt = models.CharField(max_length=43, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return "A reader's own feed"
