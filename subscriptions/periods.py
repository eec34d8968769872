"""Dates in the site's time zone.

The meter's period is a calendar month, identified by its first day.
"""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format

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
