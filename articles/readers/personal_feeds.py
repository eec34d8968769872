"""A subscriber's own feed: an address that nobody can guess, which the reader can change or end at any time.

The address is a random salt signed with the site's key. The database keeps the salt alone, so that whoever reads it
opens nothing, and the reader can still be shown the address again. What the feed gives is the paywall's to say.
"""

import secrets
from collections.abc import Callable
from datetime import datetime

from django.core.signing import BadSignature, Signer

from accounts.models import User
from accounts.reader import Reader
from articles.models import Column, PersonalFeed
from subscriptions.links import gift
from subscriptions.metering import reader_state
from subscriptions.models import Wall
from subscriptions.paywall import rule
from subscriptions.paywall.access import Access
from subscriptions.periods import period_of

SALT_BYTES = 24
Gate = Callable[[Column], Access | None]


def may_have(user: User, *, at: datetime) -> bool:
    """Whoever may give columns to friends: an entitlement of one's own is in force."""
    return gift.may_create(user, at=at)


def of_reader(user: User) -> PersonalFeed | None:
    return PersonalFeed.objects.filter(user=user).first()


def make(user: User, *, at: datetime) -> None:
    """Made twice at once, there is one."""
    row = PersonalFeed(user=user, salt=_new_salt(), made_at=at)
    PersonalFeed.objects.bulk_create([row], ignore_conflicts=True)


def change_address(user: User, *, salt: str, at: datetime) -> bool:
    """Put a new address in the place of that with `salt`, which is dead at once. Asked twice, it changes once."""
    return bool(PersonalFeed.objects.filter(user=user, salt=salt).update(salt=_new_salt(), made_at=at))


def replace_address(user: User, *, at: datetime) -> bool:
    """Replace the secret URL of the user's feed after a change of credentials; return False if there is no feed."""
    return bool(PersonalFeed.objects.filter(user=user).update(salt=_new_salt(), made_at=at))


def end(user: User) -> None:
    PersonalFeed.objects.filter(user=user).delete()


# The address


def signed(feed: PersonalFeed) -> str:
    """The part of its address that nobody can guess."""
    return _signer().sign(feed.salt)


def named_by(secret: str) -> PersonalFeed | None:
    """The feed at this address: None for one that was changed or never ours, or whose reader may not sign in."""
    try:
        salt = _signer().unsign(secret)
    except BadSignature:  # compared in constant time
        return None
    return PersonalFeed.objects.select_related("user").filter(salt=salt, user__is_active=True).first()


def _signer() -> Signer:
    return Signer(salt="standfirst.personal-feed", sep=".")


def _new_salt() -> str:
    return secrets.token_urlsafe(SALT_BYTES)


# What it gives


def gate(feed: PersonalFeed, columns: list[Column], *, at: datetime) -> Gate:
    """What the paywall says of each column to the feed's reader, who brings nothing but the account, at this moment.

    A feed spends nothing, so a free read gives no text; nor does a free account, since nobody signs in here.
    """
    reader = Reader(user=feed.user, may_spend=False)
    known = reader_state.gather_all([column.pk for column in columns], reader, period=period_of(at), at=at)
    for column in columns:
        column.remember_facts(known[column.pk])

    def ask(column: Column) -> Access | None:
        access = rule.look(column, reader, at=at)
        opens = access.granted and _open_without_staff(column, known[column.pk], at)
        return access if opens and column.text_may_leave else None

    return ask


def _open_without_staff(column: Column, known: reader_state.Facts, at: datetime) -> bool:
    """The desk's own right ends with its session: without it the same column is free, or takes an entitlement."""
    return known.entitled or column.wall_at(at) == Wall.FREE
