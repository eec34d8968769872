"""Legal notice periods: a table of rules, and the lead times that satisfy all of them.

The site does not know where a reader lives, so every rule applies to everybody. docs/payments.md
explains the rules and says which of them are the publisher's own decisions.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from django.utils import timezone

# Days by which the scheduled job may be late without making the notice late.
MARGIN = 2
# Mean lengths: one month has at most 31 days, six have at least 181, twelve at least 365.
DAYS = {"day": 1.0, "week": 7.0, "month": 30.4375, "year": 365.25}
MIN_TERM_OVER_31_DAYS = 32
SIX_MONTHS = 181
ONE_YEAR = 365


class Kind(Enum):
    """The event that a notice announces.

    A rule's term is the length of the trial, lower price or period that ends.
    """

    TRIAL_ENDS = "the end of a free trial"
    FULL_PRICE = "the end of a lower price"
    RENEWAL = "a renewal"
    REMINDER = "a regular reminder"  # every six months
    PRICE_CHANGE = "another price"


@dataclass(frozen=True)
class Rule:
    """A notice required from `earliest` to `latest` days before an event.

    It applies to terms of `min_term` days or more.
    """

    jurisdiction: str
    kind: Kind
    earliest: int | None
    latest: int
    source: str
    min_term: int = 0


CALIFORNIA, NEW_YORK, MASSACHUSETTS = "California", "New York", "Massachusetts"
EU, FRANCE, UK, CARDS = "European Union", "France", "United Kingdom", "Card networks"
CAL, NY, MASS = "Bus. & Prof. Code § 17602", "General Business Law § 527-a", "940 CMR 38.05"
DMCC, VISA = "DMCC Act 2024, s. 258", "Visa and Mastercard rules for subscriptions"

RULES = (
    Rule(CALIFORNIA, Kind.TRIAL_ENDS, 21, 3, CAL, MIN_TERM_OVER_31_DAYS),
    Rule(MASSACHUSETTS, Kind.TRIAL_ENDS, 30, 5, MASS, MIN_TERM_OVER_31_DAYS),
    Rule(UK, Kind.TRIAL_ENDS, 30, 5, DMCC, MIN_TERM_OVER_31_DAYS),
    Rule(CARDS, Kind.TRIAL_ENDS, None, 7, VISA),
    Rule(CALIFORNIA, Kind.FULL_PRICE, 21, 3, CAL, MIN_TERM_OVER_31_DAYS),
    Rule(UK, Kind.FULL_PRICE, 30, 5, DMCC),
    Rule(CARDS, Kind.FULL_PRICE, None, 7, VISA),
    Rule(CALIFORNIA, Kind.RENEWAL, 45, 15, CAL, ONE_YEAR),
    Rule(NEW_YORK, Kind.RENEWAL, 45, 15, NY, ONE_YEAR),
    Rule(MASSACHUSETTS, Kind.RENEWAL, 30, 5, MASS, MIN_TERM_OVER_31_DAYS),
    # "No earlier than three months and no later than one month": the shortest three months, the
    # longest month.
    Rule(FRANCE, Kind.RENEWAL, 89, 31, "Code de la consommation, art. L. 215-1", ONE_YEAR),
    Rule(UK, Kind.RENEWAL, 30, 5, DMCC, SIX_MONTHS),
    Rule(CARDS, Kind.RENEWAL, None, 7, VISA, SIX_MONTHS),
    # With weekly payments the last one may be due a week before the half-year ends: five days
    # before that makes 12.
    Rule(UK, Kind.REMINDER, 30, 12, DMCC),
    Rule(CALIFORNIA, Kind.PRICE_CHANGE, 30, 7, CAL),
    Rule(NEW_YORK, Kind.PRICE_CHANGE, 30, 5, NY),
    Rule(EU, Kind.PRICE_CHANGE, None, 30, "Directive 93/13/EEC, annex, nos. 1 (l) and 2 (b)"),
    Rule(CARDS, Kind.PRICE_CHANGE, None, 7, VISA),
)


def term_days(interval: str, count: int) -> int:
    """Return the length of a term such as "3 months" in days, as the rules count it."""
    return int(DAYS[interval] * count)


def applying(kind: Kind, term: int) -> list[Rule]:
    return [rule for rule in RULES if rule.kind == kind and term >= rule.min_term]


def lead_times(rules: Iterable[Rule]) -> list[int]:
    """Return the lead times in days, longest first: few and late notices that satisfy all rules.

    One notice serves all rules whose windows overlap; a rule whose window opens later needs another
    notice.
    """
    leads: list[int] = []
    for rule in sorted(rules, key=lambda rule: rule.latest, reverse=True):
        if not leads or (rule.earliest is not None and rule.earliest < leads[-1]):
            leads.append(rule.latest + MARGIN)
    return leads


def longest_notice_days(kind: Kind) -> int:
    return max(rule.latest for rule in RULES if rule.kind == kind)


def days_before(event: datetime, days: int) -> datetime:
    """Return the same local time some days earlier, also across a change to or from summer time."""
    return timezone.localtime(event, timezone.get_default_timezone()) - timedelta(days=days)


LONGEST_LEAD = timedelta(days=max(rule.latest for rule in RULES) + MARGIN + 1)
