"""Billing periods on the calendar: counted from an anchor, so that the 31st comes back after
February.
"""

import calendar
from datetime import UTC, datetime, timedelta

DAY = 86_400
DAYS = {"day": 1, "week": 7}
MONTHS = {"month": 1, "year": 12}


def moment(stamp: int) -> datetime:
    return datetime.fromtimestamp(stamp, UTC)


def add_months(anchor: int, months: int) -> int:
    start = moment(anchor)
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    day = min(start.day, calendar.monthrange(year, month + 1)[1])
    return int(start.replace(year=year, month=month + 1, day=day).timestamp())


def next_end(anchor: int, start: int, interval: str, count: int) -> int:
    """The end of the period that begins at `start`, in Unix seconds."""
    if interval in DAYS:
        return int((moment(start) + timedelta(days=DAYS[interval] * count)).timestamp())
    first, current = moment(anchor), moment(start)
    passed = (current.year - first.year) * 12 + current.month - first.month
    return add_months(anchor, passed + MONTHS[interval] * count)
