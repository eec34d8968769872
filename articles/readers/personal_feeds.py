"""A subscriber's full-text feed at a secret URL, which the reader can change or end at any time.

The URL is a random salt signed with the site's key. The database has only the salt, so that a copy
of it opens no feed, but the reader can still see the URL again.
"""

import secrets
from collections.abc import Callable
from datetime import datetime

from accounts.models import User
from accounts.reader import Reader
from accounts.signing import TokenSigner
from articles.models import Column, PersonalFeed
from subscriptions.dates import period_of
from subscriptions.links import gift
from subscriptions.metering import reader_state
from subscriptions.models import Wall
from subscriptions.paywall import rule
from subscriptions.paywall.access import Access

SIGNER = TokenSigner("standfirst.personal-feed", sep=".")
SALT_BYTES = 24
AccessFunction = Callable[[Column], Access | None]


def may_have(user: User, *, at: datetime) -> bool:
    """Return whether the user may have a feed, by the same rule as for gift links."""
    return gift.may_create(user, at=at)


def of_reader(user: User) -> PersonalFeed | None:
    return PersonalFeed.objects.filter(user=user).first()


def make(user: User, *, at: datetime) -> None:
    row = PersonalFeed(user=user, salt=_new_salt(), made_at=at)
    # Concurrent requests create only one.
    PersonalFeed.objects.bulk_create([row], ignore_conflicts=True)


def change_address(user: User, *, salt: str, at: datetime) -> bool:
    """Replace the URL with `salt`.

    Return False if it was replaced already, for example by a double click.
    """
    return bool(
        PersonalFeed.objects.filter(user=user, salt=salt).update(salt=_new_salt(), made_at=at)
    )


def replace_address(user: User, *, at: datetime) -> bool:
    """Replace the URL after a change of credentials; return False if there is no feed."""
    return bool(PersonalFeed.objects.filter(user=user).update(salt=_new_salt(), made_at=at))


def end(user: User) -> None:
    PersonalFeed.objects.filter(user=user).delete()


# The address


def signed(feed: PersonalFeed) -> str:
    return SIGNER.sign(feed.salt)


def feed_by_secret(secret: str) -> PersonalFeed | None:
    """Return the feed of this URL.

    Return None if the URL is invalid or replaced, or the user is inactive.
    """
    salt = SIGNER.unsign(secret)
    if salt is None:
        return None
    feeds = PersonalFeed.objects.select_related("user")
    return feeds.filter(salt=salt, user__is_active=True).first()


def _new_salt() -> str:
    return secrets.token_urlsafe(SALT_BYTES)


# What it gives


def access_function(feed: PersonalFeed, columns: list[Column], *, at: datetime) -> AccessFunction:
    """Return a function that gives the reader's access to one of the columns now, or None."""
    # A feed reader is not the reader's visit: it uses no free reads of the meter.
    reader = Reader(user=feed.user, may_spend=False)
    keys = [column.pk for column in columns]
    known = reader_state.fetch_all(keys, reader, period=period_of(at), at=at)
    for column in columns:
        column.set_reader_facts(known[column.pk])

    def access_to(column: Column) -> Access | None:
        access = rule.check(column, reader, at=at)
        # Staff permissions do not count here, because they need a session.
        is_open = known[column.pk].entitled or column.wall_at(at) == Wall.FREE
        return access if access.granted and is_open and column.may_syndicate_text else None

    return access_to
