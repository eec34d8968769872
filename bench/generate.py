"""Generate columns in bulk: the benchmark measures reading, not saving."""

import random
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
    """Fill an empty database with `number` metered columns.

    The newest is an hour old, the others are 40 minutes apart.
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
        with transaction.atomic():
            bodies = []
            columns = []
            for position in range(first, min(first + BATCH, number)):
                body = _body(dice)
                column = Column(
                    slug=f"column-{position}",
                    headline=_sentence(dice, 7),
                    standfirst=_sentence(dice, 16),
                    teaser=teaser.cut(body),
                    state=Column.State.PUBLISHED,
                    published_at=at - timedelta(hours=1, minutes=40 * position),
                    version=1,
                )
                bodies.append(body)
                columns.append(column)
            columns = Column.objects.bulk_create(columns)
            texts, bylines, column_topics = [], [], []
            for column, body in zip(columns, bodies, strict=True):
                live_from = column.published_at
                texts.append(ColumnText(column=column, body=body))
                columnist, topic = dice.choice(columnists), dice.choice(topics)
                bylines.append(Byline(column=column, columnist=columnist, live_from=live_from))
                column_topics.append(ColumnTopic(column=column, topic=topic, live_from=live_from))
            ColumnText.objects.bulk_create(texts)
            Byline.objects.bulk_create(bylines)
            ColumnTopic.objects.bulk_create(column_topics)
    CacheVersion.bump()


def _body(dice: random.Random) -> str:
    paragraphs = [" ".join(_sentence(dice) for _ in range(4)) for _ in range(12)]
    return "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def _sentence(dice: random.Random, words: int = 14) -> str:
    return " ".join(dice.choices(WORDS, k=words)).capitalize() + "."
