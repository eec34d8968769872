"""Announced changes of a price, and each subscriber's answer."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from subscriptions.models.subscriptions import Subscription


class PriceChange(models.Model):
    """A change of a price.

    Subscribers are notified first, and each may keep the old price, accept or leave.
    """

    class Silence(models.TextChoices):
        KEEP_OLD_PRICE = "keep", "keeps the old price"
        MOVE = "move", "moves to the new price"
        LEAVE = "leave", "ends with the period paid for"

    old = models.ForeignKey(
        "subscriptions.Price", on_delete=models.PROTECT, related_name="changes_from"
    )
    new = models.ForeignKey(
        "subscriptions.Price", on_delete=models.PROTECT, related_name="changes_to"
    )
    takes_effect_at = models.DateTimeField(
        "takes effect", help_text="At each reader’s first renewal after this moment."
    )
    may_keep_old_price = models.BooleanField("readers may keep the old price", default=True)
    silence = models.CharField(
        "who does not answer",
        max_length=8,
        choices=Silence,
        default=Silence.KEEP_OLD_PRICE,
        help_text="Ask your lawyer: in many countries silence is not a yes to a higher price.",
    )
    reason = models.CharField(
        max_length=300, help_text="As readers see it, in the mail and on the page."
    )
    announced_at = models.DateTimeField(null=True, blank=True, editable=False)
    announced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )
    replaces_offer = models.BooleanField(
        default=False, editable=False, help_text="The old price was on sale till then."
    )
    called_off_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["-takes_effect_at"]

    def __str__(self) -> str:
        return f"{self.old} becomes {self.new}"


class PriceAnswer(models.Model):
    """One subscriber's answer to a price change; `done_at` once it is applied at the provider."""

    class Answer(models.TextChoices):
        KEEP_OLD_PRICE = "keep", "Keep the old price"
        MOVE = "move", "Accept the new price"
        LEAVE = "leave", "Leave"

    change = models.ForeignKey(PriceChange, on_delete=models.CASCADE, related_name="answers")
    subscription = models.ForeignKey(
        Subscription, on_delete=models.CASCADE, related_name="price_answers"
    )
    # When this subscriber was notified: the notice period is counted from here.
    notified_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=8, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["change", "subscription"], name="unique_price_answer_subscription"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subscription}: {self.answer or 'no answer yet'}"
