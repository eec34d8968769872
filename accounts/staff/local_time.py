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


def format_local(at: datetime) -> str:
    """ "18 November 2026, 12:00", as the templates say it."""
    return date_format(timezone.localtime(at), "j F Y, H:i")


def format_with_weekday(at: datetime | None) -> str:
    """Return for example "Monday 30 November, 07:30", with the year unless it is the current one."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    return date_format(local, "l j F, H:i" if local.year == timezone.localtime().year else "l j F Y, H:i")


def resolve(form_data: datetime, which: str = "") -> datetime:
    """The moment of a local time without a zone; `which` is FIRST or SECOND where the clocks show it twice."""
    try:
        results = _both(form_data)
    except (OverflowError, ValueError) as problem:
        raise NoSuchTime(NO_CALENDAR) from problem
    if not results:
        next_one = _next(form_data)
        raise NoSuchTime(SKIPPED.format(**_words(form_data), next=_when(next_one, than=form_data)))
    if len(results) == 2 and which not in {FIRST, SECOND}:
        raise TwoSuchTimes(TWICE.format(**_words(form_data)))
    return results[1] if len(results) == 2 and which == SECOND else results[0]


def choices(form_data: datetime) -> list[tuple[str, str]]:
    """The two moments that a local time may mean, in words; empty where it means one or none."""
    try:
        results = _both(form_data)
    except (OverflowError, ValueError):
        return []
    return (
        [(key, f"the {key}: {_offset(at)}") for key, at in zip((FIRST, SECOND), results, strict=True)]
        if results[1:]
        else []
    )


def which_of(at: datetime) -> str:
    """FIRST or SECOND for a moment that the clocks show twice; empty for all others."""
    local = at.astimezone(zone())
    return (SECOND if local.fold else FIRST) if choices(local.replace(tzinfo=None, fold=0)) else ""


def _both(form_data: datetime) -> list[datetime]:
    """The moments at which the clocks show this time: none, one or two."""
    moments = [form_data.replace(tzinfo=zone(), fold=fold).astimezone(UTC) for fold in (0, 1)]
    visible = [at for at in moments if at.astimezone(zone()).replace(tzinfo=None, fold=0) == form_data]
    return list(dict.fromkeys(visible))


def _next(form_data: datetime) -> datetime:
    following = form_data.replace(second=0, microsecond=0) + MINUTE
    while not _both(following):
        following += MINUTE
    return following


def _words(form_data: datetime) -> dict[str, str]:
    return {"time": time_format(form_data, "H:i"), "day": date_format(form_data, "j F Y"), "zone": str(zone())}


def _when(at: datetime, *, than: datetime) -> str:
    return time_format(at, "H:i") if at.date() == than.date() else date_format(at, "j F Y, H:i")


def _offset(at: datetime) -> str:
    """ "CEST, UTC+02:00"."""
    local = at.astimezone(zone())
    source = local.isoformat()[-6:]
    name = local.tzname() or ""
    return f"{name}, UTC{source}" if name.isalpha() else f"UTC{source}"
