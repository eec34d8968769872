"""Find the institution of an IP address.

The ranges are cached in the process, so that reading needs no query.
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from itertools import accumulate

from accounts.caching.process_cache import cache_for
from subscriptions.institutions.ip_ranges import Range
from subscriptions.models import Institution, InstitutionNetwork

CACHE_SECONDS = 3.0

Key = tuple[int, int]  # family and address, so that both families sort in one list


@dataclass(frozen=True)
class InstitutionRange:
    """An institution's range and the dates of its contract."""

    first: Key
    last: Key
    name: str
    starts_at: datetime
    ends_at: datetime

    def is_active_for(self, key: Key, at: datetime) -> bool:
        return self.first <= key <= self.last and self.starts_at <= at < self.ends_at


class Ranges:
    """Ranges sorted by first address, for a binary search. They may overlap."""

    def __init__(self, held: list[InstitutionRange]) -> None:
        self.ranges = sorted(held, key=lambda each: each.first)
        self.firsts = [each.first for each in self.ranges]
        # The highest last address of the ranges so far; the search can stop if it is below the key.
        self.reach = list(accumulate((each.last for each in self.ranges), max))

    def find(self, key: Key, at: datetime) -> InstitutionRange | None:
        position = bisect_right(self.firsts, key) - 1
        while position >= 0 and self.reach[position] >= key:
            if self.ranges[position].is_active_for(key, at):
                return self.ranges[position]
            position -= 1
        return None


def institution_at(address: str, *, at: datetime) -> str | None:
    """Return the name of the institution that has the address in a range and an active contract."""
    if not address:
        return None
    ranges = current()
    if not ranges.ranges:
        return None
    ip = ip_address(address)
    held = ranges.find((ip.version, int(ip)), at)
    return held.name if held else None


def overlapping_range(asked: Range, *, but: Institution) -> InstitutionNetwork | None:
    first, last = asked.digits()
    meeting = InstitutionNetwork.objects.filter(
        family=asked.family, first__lte=last, last__gte=first
    )
    return meeting.exclude(institution=but.pk).select_related("institution").first()


@cache_for(CACHE_SECONDS)
def current() -> Ranges:
    rows = InstitutionNetwork.objects.values_list(
        "family",
        "first",
        "last",
        "institution__name",
        "institution__starts_at",
        "institution__ends_at",
    )
    return Ranges(
        [
            InstitutionRange(
                (family, int(first, 16)), (family, int(last, 16)), name, starts_at, ends_at
            )
            for family, first, last, name, starts_at, ends_at in rows.order_by()
        ]
    )
