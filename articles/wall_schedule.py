"""The wall of a column over time: its default, its changes, and how the desk shows them."""

from dataclasses import dataclass
from datetime import datetime

from articles.models import Column, Columnist, Series, Source
from articles.models.wall_schedule import WallDefault, after
from subscriptions.models import PaywallChange, Wall
from subscriptions.paywall import audit

WIDTH, HEIGHT = 640, 26  # pixels of the SVG timeline

# Fields whose changes are recorded in the paywall audit log.
SCHEDULE_LABELS = {
    "then_wall": "Then",
    "then_after": "Then, after hours",
    "later_wall": "Later",
    "later_after": "Later, after hours",
}
COLUMN_LABELS = {"wall": "Wall", **SCHEDULE_LABELS, "may_wall": "May be metered"}
DEFAULT_LABELS = {"default_wall": "Wall of its columns", **SCHEDULE_LABELS}
AGENCY_LABELS = {
    "may_wall": "Columns may be metered",
    "full_text_feed": "Full text may go into feeds",
}


@dataclass(frozen=True)
class Stage:
    """A wall and the hours after publication when it begins.

    `since` is None without a publication date.
    """

    wall: Wall
    hours: int
    since: datetime | None


@dataclass(frozen=True)
class Band:
    """A stage in the SVG timeline."""

    wall: Wall
    x: int
    width: int
    label: str


def register_audit() -> None:
    for model in (Columnist, Series):
        audit.watch(model, PaywallChange.What.WALL, DEFAULT_LABELS)
    audit.watch(Source, PaywallChange.What.WALL, AGENCY_LABELS)


def default_of(column: Column) -> WallDefault | None:
    """Return its series if that has a default wall, else the first such columnist, or None."""
    if column.series is not None and column.series.default_wall:
        return column.series
    bylines = column.bylines.select_related("columnist") if column.pk else []
    return next((each.columnist for each in bylines if each.columnist.default_wall), None)


def apply_default(column: Column) -> None:
    """Copy the default wall and schedule if the column follows it. Do not save."""
    default = default_of(column) if column.follows_default else None
    if default is not None:
        column.wall = default.default_wall
        for name in Column.SCHEDULE_FIELDS:
            setattr(column, name, getattr(default, name))
        if forbidden_wall(column) is not None:  # the agency forbids it, so fall back to metered
            column.wall = Wall.METERED
            column.clear_schedule()


def set_moments(column: Column) -> None:
    column.then_from = after(column.published_at, column.then_after) if column.then_wall else None
    column.later_from = (
        after(column.published_at, column.later_after) if column.later_wall else None
    )


def stages(item: Column | WallDefault) -> list[Stage]:
    """Return the walls in the order in which they take effect: FREE for a forbidden METERED."""
    published_at = item.published_at if isinstance(item, Column) else None
    first = item.wall if isinstance(item, Column) else item.default_wall
    steps = [(first, 0), (item.then_wall, item.then_after), (item.later_wall, item.later_after)]
    found: list[Stage] = []
    for name, hours in steps:
        if name:
            wall = item.effective_wall(Wall(name)) if isinstance(item, Column) else Wall(name)
            if not found or found[-1].wall != wall:
                found.append(Stage(wall, hours or 0, after(published_at, hours) or published_at))
    return found


def is_ever_walled(column: Column) -> bool:
    return any(column.effective_wall(stage.wall) != Wall.FREE for stage in stages(column))


def is_forbidden(column: Column, wall: str) -> bool:
    """Return whether the agency forbids this wall.

    METERED is allowed, because it is then read as FREE.
    """
    return (
        column.source is not None
        and not column.may_wall
        and wall in {Wall.REGISTERED, Wall.SUBSCRIBERS}
    )


def forbidden_wall(column: Column) -> Wall | None:
    """Return the first wall of its schedule that the agency forbids, or None."""
    return next((stage.wall for stage in stages(column) if is_forbidden(column, stage.wall)), None)


def describe(item: Column | WallDefault) -> str:
    """Return the schedule as a sentence: Free for everyone for 24 hours, then metered."""
    found = stages(item)
    if len(found) < 2:
        return f"{found[0].wall.label}{_why_free(item)}" if found else ""
    words = f"{found[0].wall.label} for {span(found[1].hours)}, then {_low(found[1].wall)}"
    words = (
        f"{words}, after {span(found[2].hours)} {_low(found[2].wall)}" if len(found) > 2 else words
    )
    return f"{words}{_why_free(item)}"


def _why_free(item: Column | WallDefault) -> str:
    """Explain why a column set to metered is free. The agency's name would cost lists a query."""
    if not isinstance(item, Column) or item.effective_wall(Wall.METERED) == Wall.METERED:
        return ""
    chosen = {item.wall, item.then_wall, item.later_wall}
    return " (not metered: its agency does not allow it)" if Wall.METERED in chosen else ""


def bands(item: Column | WallDefault) -> list[Band]:
    """Return the stages for the timeline, all equally wide.

    Hours and years would not fit one scale.
    """
    found = stages(item)
    width = WIDTH // max(len(found), 1)
    result = []
    for position, stage in enumerate(found):
        if position + 1 < len(found):
            hours = f"until {span(found[position + 1].hours)}"
        else:
            hours = f"from {span(stage.hours)} on" if stage.hours else "always"
        label = f"{stage.wall.label}, {hours}"
        result.append(Band(stage.wall, position * width, width, label))
    return result


def line(column: Column) -> dict[str, object]:
    default = default_of(column) if column.pk else None
    return {
        "bands": bands(column),
        "width": WIDTH,
        "height": HEIGHT,
        "description": describe(column),
        "why_free": _why_free(column).strip(" ()").capitalize(),
        "default": default,
        "default_told": describe(default) if default is not None else "",
    }


def span(hours: int) -> str:
    """Return hours in words: 1 hour, 36 hours, 7 days."""
    if hours % 24 == 0 and hours >= 48:
        return f"{hours // 24} days"
    return "1 hour" if hours == 1 else f"{hours} hours"


def _low(wall: Wall) -> str:
    return wall.label[0].lower() + wall.label[1:]
