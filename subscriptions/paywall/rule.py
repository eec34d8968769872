"""The paywall: the one rule that says who may read a column, and why.

All views, feeds and e-mails use it.

The rule asks for entitlements, never for plans, subscription status or the payment provider:
reading works while that is down. It is a ladder: an ordered list of checks, of which the first that
decides ends the search.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from accounts.reader import Reader, cookies, visitor_key
from subscriptions.institutions import lookup
from subscriptions.links import redemption
from subscriptions.links.redemption import Kind
from subscriptions.metering import meter, newcomers, policy, reader_state
from subscriptions.metering.meter import MeterState
from subscriptions.metering.reader_state import WithFacts
from subscriptions.models import Entitlement, PreviewLink, Wall
from subscriptions.paywall.access import Access, Reason

if TYPE_CHECKING:
    from accounts.models import User


class Walled(WithFacts, Protocol):
    """The attributes of a column that the paywall needs."""

    def wall_at(self, at: datetime) -> Wall: ...
    def is_live(self, at: datetime) -> bool: ...
    def has_appeared(self, at: datetime) -> bool: ...
    def staff_may_see(self, user: "User") -> bool: ...


RungCheck = Callable[[Walled, Reader, datetime], "Access | None"]
Ladder = tuple[tuple[str, RungCheck], ...]


@dataclass(frozen=True)
class Rung:
    """One check of the ladder; `access` is its decision, None if it leaves the decision to the
    next.
    """

    name: str
    access: Access | None


def look(walled: Walled, reader: Reader, *, at: datetime) -> Access:
    """Decide without recording anything: for lists, feeds, HEAD and previews."""
    access = explain(walled, reader, at=at)[-1].access
    return Access(walled.pk, False, Reason.MUST_SUBSCRIBE) if access is None else access


def explain(walled: Walled, reader: Reader, *, at: datetime) -> list[Rung]:
    """Return the checks that look() makes, in order; the last one decides."""
    rungs = _climb(ABOVE_A_GIFT, walled, reader, at)
    if rungs[-1].access is not None:
        return rungs
    for name, kind, reason in LINKS:
        brought = redemption.look(walled.pk, reader, at=at, kind=kind)
        if brought is not None and brought.opens:
            return [*rungs, Rung(name, Access(walled.pk, True, reason, gift_link=brought))]
        rungs.append(Rung(name, None))
    *below, last = _climb(BELOW_A_GIFT, walled, reader, at)
    decided = None if last.access is None else replace(last.access, gift_link=brought)
    return [*rungs, *below, Rung(last.name, decided)]


def admit(walled: Walled, reader: Reader, *, at: datetime) -> Access:
    """Decide and record: use one opening of a link, or one free read of the meter; store a metered
    refusal.
    """
    if not reader.may_spend:
        return look(walled, reader, at=at)
    above = _first_of(ABOVE_A_GIFT, walled, reader, at)
    if above is not None:
        return above
    # Links come after the checks above, so that a subscriber uses up no opening.
    brought = None
    for _, kind, reason in LINKS:
        brought = redemption.open_with(walled.pk, reader, at=at, kind=kind)
        if brought is not None and brought.opened:
            return Access(walled.pk, True, reason, gift_link=brought)
    below = _admit_on(walled, reader, at)
    return replace(below, gift_link=brought) if brought is not None else below


def look_from_a_spent_network(walled: Walled, reader: Reader, *, at: datetime) -> Access:
    """Return look() as if the reader's network had no newcomers left, so that a newcomer gets no
    free read.
    """
    access = look(walled, reader, at=at)
    if access.reason != Reason.METERED or reader.key is not None:
        return access
    return replace(access, granted=False, reason=Reason.NETWORK_SPENT)


def open_preview(walled: Walled, link: PreviewLink, *, at: datetime) -> Access:
    """Decide what a preview link opens: its own column, until that is published or the link
    ends.
    """
    shows = link.works(at) and link.column_id == walled.pk and not walled.has_appeared(at)
    return Access(walled.pk, shows, Reason.PREVIEW if shows else Reason.NOT_LIVE)


def is_entitled(reader: Reader, *, at: datetime) -> bool:
    """Return whether the reader may read everything, for pages about no single column, such as
    search.
    """
    if (
        reader.user is not None
        and Entitlement.objects.in_force(at).filter(user=reader.user).exists()
    ):
        return True
    return reads_at(reader, at=at) is not None


def reads_at(reader: Reader, *, at: datetime) -> str | None:
    """Return the name of the institution whose IP range the reader uses; no account is needed."""
    return lookup.institution_at(reader.address, at=at)


def _climb(rungs: Ladder, walled: Walled, reader: Reader, at: datetime) -> list[Rung]:
    """Return the checks up to the first that decides. The order is cheapest first."""
    climbed: list[Rung] = []
    for name, ask in rungs:
        climbed.append(Rung(name, ask(walled, reader, at)))
        if climbed[-1].access is not None:
            break
    return climbed


def _first_of(rungs: Ladder, walled: Walled, reader: Reader, at: datetime) -> Access | None:
    """Return the decision of _climb() without building its list, because every reading calls it."""
    for _, ask in rungs:
        access = ask(walled, reader, at)
        if access is not None:
            return access
    return None


def _admit_on(walled: Walled, reader: Reader, at: datetime) -> Access:
    """Decide by the checks below the links, where a free read may be spent."""
    early = _first_of(BEFORE_THE_METER, walled, reader, at)
    if early is not None:
        return early
    access = _at_the_meter(walled, reader, at)
    if not access.granted:
        _note(walled, reader, access, at)
        return access
    if access.meter is None or access.meter.counted:
        return access
    return _spend(walled, reader, access, access.meter, at)


def _by_staff_permission(walled: Walled, reader: Reader, at: datetime) -> Access | None:
    sees = reader.user is not None and walled.staff_may_see(reader.user)
    return Access(walled.pk, True, Reason.DESK) if sees else None


def _not_live(walled: Walled, reader: Reader, at: datetime) -> Access | None:
    return None if walled.is_live(at) else Access(walled.pk, False, Reason.NOT_LIVE)


def _free(walled: Walled, reader: Reader, at: datetime) -> Access | None:
    return Access(walled.pk, True, Reason.FREE) if walled.wall_at(at) == Wall.FREE else None


def _entitled(walled: Walled, reader: Reader, at: datetime) -> Access | None:
    entitled = reader.user is not None and reader_state.about(walled, reader, at=at).entitled
    return Access(walled.pk, True, Reason.ENTITLED) if entitled else None


def _in_institution(walled: Walled, reader: Reader, at: datetime) -> Access | None:
    return None if reads_at(reader, at=at) is None else Access(walled.pk, True, Reason.INSTITUTION)


def _for_subscribers(walled: Walled, reader: Reader, at: datetime) -> Access | None:
    return (
        Access(walled.pk, False, Reason.MUST_SUBSCRIBE)
        if walled.wall_at(at) == Wall.SUBSCRIBERS
        else None
    )


def _with_account(walled: Walled, reader: Reader, at: datetime) -> Access | None:
    if walled.wall_at(at) != Wall.REGISTERED:
        return None
    reason = Reason.REGISTERED if reader.is_registered else Reason.MUST_REGISTER
    return Access(walled.pk, reader.is_registered, reason)


def _counted_or_spent(walled: Walled, reader: Reader, at: datetime) -> Access | None:
    """Decide for a reader with a stored id, or for anybody if nothing is free."""
    access = _at_the_meter(walled, reader, at)
    return None if access.granted and reader.key is None else access


def _newcomer(walled: Walled, reader: Reader, at: datetime) -> Access | None:
    access = _at_the_meter(walled, reader, at)
    if newcomers.has_room(reader.network, policy.current(), at=at):
        return access
    return replace(access, granted=False, reason=Reason.NETWORK_SPENT)


# A reader admitted by one of these does not use up an opening of a gift link.
ABOVE_A_GIFT: Ladder = (
    ("desk", _by_staff_permission),
    ("live", _not_live),
    ("free", _free),
    ("entitlement", _entitled),
    ("institution", _in_institution),
)
# The link of our own e-mail comes before a gift link. The wall mentions an ended link only if it
# was a gift link, the last one checked.
LINKS = (("letter-link", Kind.EMAIL, Reason.EMAIL_LINK), ("gift-link", Kind.GIFT, Reason.GIFT))
BEFORE_THE_METER: Ladder = (("subscribers", _for_subscribers), ("account", _with_account))
BELOW_A_GIFT: Ladder = (*BEFORE_THE_METER, ("meter", _counted_or_spent), ("network", _newcomer))
RUNGS = (
    *(name for name, _ in ABOVE_A_GIFT),
    *(name for name, *_ in LINKS),
    *(name for name, _ in BELOW_A_GIFT),
)


def _at_the_meter(walled: Walled, reader: Reader, at: datetime) -> Access:
    """Decide by the stored reads, before the network's limit of newcomers."""
    known = reader_state.about(walled, reader, at=at) if reader.key else None
    state = meter.state_of(reader, known, policy.current(), at=at)
    if state.counted or state.left:
        return Access(walled.pk, True, Reason.METERED, state)
    return Access(walled.pk, False, Reason.METER_SPENT, state)


def _spend(
    walled: Walled, reader: Reader, access: Access, state: MeterState, at: datetime
) -> Access:
    """Count the read, or refuse; a newcomer gets an id and counts as one of the network's
    newcomers.
    """
    key, new_id = reader.key, None
    if key is None:
        if not newcomers.count_newcomer(reader.network, policy.current(), at=at):
            return replace(access, granted=False, reason=Reason.NETWORK_SPENT)
        new_id = cookies.new_visitor_id()
        key = visitor_key(new_id)
    # A parallel request may have taken the last free read.
    after = meter.spend(key, walled.pk, state, at=at)
    reason = Reason.METERED if after.counted else Reason.METER_SPENT
    return Access(walled.pk, after.counted, reason, after, new_id)


def _note(walled: Walled, reader: Reader, access: Access, at: datetime) -> None:
    if (
        reader.key is None
        or access.meter is None
        or reader_state.about(walled, reader, at=at).noted
    ):
        return
    meter.note_refusal(reader.key, walled.pk, period=access.meter.period, at=at)
