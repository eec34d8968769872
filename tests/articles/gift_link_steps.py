"""Helpers that create and open gift links."""

from typing import Any

from articles.models import Column
from subscriptions.links import gift
from subscriptions.models import FreeRead, GiftLink, GiftLinkDevice, NetworkArrivals, Refusal
from tests.cast import NOON, Person

FIRST_WORD = "word0x0"
LAST_WORD = "word5x39"


def text(answer: Any) -> str:
    return str(answer.content.decode())


def made(giver: Person, column: Column) -> GiftLink:
    link = gift.get_or_create_link(giver.user, column.pk, at=NOON)
    assert link is not None
    return link


def path_of(link: GiftLink) -> str:
    return f"/gift/{gift.token_of(link)}/"


def open_link(person: Person, link: GiftLink, **headers: str) -> Any:
    return person.client.get(path_of(link), headers=headers, follow=True)


def nothing_was_used_up() -> bool:
    spent = (GiftLinkDevice, FreeRead, NetworkArrivals, Refusal)
    return not any(model.objects.exists() for model in spent)
