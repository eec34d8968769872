from typing import ClassVar

from django.db import models


class SandboxRecord(models.Model):
    """The sandbox's storage: payment pages, subscriptions, payments, customers and events."""

    record_id = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=16)
    data = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.record_id
