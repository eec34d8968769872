import re
from typing import Any
from urllib.parse import unquote

from allauth.account.signals import user_signed_up
from allauth.core import context as current
from django.contrib import messages
from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from accounts.signals import credentials_changed
from articles.models import (
    CacheVersion,
    Column,
    ColumnDailyStat,
    Columnist,
    ColumnistLink,
    Correction,
    OldSlug,
    Page,
    Photo,
    SearchEntry,
    Series,
    Source,
    Topic,
)
from articles.photos import usage
from articles.readers import personal_feeds, redirects, statistics
from articles.search import backends, index
from articles.tasks import lighten_photo

# The column itself, or the checkout page whose `next` is the column.
COLUMN_PATH = re.compile(r"(?:^|[?&]next=)/columns/(?P<slug>[\w-]{1,160})/(?:&|$)", re.ASCII)
FEED_MOVED = (
    "Your own feed has a new address too, since the old one opened your columns. You find it under"
    " “Your own feed”."
)
CACHE_BUMPING = (Column, Columnist, ColumnistLink, Correction, Page, Photo, Series, Source, Topic)


@receiver([post_save, post_delete])
def bump_cache_version(sender: type[Any], **kwargs: Any) -> None:
    """Invalidate the page cache after each change that readers can see."""
    if sender in CACHE_BUMPING:
        CacheVersion.bump()


@receiver(user_signed_up)
def count_sign_up(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    """Count a sign-up for the column from which the reader came, without storing who it was."""
    next_url = unquote(request.POST.get("next") or request.GET.get("next") or "")
    match = COLUMN_PATH.search(next_url)
    pk = _column_at(match["slug"]) if match else None
    if pk is not None:
        statistics.count(pk, ColumnDailyStat.Kind.SIGN_UP, at=timezone.now())


def _column_at(slug: str) -> int | None:
    live = Column.objects.live(timezone.now()).filter(slug=slug).values_list("pk", flat=True)
    former = OldSlug.objects.filter(slug=slug).values_list("column", flat=True)
    return live.first() or former.first()


NAMED = {
    Columnist: "bylines__columnist",
    Topic: "column_topics__topic",
    Series: "series",
    Source: "source",
}


@receiver(pre_save)
def remember_rename(sender: type[Any], instance: Any, **kwargs: Any) -> None:
    if sender in NAMED and instance.pk:
        # Compared with the saved name, because search is reindexed only after a rename.
        instance.was_renamed = (
            sender.objects.filter(pk=instance.pk).exclude(name=instance.name).exists()
        )


@receiver(pre_save)
def remember_slug(sender: type[Any], instance: Any, **kwargs: Any) -> None:
    if sender in redirects.KINDS:
        instance.slug_before = redirects.stored_slug(instance) if instance.pk else ""


@receiver(post_save)
def save_redirect(sender: type[Any], instance: Any, **kwargs: Any) -> None:
    if sender in redirects.KINDS:
        redirects.save_redirect(instance, getattr(instance, "slug_before", ""))


@receiver(post_save)
def reindex_renamed(sender: type[Any], instance: Any, **kwargs: Any) -> None:
    if sender in NAMED and getattr(instance, "was_renamed", False):
        index.reindex(Column.objects.filter(**{NAMED[sender]: instance}), at=timezone.now())


@receiver(post_save, sender=Photo)
def queue_avif(instance: Photo, created: bool, **kwargs: Any) -> None:
    """Queue AVIF renditions of a new or replaced picture: they take too long for a request."""
    if created or not instance.files("wide", "avif"):
        transaction.on_commit(lambda: lighten_photo.enqueue(instance.pk))


@receiver(post_save, sender=Page)
def record_photos(instance: Page, **kwargs: Any) -> None:
    usage.record(instance.body, page=instance)


@receiver(post_delete, sender=SearchEntry)
def delete_search_rows(instance: SearchEntry, **kwargs: Any) -> None:
    backends.remove(backends.EVERYONE, instance.position)
    backends.remove(backends.FULL, instance.position)


@receiver(post_delete, sender=Column)
def delete_desk_search_row(instance: Column, **kwargs: Any) -> None:
    backends.remove(backends.DESK, instance.pk)


@receiver(credentials_changed)
def move_personal_feed(sender: type[User], user: User, **kwargs: Any) -> None:
    """Replace the secret URL of the personal feed.

    Like a password it opens columns, and may have been stolen.
    """
    moved = personal_feeds.replace_address(user, at=timezone.now())
    request = current.request
    if (
        moved and request is not None and request.user.pk in {None, user.pk}
    ):  # not to staff who changed the account
        messages.info(request, FEED_MOVED)
