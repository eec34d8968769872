"""Column, its text, bylines and topics.

The text has its own table, so that lists cannot leak it.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import unquote, urlsplit

from django.core.exceptions import PermissionDenied
from django.db import models
from django.urls import reverse

from accounts.absolute_urls import absolute_url
from accounts.models import User
from articles import languages
from articles.languages import LanguageTagField
from articles.models.lists import LinkQuerySet
from articles.models.names import SLUG_LENGTH, Columnist, Series, Source, Topic
from articles.models.querysets import ColumnQuerySet
from articles.models.wall_schedule import WallSchedule
from subscriptions.models import Wall

if TYPE_CHECKING:
    from articles.models.reader_lists import ReaderState
    from subscriptions.metering.reader_state import Facts
    from subscriptions.paywall.access import Access

SEE_EVERY = "articles.see_every_column"


class Column(WallSchedule):
    """One opinion piece with its free teaser and all that lists print, but not the full text."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        IN_REVIEW = "in-review", "In review"
        APPROVED = "approved", "Approved"
        PUBLISHED = "published", "Published"
        WITHDRAWN = "withdrawn", "Withdrawn"

    kicker = models.CharField(max_length=60, blank=True, default="Opinion")
    headline = models.CharField(max_length=200)
    slug = models.SlugField(max_length=SLUG_LENGTH, unique=True)
    standfirst = models.TextField(
        max_length=500, blank=True, help_text="One or two sentences, always free to read."
    )
    teaser = models.TextField(blank=True, editable=False)
    dateline = models.CharField(
        max_length=80, blank=True, help_text="Printed as given, with a dash after it."
    )
    language = LanguageTagField(help_text="Of headline and text, if it is not the site’s.")
    lead_photo = models.ForeignKey(
        "articles.Photo", on_delete=models.SET_NULL, null=True, blank=True, related_name="columns"
    )
    series = models.ForeignKey(
        Series, on_delete=models.SET_NULL, null=True, blank=True, related_name="columns"
    )
    series_position = models.PositiveIntegerField("place in the series", null=True, blank=True)
    columnists = models.ManyToManyField(
        Columnist, through="articles.Byline", related_name="columns"
    )
    topics = models.ManyToManyField(Topic, through="articles.ColumnTopic", related_name="columns")

    wall = models.CharField(max_length=12, choices=Wall, default=Wall.METERED)
    follows_default = models.BooleanField(
        "follows the default",
        default=False,
        help_text="Each save takes the wall of the series, or else of the columnist.",
    )
    then_from = models.DateTimeField(
        null=True, editable=False
    )  # when the wall changes; computed from the hours
    later_from = models.DateTimeField(null=True, editable=False)
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    published_at = models.DateTimeField(
        "appears",
        null=True,
        blank=True,
        help_text="A future time is an embargo: the column goes live by itself then.",
    )
    updated_at = models.DateTimeField(
        "updated",
        null=True,
        blank=True,
        help_text="Shown to readers. Set it when a change matters to them.",
    )

    source = models.ForeignKey(
        Source,
        verbose_name="agency",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="columns",
    )
    copyright_notice = models.CharField(max_length=300, blank=True)
    expires_at = models.DateTimeField("may be shown until", null=True, blank=True)
    may_wall = models.BooleanField("may be metered", default=False)
    full_text_feed = models.BooleanField("full text may go into feeds", default=False)

    canonical_url = models.URLField("canonical address", max_length=500, blank=True)
    seo_title = models.CharField("title for search engines", max_length=120, blank=True)
    seo_description = models.CharField("description for search engines", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ColumnQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-published_at", "-pk"]
        indexes: ClassVar = [
            models.Index(
                fields=["-published_at", "-id"],
                name="column_newest",
                condition=models.Q(state="published"),
            ),
            models.Index(fields=["series", "-published_at"], name="column_series"),
            models.Index(fields=["state", "-published_at", "-id"], name="column_state"),
            models.Index(fields=["-published_at", "-id"], name="column_appears"),
            models.Index(fields=["wall", "-published_at", "-id"], name="column_by_wall"),
            models.Index(
                fields=["then_from"],
                name="column_then",
                condition=models.Q(then_from__isnull=False),
            ),
            models.Index(
                fields=["later_from"],
                name="column_later",
                condition=models.Q(later_from__isnull=False),
            ),
            models.Index(
                fields=["expires_at"],
                name="column_expiry",
                condition=models.Q(expires_at__isnull=False),
            ),
        ]
        permissions: ClassVar = [
            ("see_every_column", "Can see columns of every columnist"),
            ("publish_column", "Can publish, schedule and withdraw columns and choose their wall"),
        ]

    cache_version: int = 0  # for_reading() sets these four
    column_cache_version: int = 0
    reader_state: "ReaderState | None" = None  # None for visitors
    _facts: "Facts | None" = None

    def __str__(self) -> str:
        return self.headline

    def get_absolute_url(self) -> str:
        return reverse("articles:column", args=[self.slug])

    @property
    def direction(self) -> str:
        return languages.direction(self.language)

    @property
    def updated_after_publication(self) -> datetime | None:
        """Return when it was last changed after publication; readers never saw earlier changes."""
        if (
            self.updated_at is None
            or self.published_at is None
            or self.updated_at <= self.published_at
        ):
            return None
        return self.updated_at

    @property
    def changed_at(self) -> datetime | None:
        return self.updated_after_publication or self.published_at

    @property
    def is_canonical_here(self) -> bool:
        """Return whether this page is the original: `canonical_url` is empty or its own."""
        if not self.canonical_url:
            return True
        return _comparable_url(self.canonical_url) == _comparable_url(
            absolute_url(self.get_absolute_url())
        )

    @property
    def may_syndicate_text(self) -> bool:
        """Return whether feeds and e-mails may contain the full text; an agency may forbid it."""
        return self.source_id is None or self.full_text_feed

    def is_live(self, at: datetime) -> bool:
        """Return whether it is published, its date has passed, and its licence has not expired."""
        if (
            self.state != self.State.PUBLISHED
            or self.published_at is None
            or self.published_at > at
        ):
            return False
        return self.expires_at is None or at < self.expires_at

    def is_gone(self, at: datetime) -> bool:
        """Return whether readers could see it once but cannot now.

        It was withdrawn, or its licence has expired.
        """
        return self.has_appeared(at) and not self.is_live(at)

    def has_appeared(self, at: datetime) -> bool:
        """Return whether readers see it now or could see it once."""
        if self.published_at is None or self.published_at > at:
            return False
        return self.state in {self.State.PUBLISHED, self.State.WITHDRAWN}

    def is_in_future(self, at: datetime) -> bool:
        """Return whether its date is in the future.

        Only the state tells whether it will be published then.
        """
        return self.published_at is not None and self.published_at > at

    def wall_at(self, at: datetime) -> Wall:
        """Return the wall in force, because a wall's schedule takes effect without a save."""
        wall = self.wall
        if self.then_from is not None and at >= self.then_from:
            wall = self.then_wall
        if self.later_from is not None and at >= self.later_from:
            wall = self.later_wall
        return self.effective_wall(Wall(wall))

    def wall_changes_after(self, at: datetime) -> datetime | None:
        moments = (self.then_from, self.later_from)
        return min(
            (moment for moment in moments if moment is not None and moment > at), default=None
        )

    def effective_wall(self, wall: Wall) -> Wall:
        """Return FREE for METERED if the agency does not allow metering, else the wall."""
        if wall == Wall.METERED and self.source_id is not None and not self.may_wall:
            return Wall.FREE
        return wall

    def staff_may_see(self, user: User) -> bool:
        """Return whether this staff user may see it.

        Columnists see only columns with their own byline.
        """
        if not _may_view_columns(user):
            return False
        return user.has_perm(SEE_EVERY) or self.bylines.filter(columnist__user=user).exists()

    @staticmethod
    def staff_may_see_every(user: User) -> bool:
        return _may_view_columns(user) and user.has_perm(SEE_EVERY)

    def set_reader_facts(self, facts: "Facts") -> None:
        self._facts = facts

    def reader_facts(self) -> "Facts | None":
        return self._facts

    def text_for(self, access: "Access") -> "ColumnText":
        """Return the full text, the only way to it outside the desk.

        Raise PermissionDenied without access.
        """
        # An access opens one column only, so it cannot be used for another one.
        if not access.grants(self.pk):
            raise PermissionDenied("This column's text was asked for without the paywall's leave.")
        return ColumnText.objects.get(pk=self.pk)


def _comparable_url(url: str) -> tuple[str, str, str] | None:
    """Return host, path and query for comparison.

    Scheme, default port and trailing slash are left out.
    """
    try:
        parts = urlsplit(url)
        default = {"http": 80, "https": 443}.get(parts.scheme)
        host, port = (parts.hostname or "").removesuffix("."), parts.port
    except ValueError:
        return None
    return (
        host if port in (None, default) else f"{host}:{port}",
        unquote(parts.path).rstrip("/"),
        parts.query,
    )


def _may_view_columns(user: User) -> bool:
    return user.has_desk_access and user.has_perm("articles.view_column")


class ColumnText(models.Model):
    """A column's body as sanitized HTML."""

    column = models.OneToOneField(
        Column, on_delete=models.CASCADE, primary_key=True, related_name="text"
    )
    body = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"Text of column {self.pk}"


def texts_for(accesses: Iterable["Access"]) -> dict[int, ColumnText]:
    """Return the texts of several columns by primary key, in one query.

    Raise PermissionDenied unless every access opens its column.
    """
    accesses = list(accesses)
    if not all(access.grants(access.column_pk) for access in accesses):
        raise PermissionDenied("Texts were asked for without the paywall's leave.")
    return ColumnText.objects.in_bulk([access.column_pk for access in accesses])


class Byline(models.Model):
    """A columnist of a column, in printed order."""

    column = models.ForeignKey(Column, on_delete=models.CASCADE, related_name="bylines")
    columnist = models.ForeignKey(Columnist, on_delete=models.PROTECT, related_name="bylines")
    position = models.PositiveSmallIntegerField(default=0)
    # A copy of the column's date for an index of a columnist's list; None unless published.
    live_from = models.DateTimeField(null=True, editable=False)

    objects = LinkQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["column", "columnist"], name="unique_byline_columnist")
        ]
        indexes: ClassVar = [
            models.Index(fields=["columnist", "-live_from", "-column"], name="byline_newest")
        ]

    def __str__(self) -> str:
        return str(self.columnist)


class ColumnTopic(models.Model):
    """A column under a topic."""

    column = models.ForeignKey(Column, on_delete=models.CASCADE, related_name="column_topics")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="column_topics")
    live_from = models.DateTimeField(null=True, editable=False)  # as in Byline

    objects = LinkQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["column", "topic"], name="unique_column_topic")
        ]
        indexes: ClassVar = [
            models.Index(fields=["topic", "-live_from", "-column"], name="column_topic_newest")
        ]

    def __str__(self) -> str:
        return f"{self.column_id} in {self.topic}"
