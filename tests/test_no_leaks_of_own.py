"""A reader's saved lists, history and feeds leak no hidden text; without a check, the leak test
finds the leak.
"""

from collections.abc import Callable

import pytest
from django.utils import timezone

from articles.models import PersonalFeed
from articles.readers import personal_feeds
from operations.leak_test.runner import Counts, leaks
from operations.leak_test.urls import every_address
from tests.test_no_leaks import Patch, feeds_include_the_body, first, nothing_is_ever_over

pytestmark = [pytest.mark.rolls_back, pytest.mark.slow]

DOORS = [
    "articles:saved",
    "articles:history",
    "articles:personal-feed",
    "articles:own-feed",
    "accounts:export",
]


def old_feeds_open(patch: Patch) -> None:
    in_force = PersonalFeed.objects.filter(user__entitlements__ends_at=None)
    patch.setattr(personal_feeds, "feed_by_secret", lambda secret: in_force.last())


FAULTS: list[tuple[Callable[[Patch], None], str]] = [
    (feeds_include_the_body, "articles:personal-feed"),
    (old_feeds_open, "articles:personal-feed"),
    (nothing_is_ever_over, "articles:saved"),
    (nothing_is_ever_over, "articles:history"),
    (nothing_is_ever_over, "accounts:export"),
]


def test_they_are_asked() -> None:
    assert {address.name for address in every_address(lambda _: ["1"])} >= set(DOORS)


@pytest.mark.promise(
    "Test visitors with an old feed URL, a former subscriber's feed or lists of drafts get no"
    " hidden text",
    section="saved",
)
@pytest.mark.parametrize("door", DOORS)
def test_they_give_no_hidden_word(door: str, db: None) -> None:
    counts = Counts()
    assert list(leaks(counts, at=timezone.now(), url_prefix=door)) == []
    assert counts.answers[200], "Somebody is let in, or there is nothing to see."


@pytest.mark.promise(
    "Test visitors with an old feed URL, a former subscriber's feed or lists of drafts get no"
    " hidden text",
    section="saved",
)
@pytest.mark.parametrize(("take_off", "door"), FAULTS)
def test_a_door_without_its_gate_is_found(
    take_off: Callable[[Patch], None], door: str, db: None, monkeypatch: Patch
) -> None:
    take_off(monkeypatch)
    leak = first(leaks(Counts(), at=timezone.now(), url_prefix=door))
    assert leak is not None
    assert leak.url == door
