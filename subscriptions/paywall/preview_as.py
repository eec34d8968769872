"""Preview a column as another kind of reader. The paywall's own rule decides, from invented facts.

Nothing is counted or stored, and no real reader's data is used.
"""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from accounts.reader import Reader
from subscriptions.dates import period_of
from subscriptions.metering.reader_state import Facts
from subscriptions.models import MeterPolicy, Wall
from subscriptions.paywall import rule
from subscriptions.paywall.access import Access
from subscriptions.paywall.rule import WalledColumn

PREVIEW_USER_PK = 0  # a primary key that no account has
MAX_METERED_PERSONAS = 10  # visitors with 1, 2, ... free columns left


@dataclass(frozen=True)
class Persona:
    """An invented reader: columns read this month, and entitlement."""

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
        user = None
        if self.registered:
            user = User(pk=PREVIEW_USER_PK, is_active=True)
            user.remember_verified(True)
        return Reader(user=user, visitor_id="preview", may_spend=False)


class PreviewedColumn:
    """The column as if it were live, without staff permissions."""

    def __init__(self, column: WalledColumn, facts: Facts) -> None:
        self.pk, self._column, self._facts = column.pk, column, facts

    def wall_at(self, at: datetime) -> Wall:
        return self._column.wall_at(at)

    def is_live(self, at: datetime) -> bool:
        return True

    def has_appeared(self, at: datetime) -> bool:
        return True

    def staff_may_see(self, user: User) -> bool:
        return False

    def reader_facts(self) -> Facts:
        return self._facts


def personas(policy: MeterPolicy) -> list[Persona]:
    """Return all personas. "N left" counts before this column is opened."""
    limit = policy.anonymous
    visitors = [
        Persona(
            f"stranger-{left}", f"A stranger with {left} left", read=limit - left + 1, counted=True
        )
        for left in range(min(limit, MAX_METERED_PERSONAS), 0, -1)
    ]
    return [
        *visitors,
        Persona("stranger-0", "A stranger at the wall", read=limit),
        Persona(
            "account", "Signed in, first column of the month", read=1, counted=True, registered=True
        ),
        Persona("account-0", "Signed in, at the wall", read=policy.registered, registered=True),
        Persona("subscriber", "A subscriber", registered=True, entitled=True),
        Persona("robot", "A search engine", robot=True),
    ]


def access_for(column: WalledColumn, persona: Persona, *, at: datetime) -> Access:
    """Return the paywall's decision for a persona.

    The caller must check that the user may see the column.
    """
    reader, period = persona.reader, period_of(at)
    user_pk = reader.user.pk if reader.user else None
    facts = Facts(
        reader.key,
        user_pk,
        period,
        entitled=persona.entitled,
        counted=persona.counted,
        read=persona.read,
    )
    previewed = PreviewedColumn(column, facts)
    if persona.robot:
        return rule.check_with_network_limit_reached(previewed, reader, at=at)
    return rule.check(previewed, reader, at=at)
