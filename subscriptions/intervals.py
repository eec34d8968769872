"""Lengths of time that are sold: days, weeks, months and years."""

import calendar
from datetime import datetime, timedelta

DAYS = {"day": 1, "week": 7}
MONTHS = {"month": 1, "year": 12}


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
