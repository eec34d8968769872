from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from articles.models import CacheVersion
from submissions.models import IdeaFile, Reply


@receiver([post_save, post_delete], sender=Reply)
def bump_cache_version(**kwargs: Any) -> None:
    # Cached pages show replies, so they are stale now.
    CacheVersion.bump()


@receiver(post_delete, sender=IdeaFile)
def delete_bytes(instance: IdeaFile, **kwargs: Any) -> None:
    # After the commit: a rollback would restore the row, but not the file.
    transaction.on_commit(instance.delete_bytes)
