from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from articles.models import Edition
from comments.models import ColumnRule, CommentPolicy, IdeaFile, Reply, SeriesRule


@receiver([post_save, post_delete], sender=CommentPolicy)
@receiver([post_save, post_delete], sender=ColumnRule)
@receiver([post_save, post_delete], sender=SeriesRule)
@receiver([post_save, post_delete], sender=Reply)
def turn_edition(**kwargs: Any) -> None:
    """Where comments stand, or what replies say, has changed: pages that processes keep are stale."""
    Edition.turn()


@receiver(post_delete, sender=IdeaFile)
def delete_bytes(instance: IdeaFile, **kwargs: Any) -> None:
    """However the row went: by the desk, with its idea, or in time."""
    transaction.on_commit(instance.delete_bytes)
