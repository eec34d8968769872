"""What is private is stored by nobody, whichever page it is."""

import pytest

from operations.leak_test.urls import every_address
from tests.cast import Person

PRIVATE = {"no-cache", "max-age=0", "no-store", "private"}
# The same for everyone, or (the feed of one's own) read without a session.
PAGES = (200, 400, 403, 404, 409, 410, 429)
PUBLIC = (
    "/feed/",
    "/sitemap",
    "/news-sitemap",
    "/robots.txt",
    "/favicon.ico",
    "/health/",
    "/media/",
)


def values(name: str) -> list[str]:
    return ["1"]


def directives(answer: object) -> set[str]:
    return set(answer.get("Cache-Control", "").split(", "))  # type: ignore[attr-defined]


def is_public(path: str) -> bool:
    return path.startswith(PUBLIC) or (path.endswith("/feed/") and not path.startswith("/account/"))


@pytest.mark.promise("Private responses are stored by no cache", section="http")
@pytest.mark.django_db
@pytest.mark.slow
def test_responses_to_signed_in_readers_are_never_cached(
    subscriber: Person, editor: Person
) -> None:
    remaining = []
    for actor in (subscriber, editor):
        for address in every_address(values):
            if is_public(address.path) or "logout" in address.path:
                continue
            answer = actor.client.get(address.path)
            if answer.status_code in PAGES and not directives(answer) >= PRIVATE:
                remaining.append((address.path, answer.status_code, answer.get("Cache-Control")))
    assert remaining == []
