"""Newsletters and their sign-ups."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from newsletters.models.recipients import Recipient

RESERVED = {"sign-up", "check-your-mail", "mail-events"}  # other URLs below /newsletters/


class Newsletter(models.Model):
    """A mailing list that readers sign up for."""

    class Opens(models.TextChoices):
        NOBODY = "nobody", "Nobody: the paywall decides as usual"
        ENTITLED = "entitled", "Readers with access, without signing in"
        EVERYONE = "everyone", "All readers of this newsletter"

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    description = models.CharField(
        max_length=300, help_text="A sentence or two beside the sign-up box."
    )
    rhythm = models.CharField(
        "how often", max_length=60, help_text="Shown to readers, as “Every Friday morning”."
    )
    from_name = models.CharField(
        "from", max_length=80, blank=True, help_text="If empty, the site’s name."
    )
    columnist = models.ForeignKey(
        "articles.Columnist",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="If it is about one columnist: it is offered on that columnist’s page.",
    )
    full_text = models.BooleanField(
        "full text",
        default=False,
        help_text=(
            "Readers with access get the whole column in the e-mail; everyone else gets its free"
            " opening."
        ),
    )
    opens = models.CharField(
        "links open the column for",
        max_length=10,
        choices=Opens,
        default=Opens.ENTITLED,
        help_text=(
            "For 7 days in 5 browsers, without a free read. “All readers” gives the linked columns"
            " to everybody."
        ),
    )
    is_open = models.BooleanField(
        "open", default=True, help_text="Shown to readers, who may sign up."
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position", "name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("newsletters:newsletter", args=[self.slug])

    def clean(self) -> None:
        if self.slug in RESERVED:
            raise ValidationError(
                {"slug": "This URL is used by another page of the site. Choose another."}
            )


class SignUp(models.Model):
    """A recipient of a newsletter."""

    recipient = models.ForeignKey(Recipient, on_delete=models.CASCADE, related_name="sign_ups")
    newsletter = models.ForeignKey(Newsletter, on_delete=models.CASCADE, related_name="sign_ups")
    since = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["newsletter"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["recipient", "newsletter"], name="unique_newsletter_recipient"
            )
        ]

    def __str__(self) -> str:
        return f"{self.recipient} for {self.newsletter}"
