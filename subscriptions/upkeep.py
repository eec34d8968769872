"""Everything that time itself brings about, in parts that do not depend on each other: money, rights, and what higher
apps register in their AppConfig.ready().
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.conf import settings

from subscriptions import notices
from subscriptions.billing import (
    cancellation_requests,
    customers,
    dunning,
    lifecycle,
    price_changes,
    price_emails,
    reminders,
    withdrawals,
)
from subscriptions.fulfilment import purchases, sandbox_clock, webhooks
from subscriptions.gifts import orders, redemption
from subscriptions.notices import Due

logger = logging.getLogger(__name__)
_registered: dict[str, "Part"] = {}


class Part(Protocol):
    def __call__(self, *, at: datetime) -> int:
        """Do what is due; how much was done."""


class EventsLeft(Exception):
    """Some events could not be worked yet; each is kept with its trouble."""


@dataclass(frozen=True)
class Outcome:
    """What a part did; `done` is None where it failed."""

    name: str
    done: int | None


def register(name: str, part: Part) -> None:
    """`name` is what the command prints before the number."""
    _registered[name] = part


def run(*, at: datetime) -> list[Outcome]:
    """One pass. A part that fails is logged by its name, and the others go on; what was left is due again next time."""
    return [_outcome(name, part, at) for name, part in (*PARTS, *_registered.items())]


def _outcome(name: str, part: Part, at: datetime) -> Outcome:
    try:
        return Outcome(name, part(at=at))
    except Exception:
        logger.exception("The upkeep failed at: %s.", name)
        return Outcome(name, None)


def _sandbox(*, at: datetime) -> int:
    return sandbox_clock.advance_all(at) if settings.GATEWAY == "sandbox" else 0


def _events(*, at: datetime) -> int:
    done, left = webhooks.work_left(at=at)
    if left:
        raise EventsLeft(f"{done} events were worked, {left} must be tried again.")
    return done


def _customers(*, at: datetime) -> int:
    return customers.sync_left()


def _notices(rule: Callable[[datetime], Iterable[Due]]) -> Part:
    def part(*, at: datetime) -> int:
        return notices.send_due(rule(at), at=at)

    return part


# What the provider has comes first, then what follows from it, then what is said about it.
PARTS: tuple[tuple[str, Part], ...] = (
    ("time in the sandbox", _sandbox),
    ("events", _events),
    ("open purchases", purchases.look_again),
    ("second subscriptions sent back", lifecycle.send_back_left),
    ("subscriptions that open nothing ended", lifecycle.end_left),
    ("cancellations without sign-in", cancellation_requests.work_off),
    ("new addresses of customers", _customers),
    ("withdrawals", withdrawals.work_off),
    ("changes of price", price_changes.apply_due),
    ("unpaid subscriptions ended", dunning.end_unpaid),
    ("gifts delivered", orders.deliver_due),
    ("gifts that wait moved", redemption.settle_all_waiting),
    ("notices of a change of price", price_emails.tell),
    ("notices of another price soon", _notices(reminders.price_changes_soon)),
    ("notices of a change called off", _notices(price_emails.called_off)),
    ("notices of a failed payment", _notices(dunning.due)),
    ("notices of an end", _notices(dunning.ended)),
    ("notices that all is well", _notices(dunning.recovered)),
    ("notices of a renewal", _notices(reminders.renewals)),
    ("reminders twice a year", _notices(reminders.half_yearly)),
    ("notices of a trial’s end", _notices(reminders.trials)),
    ("notices of a full price", _notices(reminders.full_prices)),
    ("notices of a card’s end", _notices(reminders.cards)),
    ("notices of a gift’s end", _notices(reminders.gifts)),
    ("mails taken again", notices.send_left),
    ("mails too late", notices.forget_late),
)
