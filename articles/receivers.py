from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from articles.models import (
    Column,
    Columnist,
    ColumnistLink,
    Correction,
    Edition,
    Page,
    Photo,
    Series,
    Source,
    Topic,
)

SHOWN = (Column, Columnist, ColumnistLink, Correction, Page, Photo, Series, Source, Topic)


@receiver([post_save, post_delete])
def turn_edition(sender: type[Any], **kwargs: Any) -> None:
    """Whatever readers see has changed: pages that processes keep are stale from now on."""
    if sender in SHOWN:
        Edition.turn()
