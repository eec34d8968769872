"""Local times in the site's zone, typed and told: its clocks skip an hour in spring and repeat one in autumn."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from django.utils import timezone
from django.utils.formats import date_format, time_format

MINUTE = timedelta(minutes=1)
FIRST, SECOND = "first", "second"
SKIPPED = "There is no {time} on {day} in {zone}: the clocks go forward then. The next time that exists is {next}."
TWICE = "On {day} the clocks in {zone} go back, and {time} comes twice. Choose which of the two, beside the time."
NO_CALENDAR = "No calendar of ours reaches that day."


class NoSuchTime(Exception):
    """The clocks skip it; the message says so, and which time comes next."""


class TwoSuchTimes(Exception):
    """The clocks show it twice, and nobody has said which is meant."""


def zone() -> tzinfo:
    """The site's, whoever asks and from wherever."""
    return timezone.get_default_timezone()


def midnight(day: date) -> datetime:
    """The day's first moment; a midnight that the clocks skip is the moment after."""
    return datetime.combine(day, time.min, zone()).astimezone(UTC)


def told(at: datetime) -> str:
    """ "18 November 2026, 12:00", as the templates say it."""
    return date_format(timezone.localtime(at), "j F Y, H:i")


def with_weekday(at: datetime | None) -> str:
    """Return for example "Monday 30 November, 07:30", with the year unless it is the current one."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    return date_format(local, "l j F, H:i" if local.year == timezone.localtime().year else "l j F Y, H:i")


def resolve(typed: datetime, which: str = "") -> datetime:
    """The moment of a local time without a zone; `which` is FIRST or SECOND where the clocks show it twice."""
    try:
        found = _both(typed)
    except (OverflowError, ValueError) as problem:
        raise NoSuchTime(NO_CALENDAR) from problem
    if not found:
        next_one = _next(typed)
        raise NoSuchTime(SKIPPED.format(**_words(typed), next=_when(next_one, than=typed)))
    if len(found) == 2 and which not in {FIRST, SECOND}:
        raise TwoSuchTimes(TWICE.format(**_words(typed)))
    return found[1] if len(found) == 2 and which == SECOND else found[0]


def choices(typed: datetime) -> list[tuple[str, str]]:
    """The two moments that a local time may mean, in words; empty where it means one or none."""
    try:
        found = _both(typed)
    except (OverflowError, ValueError):
        return []
    return (
        [(key, f"the {key}: {_offset(at)}") for key, at in zip((FIRST, SECOND), found, strict=True)]
        if found[1:]
        else []
    )


def which_of(at: datetime) -> str:
    """FIRST or SECOND for a moment that the clocks show twice; empty for all others."""
    local = at.astimezone(zone())
    return (SECOND if local.fold else FIRST) if choices(local.replace(tzinfo=None, fold=0)) else ""


def _both(typed: datetime) -> list[datetime]:
    """The moments at which the clocks show this time: none, one or two."""
    moments = [typed.replace(tzinfo=zone(), fold=fold).astimezone(UTC) for fold in (0, 1)]
    shown = [at for at in moments if at.astimezone(zone()).replace(tzinfo=None, fold=0) == typed]
    return list(dict.fromkeys(shown))


def _next(typed: datetime) -> datetime:
    following = typed.replace(second=0, microsecond=0) + MINUTE
    while not _both(following):
        following += MINUTE
    return following


def _words(typed: datetime) -> dict[str, str]:
    return {"time": time_format(typed, "H:i"), "day": date_format(typed, "j F Y"), "zone": str(zone())}


def _when(at: datetime, *, than: datetime) -> str:
    return time_format(at, "H:i") if at.date() == than.date() else date_format(at, "j F Y, H:i")


def _offset(at: datetime) -> str:
    """ "CEST, UTC+02:00"."""
    local = at.astimezone(zone())
    written = local.isoformat()[-6:]
    name = local.tzname() or ""
    return f"{name}, UTC{written}" if name.isalpha() else f"UTC{written}"
