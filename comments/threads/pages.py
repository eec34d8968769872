"""Keyset pagination of threads: conversations, each with its first replies.

Callers must check access first.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.db.models import F, Window
from django.db.models.functions import RowNumber

from comments.models import Comment

PAGE = 20
BELOW_A_COLUMN = 8
FIRST_REPLIES = 5
REPLIES = 50  # on each page of one conversation


class Order(models.TextChoices):
    NEWEST = "newest", "Newest first"
    OLDEST = "oldest", "Oldest first"


@dataclass(frozen=True)
class Page:
    """A page of comments; `after` is the key for the next page, None on the last one."""

    comments: list[Comment]
    after: int | None


def count(column_pk: int) -> int:
    return Comment.objects.visible().filter(column=column_pk).count()


def page_of(
    column_pk: int, *, order: Order = Order.NEWEST, after: int | None = None, size: int = PAGE
) -> Page:
    tops = Comment.objects.tops().filter(column=column_pk)
    page = _page(tops.with_number_of_replies(), size, after=after, descending=order == Order.NEWEST)
    _add_first_replies(page.comments)
    return page


def replies_to(top: Comment, *, after: int | None = None) -> Page:
    return _page(
        Comment.objects.visible().filter(parent=top), REPLIES, after=after, descending=False
    )


def _page(
    comments: "models.QuerySet[Comment]", size: int, *, after: int | None, descending: bool
) -> Page:
    if after is not None:
        comments = comments.filter(pk__lt=after) if descending else comments.filter(pk__gt=after)
    rows = list(
        comments.select_related("commenter").order_by("-pk" if descending else "pk")[: size + 1]
    )
    return Page(rows[:size], rows[size - 1].pk if len(rows) > size else None)


def _add_first_replies(tops: Iterable[Comment]) -> None:
    by_key = {top.pk: top for top in tops}
    for top in by_key.values():
        top.visible_replies = []
    position = Window(RowNumber(), partition_by=F("parent"), order_by="pk")
    replies = (
        Comment.objects.visible().for_reading().filter(parent__in=by_key).annotate(place=position)
    )
    for reply in replies.filter(place__lte=FIRST_REPLIES).order_by("pk"):
        by_key[int(reply.parent_id or 0)].visible_replies.append(reply)
