"""THE PAYWALL: the one rule that says who may read a piece, and why. Every door asks here; nobody else decides.

The ladder asks for entitlements, never for plans, statuses or the payment provider: reading goes on while that is down.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from django.db import models

from accounts import visitor
from accounts.reader import Reader, visitor_key
from subscriptions import facts, meter, network_budget, networks, policy
from subscriptions.facts import Facts
from subscriptions.meter import MeterState
from subscriptions.models import Entitlement, Wall
from subscriptions.periods import period_of

if TYPE_CHECKING:
    from accounts.models import User


class Walled(Protocol):
    """All that the paywall needs to know of a piece."""

    pk: int

    def wall_at(self, at: datetime) -> Wall: ...
    def is_live(self, at: datetime) -> bool: ...
    def desk_may_see(self, user: "User") -> bool: ...
    def known_facts(self) -> Facts | None: ...


class Reason(models.TextChoices):
    """Why a reader was let in or refused."""

    DESK = "desk", "The desk sees everything it may edit"
    NOT_LIVE = "not-live", "The column is not live"
    FREE = "free", "The column is free"
    ENTITLED = "entitled", "An entitlement is in force"
    INSTITUTION = "institution", "Reads from an address of an institution under contract"
    REGISTERED = "registered", "Signed in, and an account is enough"
    METERED = "metered", "A free read"
    MUST_SUBSCRIBE = "must-subscribe", "For subscribers"
    MUST_REGISTER = "must-register", "An account is needed"
    METER_SPENT = "meter-spent", "All free reads are spent"
    NETWORK_SPENT = "network-spent", "The network's newcomers are spent"


@dataclass(frozen=True)
class Access:
    """The paywall's answer for one piece. Only this module makes one."""

    piece_pk: int
    granted: bool
    reason: Reason
    meter: MeterState | None = None
    new_visitor_id: str | None = None

    def __bool__(self) -> bool:
        return self.granted

    def opens(self, piece_pk: int) -> bool:
        """Whether it gives the text of this piece: what the meter would grant opens nothing until it is counted."""
        return self.granted and self.piece_pk == piece_pk and (self.meter is None or self.meter.counted)


def look(piece: Walled, reader: Reader, *, at: datetime) -> Access:
    """Decide and change nothing: for lists, feeds, HEAD and previews."""
    early = _before_the_meter(piece, reader, at)
    if early is not None:
        return early
    access = _at_the_meter(piece, reader, at)
    if access.granted and reader.key is None and not network_budget.has_room(reader.network, policy.current(), at=at):
        return replace(access, granted=False, reason=Reason.NETWORK_SPENT)
    return access


def admit(piece: Walled, reader: Reader, *, at: datetime) -> Access:
    """Decide and, where the meter grants, spend one free read; a refusal of a reader whom we know is noted."""
    if not reader.may_spend:
        return look(piece, reader, at=at)
    early = _before_the_meter(piece, reader, at)
    if early is not None:
        return early
    access = _at_the_meter(piece, reader, at)
    if not access.granted:
        _note(piece, reader, access, at)
        return access
    if access.meter is None or access.meter.counted:
        return access
    return _spend(piece, reader, access, access.meter, at)


def is_entitled(reader: Reader, *, at: datetime) -> bool:
    """Whether an entitlement opens every wall: for doors that are about no single piece, as search is."""
    if reader.user is not None and Entitlement.objects.in_force(at).filter(user=reader.user).exists():
        return True
    return reads_at(reader, at=at) is not None


def reads_at(reader: Reader, *, at: datetime) -> str | None:
    """The name of the institution from one of whose addresses the reader comes; no account is needed."""
    return networks.institution_at(reader.address, at=at)


def _before_the_meter(piece: Walled, reader: Reader, at: datetime) -> Access | None:
    """The ladder's rungs that need no count, cheapest first; None means: ask the meter."""
    if reader.user is not None and piece.desk_may_see(reader.user):
        return Access(piece.pk, True, Reason.DESK)
    if not piece.is_live(at):
        return Access(piece.pk, False, Reason.NOT_LIVE)
    wall = piece.wall_at(at)
    if wall == Wall.FREE:
        return Access(piece.pk, True, Reason.FREE)
    if reader.user is not None and _facts(piece, reader, at).entitled:
        return Access(piece.pk, True, Reason.ENTITLED)
    if reads_at(reader, at=at) is not None:
        return Access(piece.pk, True, Reason.INSTITUTION)
    if wall == Wall.METERED:
        return None
    if wall == Wall.REGISTERED:
        reason = Reason.REGISTERED if reader.is_registered else Reason.MUST_REGISTER
        return Access(piece.pk, reader.is_registered, reason)
    return Access(piece.pk, False, Reason.MUST_SUBSCRIBE)


def _at_the_meter(piece: Walled, reader: Reader, at: datetime) -> Access:
    """What the ledger says; a newcomer's network is asked afterwards."""
    rules = policy.current()
    known = _facts(piece, reader, at) if reader.key else None
    state = MeterState(
        limit=meter.limit_for(reader, rules),
        read=known.read if known else 0,
        counted=known.counted if known else False,
        period=period_of(at),
    )
    if state.counted:
        return Access(piece.pk, True, Reason.METERED, state)
    if state.left < 1:
        return Access(piece.pk, False, Reason.METER_SPENT, state)
    return Access(piece.pk, True, Reason.METERED, state)


def _spend(piece: Walled, reader: Reader, access: Access, state: MeterState, at: datetime) -> Access:
    """Count the read, or say why not; a newcomer gets an id and takes one of the network's places."""
    key, new_id = reader.key, None
    if key is None:
        if not network_budget.count_newcomer(reader.network, policy.current(), at=at):
            return replace(access, granted=False, reason=Reason.NETWORK_SPENT)
        new_id = visitor.new_id()
        key = visitor_key(new_id)
    after = meter.spend(key, piece.pk, state, at=at)
    reason = Reason.METERED if after.counted else Reason.METER_SPENT
    return Access(piece.pk, after.counted, reason, after, new_id)


def _note(piece: Walled, reader: Reader, access: Access, at: datetime) -> None:
    if reader.key is None or access.meter is None or _facts(piece, reader, at).noted:
        return
    meter.note_refusal(reader.key, piece.pk, period=access.meter.period, at=at)


def _facts(piece: Walled, reader: Reader, at: datetime) -> Facts:
    """Those that came with the piece, if they are about this reader and period; else asked for."""
    period = period_of(at)
    known = piece.known_facts()
    if known is not None and known.are_about(reader, period):
        return known
    return facts.gather(piece.pk, reader, period=period, at=at)
