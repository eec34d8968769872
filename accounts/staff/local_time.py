"""Convert between local times and UTC, also times that daylight saving skips or repeats."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from django.utils import timezone
from django.utils.formats import date_format, time_format

from accounts.exceptions import Refusal

MINUTE = timedelta(minutes=1)
FIRST, SECOND = "first", "second"
SKIPPED = (
    "There is no {time} on {day} in {zone}: the clocks go forward then. The next time that exists"
    " is {next}."
)
TWICE = (
    "On {day} the clocks in {zone} go back, and {time} comes twice. Choose which of the two, beside"
    " the time."
)
NO_CALENDAR = "That date is out of range."


class NonexistentTime(Refusal):
    """Raised for a local time that daylight saving skips; the message names the next valid one."""


class AmbiguousTime(Refusal):
    """Raised for a local time that occurs twice, if the user has not chosen one."""


def zone() -> tzinfo:
    return timezone.get_default_timezone()


def midnight(day: date) -> datetime:
    """Return the start of the day in UTC.

    If daylight saving skips midnight, return the next valid time.
    """
    return datetime.combine(day, time.min, zone()).astimezone(UTC)


def format_local(at: datetime) -> str:
    """Return for example "18 November 2026, 12:00", the format of the templates."""
    return date_format(timezone.localtime(at), "j F Y, H:i")


def format_with_weekday(at: datetime | None) -> str:
    """Return for example "Monday 30 November, 07:30", with the year if it is not this one."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    return date_format(
        local, "l j F, H:i" if local.year == timezone.localtime().year else "l j F Y, H:i"
    )


def resolve(naive: datetime, which: str = "") -> datetime:
    """Return the moment of a naive local time.

    `which` (FIRST or SECOND) chooses if it occurs twice.

    Raises NonexistentTime or AmbiguousTime.
    """
    try:
        results = _both(naive)
    except (OverflowError, ValueError) as problem:
        raise NonexistentTime(NO_CALENDAR) from problem
    if not results:
        next_one = naive.replace(second=0, microsecond=0) + MINUTE
        while not _both(next_one):
            next_one += MINUTE
        is_same_day = next_one.date() == naive.date()
        words = time_format(next_one, "H:i") if is_same_day else date_format(next_one, "j F Y, H:i")
        raise NonexistentTime(SKIPPED.format(**_words(naive), next=words))
    if len(results) == 2 and which not in {FIRST, SECOND}:
        raise AmbiguousTime(TWICE.format(**_words(naive)))
    return results[1] if len(results) == 2 and which == SECOND else results[0]


def choices(naive: datetime) -> list[tuple[str, str]]:
    """Return (key, label) of the two moments if the local time occurs twice, else []."""
    try:
        results = _both(naive)
    except (OverflowError, ValueError):
        return []
    if len(results) < 2:
        return []
    labels = []
    for key, at in zip((FIRST, SECOND), results, strict=True):
        local = at.astimezone(zone())
        name, offset = local.tzname() or "", f"UTC{local.isoformat()[-6:]}"
        # As in "CEST, UTC+02:00"; many zones have no letters for a name.
        label = f"{name}, {offset}" if name.isalpha() else offset
        labels.append((key, f"the {key}: {label}"))
    return labels


def which_of(at: datetime) -> str:
    """Return FIRST or SECOND if the local time of this moment occurs twice, else ""."""
    local = at.astimezone(zone())
    return (SECOND if local.fold else FIRST) if choices(local.replace(tzinfo=None, fold=0)) else ""


def _both(naive: datetime) -> list[datetime]:
    """Return the moments with this local time: none, one or two."""
    # A skipped time becomes another local time via UTC, so the comparison below drops it.
    moments = [naive.replace(tzinfo=zone(), fold=fold).astimezone(UTC) for fold in (0, 1)]
    visible = [at for at in moments if at.astimezone(zone()).replace(tzinfo=None, fold=0) == naive]
    return list(dict.fromkeys(visible))


def _words(naive: datetime) -> dict[str, str]:
    return {
        "time": time_format(naive, "H:i"),
        "day": date_format(naive, "j F Y"),
        "zone": str(zone()),
    }
