"""Whoever follows a gift link: a browser carries a token, which names the link, its column and a random id of its own.

The token opens nothing by itself. The first reading takes one of the link's places, a slot as the meter's.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import NamedTuple

from django.db import connection
from django.db.models import Count, Q

from accounts.reader import Reader
from subscriptions.models import GiftLink

ID_BYTES = 16
KIND, BETWEEN, PARTS = "gift", "~", 4

TAKE = """
INSERT INTO subscriptions_giftlinkdevice (link_id, slot, device, opened_at)
SELECT l.id, state.next_slot, %s, %s
FROM subscriptions_giftlink l, (
    SELECT COUNT(*) AS taken, COALESCE(MAX(slot), 0) + 1 AS next_slot
    FROM subscriptions_giftlinkdevice WHERE link_id = %s) AS state
WHERE l.id = %s AND l.revoked_at IS NULL AND l.expires_at > %s AND state.taken < l.devices_allowed
ON CONFLICT DO NOTHING
"""


class Standing(Enum):
    """What a gift link is worth to one browser, the best first."""

    OPENED = "opened"
    ROOM = "room"
    FULL = "full"
    OVER = "over"
    REVOKED = "revoked"


@dataclass(frozen=True)
class BroughtLink:
    """The gift link that a reader brings for a piece."""

    link_pk: int
    device: str
    standing: Standing
    expires_at: datetime

    @property
    def opened(self) -> bool:
        """This browser has one of the link's places."""
        return self.standing == Standing.OPENED

    @property
    def opens(self) -> bool:
        return self.standing in {Standing.OPENED, Standing.ROOM}


class Token(NamedTuple):
    """What a browser carries of a link that it followed."""

    link_pk: int
    column_pk: int
    device: str

    def __str__(self) -> str:
        return BETWEEN.join([KIND, str(self.link_pk), str(self.column_pk), self.device])


def held(tokens: Iterable[str]) -> list[Token]:
    """The gift links among a browser's tokens, oldest first."""
    parts = (token.split(BETWEEN) for token in tokens)
    return [Token(int(link), int(column), device) for link, column, device in _of_this_kind(parts)]


def _of_this_kind(tokens: Iterable[list[str]]) -> Iterable[list[str]]:
    return (parts[1:] for parts in tokens if parts[0] == KIND and len(parts) == PARTS)


def followed(link: GiftLink, tokens: Sequence[str]) -> list[str]:
    """A browser's tokens once it has followed the link: a second time it is still the same device."""
    before = [token for token in held(tokens) if token.link_pk == link.pk]
    own = before[-1] if before else Token(link.pk, link.column_id, secrets.token_urlsafe(ID_BYTES))
    return [*(token for token in tokens if token != str(own)), str(own)]


def carries(link: GiftLink, tokens: Sequence[str]) -> bool:
    return any(token.link_pk == link.pk for token in held(tokens))


def look(piece_pk: int, reader: Reader, *, at: datetime) -> BroughtLink | None:
    """The best of the gift links that this reader brings for the piece; without one nothing is asked."""
    tokens = {token.link_pk: token.device for token in held(reader.tokens) if token.column_pk == piece_pk}
    if not tokens:
        return None
    opened = Count("devices", filter=Q(devices__device__in=list(tokens.values())))
    links = GiftLink.objects.filter(pk__in=tokens, column=piece_pk).annotate(taken=Count("devices"), opened=opened)
    brought = [
        BroughtLink(pk, tokens[pk], _standing(end, revoked_at, room=taken < most, opened=bool(own), at=at), end)
        for pk, end, revoked_at, most, taken, own in links.values_list(
            "pk", "expires_at", "revoked_at", "devices_allowed", "taken", "opened"
        )
    ]
    best_first = list(Standing)
    return min(brought, key=lambda each: best_first.index(each.standing), default=None)


def _standing(expires_at: datetime, revoked_at: datetime | None, *, room: bool, opened: bool, at: datetime) -> Standing:
    """A link is open up to, not including, the moment it ends."""
    if revoked_at is not None:
        return Standing.REVOKED
    if at >= expires_at:
        return Standing.OVER
    if opened:
        return Standing.OPENED
    return Standing.ROOM if room else Standing.FULL


def open_with(piece_pk: int, reader: Reader, *, at: datetime) -> BroughtLink | None:
    """Like `look`, and take one of the link's places for this browser where one is left; exact under parallel calls.

    The loser of a place looks again: each round that is lost is a place that somebody else has taken.
    """
    brought = look(piece_pk, reader, at=at)
    while brought is not None and brought.standing == Standing.ROOM:
        if _take_place(brought, at):
            return replace(brought, standing=Standing.OPENED)
        brought = look(piece_pk, reader, at=at)
    return brought


def _take_place(brought: BroughtLink, at: datetime) -> bool:
    moment = connection.ops.adapt_datetimefield_value(at)
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [brought.device, moment, brought.link_pk, brought.link_pk, moment])
        return int(cursor.rowcount) == 1
