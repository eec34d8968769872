"""Helpers that open columns as readers do: hidden words, responses, counts of the meter."""

from typing import Any

from subscriptions.models import FreeRead, NetworkArrivals, Refusal, Wall
from tests.cast import MakeColumn, Person

LAST_WORD = "word5x39"
FIRST_WORD = "word0x0"
ALWAYS_WALLED = [Wall.REGISTERED, Wall.SUBSCRIBERS]


def text(answer: Any) -> str:
    return str(answer.content.decode())


def nothing_was_spent() -> bool:
    return not (
        FreeRead.objects.exists() or NetworkArrivals.objects.exists() or Refusal.objects.exists()
    )


def spend_all(person: Person, make_column: MakeColumn) -> None:
    for _ in range(5):
        person.reads(make_column())
