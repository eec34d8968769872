"""The paywall rehearsed: what a piece would look like to somebody else. The ladder itself decides, from facts made up
here; nothing is counted, noted or remembered, and no real reader is asked about.
"""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from accounts.reader import Reader
from subscriptions.metering.reader_state import Facts
from subscriptions.models import MeterPolicy, Wall
from subscriptions.paywall import rule
from subscriptions.paywall.access import Access
from subscriptions.paywall.rule import Walled
from subscriptions.periods import period_of

SOMEBODY = 0  # the key of nobody's account
MAX_METERED_PERSONAS = 10  # free columns that are rehearsed one by one


@dataclass(frozen=True)
class Persona:
    """Somebody who might open the piece: how many columns they have read this month, and what right they have."""

    key: str
    name: str
    read: int = 0
    counted: bool = False
    registered: bool = False
    entitled: bool = False
    robot: bool = False

    @property
    def reader(self) -> Reader:
        if self.robot:
            return Reader(may_spend=False)
        return Reader(user=_somebody() if self.registered else None, visitor_id="rehearsal", may_spend=False)


class Rehearsed:
    """The piece as it will be once it is live, before the eyes of nobody at the desk."""

    def __init__(self, piece: Walled, facts: Facts) -> None:
        self.pk, self._piece, self._facts = piece.pk, piece, facts

    def wall_at(self, at: datetime) -> Wall:
        return self._piece.wall_at(at)

    def is_live(self, at: datetime) -> bool:
        return True

    def has_appeared(self, at: datetime) -> bool:
        return True

    def staff_may_see(self, user: User) -> bool:
        return False

    def known_facts(self) -> Facts:
        return self._facts


def personas(policy: MeterPolicy) -> list[Persona]:
    """Everybody in whose place one may look; `left` free columns are what remains before this one is opened."""
    return [
        *_visitor_personas(policy.anonymous),
        Persona("stranger-0", "A stranger at the wall", read=policy.anonymous),
        Persona("account", "Signed in, first column of the month", read=1, counted=True, registered=True),
        Persona("account-0", "Signed in, at the wall", read=policy.registered, registered=True),
        Persona("subscriber", "A subscriber", registered=True, entitled=True),
        Persona("robot", "A search engine", robot=True),
    ]


def rehearse(walled: Walled, persona: Persona, *, at: datetime) -> Access:
    """What the paywall would say to them. Whoever asks must have made sure of their own right to see the piece."""
    reader, period = persona.reader, period_of(at)
    user_pk = reader.user.pk if reader.user else None
    facts = Facts(reader.key, user_pk, period, entitled=persona.entitled, counted=persona.counted, read=persona.read)
    rehearsed = Rehearsed(walled, facts)
    if persona.robot:
        return rule.look_from_a_spent_network(rehearsed, reader, at=at)
    return rule.look(rehearsed, reader, at=at)


def _visitor_personas(limit: int) -> list[Persona]:
    return [
        Persona(f"stranger-{left}", f"A stranger with {left} left", read=limit - left + 1, counted=True)
        for left in range(min(limit, MAX_METERED_PERSONAS), 0, -1)
    ]


def _somebody() -> User:
    user = User(pk=SOMEBODY, is_active=True)
    user.remember_verified(True)
    return user
