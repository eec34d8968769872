"""Follows of a columnist, topic or series."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from newsletters.models.recipients import Recipient

KINDS = ("columnist", "topic", "series")


def _only(kind: str) -> Q:
    others = {f"{other}__isnull": True for other in KINDS if other != kind}
    return Q(**{f"{kind}__isnull": False}, **others)


class FollowQuerySet(models.QuerySet["Follow"]):
    def with_names(self) -> "FollowQuerySet":
        return self.select_related(*KINDS)


class Follow(models.Model):
    """A recipient who gets e-mails about one name, at once or weekly."""

    class Rhythm(models.TextChoices):
        AT_ONCE = "at-once", "As soon as something appears"
        WEEKLY = "weekly", "Once a week, on Saturday"

    recipient = models.ForeignKey(Recipient, on_delete=models.CASCADE, related_name="follows")
    columnist = models.ForeignKey(
        "articles.Columnist", on_delete=models.CASCADE, null=True, related_name="+"
    )
    topic = models.ForeignKey(
        "articles.Topic", on_delete=models.CASCADE, null=True, related_name="+"
    )
    series = models.ForeignKey(
        "articles.Series", on_delete=models.CASCADE, null=True, related_name="+"
    )
    rhythm = models.CharField(max_length=8, choices=Rhythm, default=Rhythm.AT_ONCE)
    since = models.DateTimeField()

    objects = FollowQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            *(
                models.UniqueConstraint(fields=["recipient", kind], name=f"follows_a_{kind}_once")
                for kind in KINDS
            ),
            models.CheckConstraint(
                condition=_only("columnist") | _only("topic") | _only("series"),
                name="follow_exactly_one_target",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipient} follows {self.what}"

    @property
    def what(self) -> Any:
        return self.columnist or self.topic or self.series
