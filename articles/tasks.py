"""Background tasks for columns, run by manage.py db_worker."""

import logging

from django.core.exceptions import ValidationError
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from articles.desk_text import body_of
from articles.models import Photo
from articles.photos import library
from articles.publishing import link_check

logger = logging.getLogger(__name__)


@task(priority=-30)
def check_links(key: int) -> None:
    link_check.check(link_check.links_of(body_of(key)), at=timezone.now())


def queue_check_of_links(key: int) -> None:
    """Queue a link check unless one is queued: each may take the worker a minute."""
    args = {"args": [key], "kwargs": {}}
    waiting = DBTaskResult.objects.ready().filter(
        task_path=check_links.module_path, args_kwargs=args
    )
    if not waiting.exists():
        check_links.enqueue(key)


@task(priority=-20)
def lighten_photo(key: int) -> None:
    """Add the AVIF renditions, unless the photo was deleted or has them."""
    photo = Photo.objects.filter(pk=key).first()
    if photo is None or photo.files("wide", "avif"):
        return
    try:
        library.add_avif(photo)
    except (Photo.DoesNotExist, ValidationError) as problem:
        logger.warning("Photo %s keeps its first renditions: %s", key, problem)
