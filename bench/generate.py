"""Generate columns in bulk: the benchmark measures reading, not saving."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction

from articles.models import Byline, CacheVersion, Column, Columnist, ColumnText, ColumnTopic, Topic
from articles.text import teaser

COLUMNISTS = 20
TOPICS = 12
BATCH = 2_000
WORDS = """river ledger council winter argument lantern harbour ordinary promise
quiet measure orchard
statute
border kitchen railway doubt mercy budget teacher weather neighbour evidence habit market parish
signal""".split()


def newsroom(number: int, *, at: datetime) -> None:
    """Fill an empty database with `number` metered columns: the newest an hour old, the others 40
    minutes apart.
    """
    # A fixed seed, so that runs of the same size measure the same content.
    dice = random.Random(number)
    columnists = Columnist.objects.bulk_create(
        Columnist(name=f"Columnist {n}", slug=f"columnist-{n}", short_bio=_sentence(dice))
        for n in range(COLUMNISTS)
    )
    topics = Topic.objects.bulk_create(
        Topic(name=f"Topic {n}", slug=f"topic-{n}") for n in range(TOPICS)
    )
    for first in range(0, number, BATCH):
        _batch(range(first, min(first + BATCH, number)), columnists, topics, dice, at)
    CacheVersion.bump()


@transaction.atomic
def _batch(
    numbers: range,
    columnists: list[Columnist],
    topics: list[Topic],
    dice: random.Random,
    at: datetime,
) -> None:
    bodies = [_body(dice) for _ in numbers]
    columns = Column.objects.bulk_create(
        _column(n, body, dice, at) for n, body in zip(numbers, bodies, strict=True)
    )
    ColumnText.objects.bulk_create(
        ColumnText(column=column, body=body) for column, body in zip(columns, bodies, strict=True)
    )
    Byline.objects.bulk_create(
        Byline(column=each, columnist=dice.choice(columnists), live_from=each.published_at)
        for each in columns
    )
    ColumnTopic.objects.bulk_create(
        ColumnTopic(column=each, topic=dice.choice(topics), live_from=each.published_at)
        for each in columns
    )


def _column(number: int, body: str, dice: random.Random, at: datetime) -> Column:
    return Column(
        slug=f"column-{number}",
        headline=_sentence(dice, 7),
        standfirst=_sentence(dice, 16),
        teaser=teaser.cut(body),
        state=Column.State.PUBLISHED,
        published_at=at - timedelta(hours=1, minutes=40 * number),
        version=1,
    )


def _body(dice: random.Random) -> str:
    return "\n".join(_paragraphs(dice))


def _paragraphs(dice: random.Random) -> Iterator[str]:
    for _ in range(12):
        yield f"<p>{' '.join(_sentence(dice) for _ in range(4))}</p>"


def _sentence(dice: random.Random, words: int = 14) -> str:
    return " ".join(dice.choices(WORDS, k=words)).capitalize() + "."
