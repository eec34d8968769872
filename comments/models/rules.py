"""Rules for comments: where they are allowed, who may write, and which wait for a moderator."""

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

MOST_DAYS = 3650


class Opening(models.TextChoices):
    """The permitted use of a column's comments."""

    OPEN = "open", "Read and write"
    CLOSED = "closed", "Read only"
    OFF = "off", "No comments"


class CommentPolicy(models.Model):
    """The default rules, in a single row. Rules of a column or series override them."""

    SINGLETON_PK: ClassVar[int] = 1

    free = models.CharField("on free columns", max_length=6, choices=Opening, default=Opening.OPEN)
    registered = models.CharField(
        "on columns free with an account", max_length=6, choices=Opening, default=Opening.OPEN
    )
    metered = models.CharField(
        "on metered columns", max_length=6, choices=Opening, default=Opening.OPEN
    )
    subscribers = models.CharField(
        "on subscribers’ columns", max_length=6, choices=Opening, default=Opening.OPEN
    )
    close_after_days = models.PositiveIntegerField(
        "days until comments close",
        null=True,
        blank=True,
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)],
        help_text="Counted from the day a column appears. Empty: they stay open.",
    )
    subscribers_only = models.BooleanField("only subscribers may write", default=False)
    all_wait = models.BooleanField("pre-moderate all comments", default=False)
    first_wait = models.PositiveSmallIntegerField(
        "pre-moderate a reader’s first comments",
        default=1,
        validators=[MaxValueValidator(100)],
        help_text=(
            "So many of a reader’s comments must have been approved before the next ones appear at"
            " once."
        ),
    )
    most_links = models.PositiveSmallIntegerField(
        "links that appear without a moderator", default=2
    )
    words = models.TextField(
        "watch words",
        blank=True,
        max_length=20_000,
        help_text="One a line. A comment with one of them is held for a moderator, not deleted.",
    )
    an_hour = models.PositiveSmallIntegerField(
        "comments a reader may write in an hour", default=10, validators=[MinValueValidator(1)]
    )

    class Meta:
        verbose_name = "comment policy"
        verbose_name_plural = "comment policy"
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(pk=1), name="single_comment_policy")
        ]

    def __str__(self) -> str:
        return "Comment policy"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.pk = self.SINGLETON_PK
        super().save(*args, **kwargs)

    @classmethod
    def current(cls) -> "CommentPolicy":
        return cls.objects.filter(pk=cls.SINGLETON_PK).first() or cls()


class Rule(models.Model):
    """Rules of one series or one column."""

    opening = models.CharField("readers may", max_length=6, choices=Opening, default=Opening.CLOSED)
    close_after_days = models.PositiveIntegerField(
        "days until comments close",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)],
        help_text="Empty: as many as the policy says.",
    )

    class Meta:
        abstract = True


class SeriesRule(Rule):
    series = models.OneToOneField(
        "articles.Series", on_delete=models.CASCADE, related_name="comment_rule"
    )

    class Meta:
        verbose_name = "rule for a series"
        verbose_name_plural = "rules for series"

    def __str__(self) -> str:
        return f"{self.series}: {self.get_opening_display()}"


class ColumnRule(Rule):
    column = models.OneToOneField(
        "articles.Column", on_delete=models.CASCADE, related_name="comment_rule"
    )

    class Meta:
        verbose_name = "rule for a column"
        verbose_name_plural = "rules for columns"

    def __str__(self) -> str:
        return f"{self.column}: {self.get_opening_display()}"
