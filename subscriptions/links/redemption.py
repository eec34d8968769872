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

from django.db.models import Count, Q, QuerySet

from accounts.reader import Reader
from subscriptions import raw_sql
from subscriptions.models import EmailLink, Entitlement, GiftLink
from subscriptions.models.gift_links import WORKING_SQL

ID_BYTES = 16
BETWEEN, TOKEN_FIELDS = "~", 4
Link = GiftLink | EmailLink

# Raw SQL, because counting and inserting must be one statement: parallel requests cannot take more
# slots than allowed.
TAKE_SLOT = """
INSERT INTO {table}device (link_id, slot, device, opened_at)
SELECT l.id, state.next_slot, %s, %s
FROM {table} l, (
    SELECT COUNT(*) AS taken, COALESCE(MAX(slot), 0) + 1 AS next_slot
    FROM {table}device WHERE link_id = %s) AS state
WHERE l.id = %s AND {working} AND state.taken < l.devices_allowed
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
    EXPIRED = "over"
    REVOKED = "revoked"


@dataclass(frozen=True)
class PresentedLink:
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


def tokens_of_kind(tokens: Iterable[str], kind: Kind = Kind.GIFT) -> list[Token]:
    """Return the links of this kind among a browser's tokens, oldest first."""
    found = []
    for text in tokens:
        parts = text.split(BETWEEN)
        if parts[0] == kind.value and len(parts) == TOKEN_FIELDS:
            _, link_pk, column_pk, device = parts
            found.append(Token(int(link_pk), int(column_pk), device, kind))
    return found


def kind_of(link: Link) -> Kind:
    return Kind.GIFT if isinstance(link, GiftLink) else Kind.EMAIL


def add_token(link: Link, tokens: Sequence[str]) -> list[str]:
    """Return a browser's tokens after it opened the link; opening it again keeps the device id."""
    before = [token for token in tokens_of_kind(tokens, kind_of(link)) if token.link_pk == link.pk]
    own = (
        before[-1]
        if before
        else Token(link.pk, link.column_id, secrets.token_urlsafe(ID_BYTES), kind_of(link))
    )
    return [*(token for token in tokens if token != str(own)), str(own)]


def has_token(link: Link, tokens: Sequence[str]) -> bool:
    return any(token.link_pk == link.pk for token in tokens_of_kind(tokens, kind_of(link)))


def find(
    column_pk: int, reader: Reader, *, at: datetime, kind: Kind = Kind.GIFT
) -> PresentedLink | None:
    """Return this browser's best link to the column; make no query without a token."""
    tokens = {
        token.link_pk: token.device
        for token in tokens_of_kind(reader.tokens, kind)
        if token.column_pk == column_pk
    }
    if not tokens:
        return None
    own_devices = Q(devices__device__in=list(tokens.values()))
    rows = (
        _valid_links(kind, at)
        .filter(pk__in=tokens, column=column_pk)
        .annotate(taken=Count("devices"), opened=Count("devices", filter=own_devices))
        .values_list("pk", "expires_at", "revoked_at", "devices_allowed", "taken", "opened")
    )
    links = []
    for pk, expires_at, revoked_at, devices_allowed, taken, opened in rows:
        link_state = _link_state(
            expires_at, revoked_at, room=taken < devices_allowed, opened=bool(opened), at=at
        )
        links.append(PresentedLink(pk, tokens[pk], link_state, expires_at, kind))
    best_first = list(LinkState)
    return min(links, key=lambda link: best_first.index(link.link_state), default=None)


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
        return LinkState.EXPIRED
    if opened:
        return LinkState.OPENED
    return LinkState.ROOM if room else LinkState.FULL


def redeem(
    column_pk: int, reader: Reader, *, at: datetime, kind: Kind = Kind.GIFT
) -> PresentedLink | None:
    """Do as `find`, and take one of the link's slots for this browser.

    Exact under parallel calls.
    """
    link = find(column_pk, reader, at=at, kind=kind)
    # If a parallel request took the slot, look again. This ends: each round has one slot fewer.
    while link is not None and link.link_state == LinkState.ROOM:
        if _take_slot(link, at):
            return replace(link, link_state=LinkState.OPENED)
        link = find(column_pk, reader, at=at, kind=kind)
    return link


def _take_slot(link: PresentedLink, at: datetime) -> bool:
    statement = TAKE_SLOT.format(table=link.kind.table, working=WORKING_SQL)
    return raw_sql.execute(statement, [link.device, at, link.link_pk, link.link_pk, at]) == 1
