from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from articles.models import Edition
from comments.models import ColumnRule, CommentPolicy, SeriesRule


@receiver([post_save, post_delete], sender=CommentPolicy)
@receiver([post_save, post_delete], sender=ColumnRule)
@receiver([post_save, post_delete], sender=SeriesRule)
def turn_edition(**kwargs: Any) -> None:
    """Where comments stand has changed: pages that processes keep say something else from now on."""
    Edition.turn()
