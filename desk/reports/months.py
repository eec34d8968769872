"""Calendar months in the site's zone, for reports."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format

from accounts.staff import local_time
from subscriptions.dates import next_period, period_of, preceding

MONTHS = 13  # a year, and the same month of the year before


@dataclass(frozen=True)
class Month:
    """A calendar month: includes `starts`, excludes `ends`. The current month ends now."""

    first: date
    starts: datetime
    ends: datetime

    @property
    def name(self) -> str:
        return date_format(self.first, "F Y")

    @property
    def short(self) -> str:
        return date_format(self.first, "M")


def last_months(at: datetime, *, number: int = MONTHS) -> list[Month]:
    firsts = [period_of(at)]
    while len(firsts) < number:
        firsts.insert(0, preceding(firsts[0]))
    return [
        Month(first, local_time.midnight(first), min(local_time.midnight(next_period(first)), at))
        for first in firsts
    ]
