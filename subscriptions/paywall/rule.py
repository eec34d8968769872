"""The paywall: the one rule that says who may read a column, and why.

All views, feeds and e-mails use it.

The rule asks for entitlements, never for plans, subscription status or the payment provider:
reading works while that is down.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from accounts.reader import Reader, cookies, visitor_key
from subscriptions.institutions import lookup
from subscriptions.links import redemption
from subscriptions.links.redemption import Kind
from subscriptions.metering import meter, newcomers, policy, reader_state
from subscriptions.metering.meter import MeterState
from subscriptions.metering.reader_state import HasFacts
from subscriptions.models import Entitlement, PreviewLink, Wall
from subscriptions.paywall.access import Access, Reason

if TYPE_CHECKING:
    from accounts.models import User


class WalledColumn(HasFacts, Protocol):
    """The attributes of a column that the paywall needs."""

    def wall_at(self, at: datetime) -> Wall: ...
    def is_live(self, at: datetime) -> bool: ...
    def has_appeared(self, at: datetime) -> bool: ...
    def staff_may_see(self, user: "User") -> bool: ...


@dataclass(frozen=True)
class Rung:
    """One check of the ladder; `access` is its decision, None if it leaves that to the next."""

    name: str
    access: Access | None


# The rung of _decide() to which each reason belongs, in the order of its checks.
RUNG_OF = {
    Reason.DESK: "desk",
    Reason.NOT_LIVE: "live",
    Reason.FREE: "free",
    Reason.ENTITLED: "entitlement",
    Reason.INSTITUTION: "institution",
    Reason.EMAIL_LINK: "letter-link",
    Reason.GIFT: "gift-link",
    Reason.MUST_SUBSCRIBE: "subscribers",
    Reason.REGISTERED: "account",
    Reason.MUST_REGISTER: "account",
    Reason.METERED: "meter",
    Reason.METER_SPENT: "meter",
    Reason.NETWORK_SPENT: "network",
}
RUNGS = tuple(dict.fromkeys(RUNG_OF.values()))


def check(column: WalledColumn, reader: Reader, *, at: datetime) -> Access:
    """Decide without recording anything: for lists, feeds, HEAD and previews."""
    return _decide(column, reader, at, spend=False)


def admit(column: WalledColumn, reader: Reader, *, at: datetime) -> Access:
    """Decide and record the result: a link's opening, a free read, or a refusal of the meter."""
    return _decide(column, reader, at, spend=reader.may_spend)


def explain(column: WalledColumn, reader: Reader, *, at: datetime) -> list[Rung]:
    """Return the checks that check() makes, in order; the last one decides."""
    access = check(column, reader, at=at)
    name = RUNG_OF[access.reason]
    if access.reason == Reason.METERED and reader.key is None:
        name = "network"  # the meter leaves newcomers to the network's limit
    undecided = RUNGS[: RUNGS.index(name)]
    return [*(Rung(each, None) for each in undecided), Rung(name, access)]


