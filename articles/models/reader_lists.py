"""What readers keep for themselves: columns saved for later, a history of reading, a feed of their own.

None of it is the desk's business: it is not in the admin, and no name of a row tells who kept what.
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
    """What a signed-in reader keeps that the column's page must know: for_reading() fetches it along."""

    saved_pk: int | None
    in_history: bool


class ReaderListQuerySet(models.QuerySet[Any]):
    """Saved or read columns; `moment` is when the reader kept them last."""

    def newest(self) -> "ReaderListQuerySet":
        return self.order_by("-moment", "-pk")

    def before(self, moment: datetime, pk: int) -> "ReaderListQuerySet":
        """Those that come after this place in a list of the newest."""
        return self.filter(Q(moment__lt=moment) | Q(moment=moment, pk__lt=pk), moment__lte=moment)

    def for_rows(self) -> "ReaderListQuerySet":
        """With everything that a row prints, in two statements."""
        bylines = apps.get_model("articles", "Byline").objects.select_related("columnist")
        return self.select_related("column").prefetch_related(Prefetch("column__bylines", bylines))


class KeptColumn(models.Model):
    """A column that a reader keeps."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    column = models.ForeignKey("articles.Column", on_delete=models.CASCADE, related_name="+")
    moment = models.DateTimeField()

    objects = ReaderListQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return "A column that a reader keeps"


class SavedColumn(KeptColumn):
    """A column saved for later, and when."""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "column"], name="unique_saved_column")]
        indexes: ClassVar = [models.Index(fields=["user", "-moment", "-id"], name="saved_newest")]


class ReadingHistory(models.Model):
    """A reader's own choice to keep a history; without a row there never was one."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+")
    is_on = models.BooleanField()
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return "A reader's choice"


class ReadColumn(KeptColumn):
    """A column that a reader with a history has opened, and when last."""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "column"], name="unique_read_column")]
        indexes: ClassVar = [
            models.Index(fields=["user", "-moment", "-id"], name="read_newest"),
            models.Index(fields=["moment"], name="read_last"),
        ]


class PersonalFeed(models.Model):
    """A subscriber's feed with full texts. Its address is `salt`, signed: the row alone opens nothing."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    salt = models.CharField(max_length=43, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return "A reader's own feed"
