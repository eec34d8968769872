"""Columnists, topics, series and sources: the names that columns are filed under."""

from typing import Any, ClassVar, TypeVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from accounts.text.invisible import remove_invisible, without_invisible
from accounts.text.normalization import normalize
from articles.models.lists import ColumnistQuerySet, SeriesQuerySet, TopicQuerySet
from articles.models.wall_schedule import WallDefault

SLUG_LENGTH = 160
SAME_NAME = "“{name}” exists already: names that differ only in capital letters count as one."
Named = TypeVar("Named", bound=models.Model)
BIO_LENGTH = 1000  # newspapers print up to about 600


class NameField(models.CharField[str, str]):
    """Normalize a name: Unicode NFC, no invisible characters, single spaces."""

    def to_python(self, value: Any) -> Any:
        name = super().to_python(value)
        if not isinstance(name, str):
            return name
        visible = without_invisible(" ".join(normalize("NFC", name).split()))
        return " ".join(visible.split())


class UniqueName(models.Model):
    """A model whose name is unique without regard to case."""

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        name = str(getattr(self, "name", ""))
        same = same_name(type(self), name, other_than=self.pk)
        if same is not None and str(same) != name:  # the same spelling is refused by the field
            raise ValidationError({"name": SAME_NAME.format(name=same)})


def same_name(model: type[Named], name: str, *, other_than: int | None = None) -> Named | None:
    """Return the row with this name without regard to case, or None."""
    wanted = _compared(name)
    # Compared in Python, because SQLite ignores the case of ASCII letters only.
    rows = model._default_manager.exclude(pk=other_than).values_list("pk", "name")
    found = next((pk for pk, each in rows if _compared(each) == wanted), None)
    return model._default_manager.get(pk=found) if found is not None else None


def _compared(name: str) -> str:
    return normalize("NFKC", remove_invisible(name)).casefold()


class Columnist(WallDefault):
    """A writer of columns."""

    name = NameField(max_length=120)
    slug = models.SlugField(max_length=SLUG_LENGTH, unique=True)
    short_bio = models.CharField(
        max_length=BIO_LENGTH,
        blank=True,
        help_text="A sentence or a short paragraph, shown under every column.",
    )
    long_bio = models.TextField(blank=True, help_text="Shown on the columnist's own page.")
    portrait = models.ForeignKey(
        "articles.Photo",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="portrait_of",
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="columnist",
        help_text="The account with which the columnist writes at the desk.",
    )

    objects = ColumnistQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("articles:columnist", args=[self.slug])


class ColumnistLink(models.Model):
    """A link to a columnist's own site or profile."""

    columnist = models.ForeignKey(Columnist, on_delete=models.CASCADE, related_name="links")
    label = models.CharField(max_length=60)
    url = models.URLField("address", max_length=400)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        return self.label


class Topic(UniqueName):
    """A subject that columns are filed under."""

    name = NameField(max_length=80, unique=True)
    slug = models.SlugField(max_length=SLUG_LENGTH, unique=True)
    description = models.CharField(max_length=300, blank=True)

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("articles:topic", args=[self.slug])


class Series(UniqueName, WallDefault):
    """A recurring title that columns belong to, in order."""

    name = NameField(max_length=120, unique=True)
    slug = models.SlugField(max_length=SLUG_LENGTH, unique=True)
    description = models.CharField(max_length=300, blank=True)

    objects = SeriesQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]
        verbose_name_plural = "series"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("articles:series", args=[self.slug])


class Source(UniqueName):
    """An agency that supplies columns, with its contract terms.

    Each column copies them when it is created.
    """

    name = NameField(max_length=120, unique=True)
    copyright_notice = models.CharField(max_length=300, blank=True)
    may_wall = models.BooleanField("columns may be metered", default=False)
    full_text_feed = models.BooleanField("full text may go into feeds", default=False)

    class Meta:
        ordering: ClassVar = ["name"]
        verbose_name = "agency"
        verbose_name_plural = "agencies"

    def __str__(self) -> str:
        return self.name
