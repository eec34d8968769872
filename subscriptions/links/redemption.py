"""Redeem gift links and the links in our e-mails.

Opening a link gives the browser a token with the link, its column and a random id. The token grants
nothing itself: the first reading takes one of the link's slots, like a free read of the meter.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Count, Q, QuerySet

from accounts.reader import Reader
from subscriptions.models import EmailLink, Entitlement, GiftLink

ID_BYTES = 16
BETWEEN, TOKEN_FIELDS = "~", 4
Link = GiftLink | EmailLink

# Raw SQL, because counting and inserting must be one statement: parallel requests cannot take more
# slots than allowed.
TAKE = """
INSERT INTO {table}device (link_id, slot, device, opened_at)
SELECT l.id, state.next_slot, %s, %s
FROM {table} l, (
    SELECT COUNT(*) AS taken, COALESCE(MAX(slot), 0) + 1 AS next_slot
    FROM {table}device WHERE link_id = %s) AS state
WHERE l.id = %s AND l.revoked_at IS NULL AND l.expires_at > %s AND state.taken < l.devices_allowed
ON CONFLICT DO NOTHING
"""


class Kind(Enum):
    """The kind of link; the value begins its tokens."""

    GIFT = "gift"
    EMAIL = "letter"

    @property
    def table(self) -> str:
        return MODELS[self]._meta.db_table


MODELS: dict[Kind, type[GiftLink] | type[EmailLink]] = {
    Kind.GIFT: GiftLink,
    Kind.EMAIL: EmailLink,
}


class LinkState(Enum):
    """The state of a link for one browser, best first."""

    OPENED = "opened"
    ROOM = "room"
    FULL = "full"
    OVER = "over"
    REVOKED = "revoked"


@dataclass(frozen=True)
class BroughtLink:
    """The link that a reader's browser has for a column."""

    link_pk: int
    device: str
    link_state: LinkState
    expires_at: datetime
    kind: Kind = Kind.GIFT

    @property
    def opened(self) -> bool:
        return self.link_state == LinkState.OPENED

    @property
    def opens(self) -> bool:
        return self.link_state in {LinkState.OPENED, LinkState.ROOM}


class Token(NamedTuple):
    """A link that a browser has opened, as its cookie stores it."""

    link_pk: int
    column_pk: int
    device: str
    kind: Kind = Kind.GIFT

    def __str__(self) -> str:
        return BETWEEN.join([self.kind.value, str(self.link_pk), str(self.column_pk), self.device])


def held(tokens: Iterable[str], kind: Kind = Kind.GIFT) -> list[Token]:
    """Return the links of this kind among a browser's tokens, oldest first."""
    parts = (token.split(BETWEEN) for token in tokens)
    return [
        Token(int(link), int(column), device, kind) for link, column, device in _of(kind, parts)
    ]


def _of(kind: Kind, tokens: Iterable[list[str]]) -> Iterable[list[str]]:
    return (parts[1:] for parts in tokens if parts[0] == kind.value and len(parts) == TOKEN_FIELDS)


def kind_of(link: Link) -> Kind:
    return Kind.GIFT if isinstance(link, GiftLink) else Kind.EMAIL


def followed(link: Link, tokens: Sequence[str]) -> list[str]:
    """Return a browser's tokens after it opened the link; opening it again keeps the same device
    id.
    """
    before = [token for token in held(tokens, kind_of(link)) if token.link_pk == link.pk]
    own = (
        before[-1]
        if before
        else Token(link.pk, link.column_id, secrets.token_urlsafe(ID_BYTES), kind_of(link))
    )
    return [*(token for token in tokens if token != str(own)), str(own)]


def carries(link: Link, tokens: Sequence[str]) -> bool:
    return any(token.link_pk == link.pk for token in held(tokens, kind_of(link)))


def look(
    piece_pk: int, reader: Reader, *, at: datetime, kind: Kind = Kind.GIFT
) -> BroughtLink | None:
    """Return the best link that this reader's browser has for the column; no query without a
    token.
    """
    tokens = {
        token.link_pk: token.device
        for token in held(reader.tokens, kind)
        if token.column_pk == piece_pk
    }
    if not tokens:
        return None
    opened = Count("devices", filter=Q(devices__device__in=list(tokens.values())))
    links = (
        _valid_links(kind, at)
        .filter(pk__in=tokens, column=piece_pk)
        .annotate(taken=Count("devices"), opened=opened)
    )
    brought = [
        BroughtLink(
            pk,
            tokens[pk],
            _link_state(end, revoked_at, room=taken < most, opened=bool(own), at=at),
            end,
            kind,
        )
        for pk, end, revoked_at, most, taken, own in links.values_list(
            "pk", "expires_at", "revoked_at", "devices_allowed", "taken", "opened"
        )
    ]
    best_first = list(LinkState)
    return min(brought, key=lambda each: best_first.index(each.link_state), default=None)


def _valid_links(kind: Kind, at: datetime) -> QuerySet[Any]:
    """Select links of a kind; those bound to an account only while it is active and entitled."""
    if kind == Kind.GIFT:
        return GiftLink.objects.all()
    entitled = Entitlement.objects.in_force(at).filter(user__is_active=True).values("user")
    return EmailLink.objects.filter(Q(user=None) | Q(user__in=entitled))


def _link_state(
    expires_at: datetime, revoked_at: datetime | None, *, room: bool, opened: bool, at: datetime
) -> LinkState:
    """Return the state; a link is valid until, not including, the time it ends."""
    if revoked_at is not None:
        return LinkState.REVOKED
    if at >= expires_at:
        return LinkState.OVER
    if opened:
        return LinkState.OPENED
    return LinkState.ROOM if room else LinkState.FULL


def open_with(
    piece_pk: int, reader: Reader, *, at: datetime, kind: Kind = Kind.GIFT
) -> BroughtLink | None:
    """Do as `look`, and take one of the link's slots for this browser.

    Exact under parallel calls.
    """
    brought = look(piece_pk, reader, at=at, kind=kind)
    # If a parallel request took the slot, look again. Each round means one slot fewer, so this
    # ends.
    while brought is not None and brought.link_state == LinkState.ROOM:
        if _take_slot(brought, at):
            return replace(brought, link_state=LinkState.OPENED)
        brought = look(piece_pk, reader, at=at, kind=kind)
    return brought


def _take_slot(brought: BroughtLink, at: datetime) -> bool:
    moment = connection.ops.adapt_datetimefield_value(at)
    with connection.cursor() as cursor:
        cursor.execute(
            TAKE.format(table=brought.kind.table),
            [brought.device, moment, brought.link_pk, brought.link_pk, moment],
        )
        return int(cursor.rowcount) == 1
