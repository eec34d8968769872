from typing import Any

from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from django.utils import timezone

from articles.models import CacheVersion
from comments.models import ColumnRule, Commenter, CommentPolicy, SeriesRule
from comments.models.commenters import PremoderatedMailbox


@receiver([post_save, post_delete], sender=CommentPolicy)
@receiver([post_save, post_delete], sender=ColumnRule)
@receiver([post_save, post_delete], sender=SeriesRule)
def bump_cache_version(**kwargs: Any) -> None:
    # Cached pages show comments, so they are stale now.
    CacheVersion.bump()


@receiver(pre_delete, sender=Commenter)
def remember_premoderation(instance: Commenter, **kwargs: Any) -> None:
    number = instance.user.reader_number
    PremoderatedMailbox.objects.filter(reader_number=number).delete()
    if instance.always_waits:
        PremoderatedMailbox.objects.create(reader_number=number, closed_at=timezone.now())
        Commenter.objects.of_mailbox(instance.user).update(always_waits=True)