def _decide(column: WalledColumn, reader: Reader, at: datetime, *, spend: bool) -> Access:
    """Go down the ladder: the first check that applies decides. The order is cheapest first."""
    pk = column.pk
    if reader.user is not None and column.staff_may_see(reader.user):
        return Access(pk, True, Reason.DESK)
    if not column.is_live(at):
        return Access(pk, False, Reason.NOT_LIVE)
    wall = column.wall_at(at)
    if wall == Wall.FREE:
        return Access(pk, True, Reason.FREE)
    if reader.user is not None and reader_state.facts_about(column, reader, at=at).entitled:
        return Access(pk, True, Reason.ENTITLED)
    if reads_at(reader, at=at) is not None:
        return Access(pk, True, Reason.INSTITUTION)

    # Links come after the checks above, so that a subscriber uses up no opening. The link of our
    # own e-mail comes first: at the wall, only a gift link that has ended is mentioned.
    find_link = redemption.redeem if spend else redemption.find
    link = find_link(pk, reader, at=at, kind=Kind.EMAIL)
    if link is not None and link.opens:
        return Access(pk, True, Reason.EMAIL_LINK, gift_link=link)
    link = find_link(pk, reader, at=at, kind=Kind.GIFT)
    if link is not None and link.opens:
        return Access(pk, True, Reason.GIFT, gift_link=link)

    # A wall that is not known here stays closed.
    if wall not in (Wall.REGISTERED, Wall.METERED):
        return Access(pk, False, Reason.MUST_SUBSCRIBE, gift_link=link)
    if wall == Wall.REGISTERED:
        reason = Reason.REGISTERED if reader.is_registered else Reason.MUST_REGISTER
        return Access(pk, reader.is_registered, reason, gift_link=link)
    access = _decide_by_meter(column, reader, at, spend=spend)
    return access if link is None else replace(access, gift_link=link)


def _decide_by_meter(column: WalledColumn, reader: Reader, at: datetime, *, spend: bool) -> Access:
    """Decide by the stored reads, and for newcomers by the limit of their network."""
    facts = reader_state.facts_about(column, reader, at=at) if reader.key else None
    state = meter.state_of(reader, facts, policy.current(), at=at)
    if state.counted:
        return Access(column.pk, True, Reason.METERED, state)
    if not state.left:
        if spend and reader.key is not None and facts is not None and not facts.refusal_saved:
            meter.save_refusal(reader.key, column.pk, period=state.period, at=at)
        return Access(column.pk, False, Reason.METER_SPENT, state)
    if spend:
        return _spend_free_read(column, reader, state, at)
    if reader.key is None and not newcomers.has_room(reader.network, policy.current(), at=at):
        return Access(column.pk, False, Reason.NETWORK_SPENT, state)
    return Access(column.pk, True, Reason.METERED, state)


def _spend_free_read(
    column: WalledColumn, reader: Reader, state: MeterState, at: datetime
) -> Access:
    """Count the read, or refuse; a newcomer gets an id and counts for the network's limit."""
    key, new_id = reader.key, None
    if key is None:
        if not newcomers.count_newcomer(reader.network, policy.current(), at=at):
            return Access(column.pk, False, Reason.NETWORK_SPENT, state)
        new_id = cookies.new_visitor_id()
        key = visitor_key(new_id)
    # A parallel request may have taken the last free read.
    after = meter.spend(key, column.pk, state, at=at)
    reason = Reason.METERED if after.counted else Reason.METER_SPENT
    return Access(column.pk, after.counted, reason, after, new_id)


def check_with_network_limit_reached(
    column: WalledColumn, reader: Reader, *, at: datetime
) -> Access:
    """Return check() as if the network had no newcomers left: a newcomer gets no free read."""
    access = check(column, reader, at=at)
    if access.reason != Reason.METERED or reader.key is not None:
        return access
    return replace(access, granted=False, reason=Reason.NETWORK_SPENT)


def open_preview(column: WalledColumn, link: PreviewLink, *, at: datetime) -> Access:
    """Decide what a preview link opens: its own column, until it is published or the link ends."""
    shows = link.works(at) and link.column_id == column.pk and not column.has_appeared(at)
    return Access(column.pk, shows, Reason.PREVIEW if shows else Reason.NOT_LIVE)


def is_entitled(reader: Reader, *, at: datetime) -> bool:
    """Return whether the reader may read everything, for pages like search, about no one column."""
    if (
        reader.user is not None
        and Entitlement.objects.in_force(at).filter(user=reader.user).exists()
    ):
        return True
    return reads_at(reader, at=at) is not None


def reads_at(reader: Reader, *, at: datetime) -> str | None:
    """Return the name of the institution whose IP range the reader uses; no account is needed."""
    return lookup.institution_at(reader.address, at=at)
