"""Dates in the site's time zone, and the lengths of time that are sold.

The meter's period is a calendar month, identified by its first day.
"""

import calendar
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format

DAYS = {"day": 1, "week": 7}
MONTHS = {"month": 1, "year": 12}
LONGEST_MONTH = timedelta(days=31)


def local_day(at: datetime) -> date:
    return timezone.localtime(at, timezone.get_default_timezone()).date()


def day_in_words(at: datetime) -> str:
    return date_format(local_day(at), "j F Y")


def period_of(at: datetime) -> date:
    return local_day(at).replace(day=1)


def next_period(period: date) -> date:
    return (period + LONGEST_MONTH).replace(day=1)


def preceding(period: date) -> date:
    return (period - timedelta(days=1)).replace(day=1)


def days_since_start(at: datetime) -> int:
    return local_day(at).day - 1


def after(start: datetime, interval: str, count: int = 1) -> datetime:
    """Return the time `count` intervals after `start`.

    A month from 31 January ends on the last day of February.

    Count from the first start, not from one end to the next: 31 January, 28 February, 31 March.
    """
    if interval in DAYS:
        return start + timedelta(days=DAYS[interval] * count)
    months = start.year * 12 + start.month - 1 + MONTHS[interval] * count
    year, month = divmod(months, 12)
    last_day = calendar.monthrange(year, month + 1)[1]
    return start.replace(year=year, month=month + 1, day=min(start.day, last_day))
