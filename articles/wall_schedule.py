"""The wall of a column in time: which default it takes, when each step comes, and how that is told and drawn."""

from dataclasses import dataclass
from datetime import datetime

from articles.models import Column
from articles.models.wall_schedule import WallDefault, after
from subscriptions.models import Wall

WIDTH, HEIGHT = 640, 26  # of the drawn line


@dataclass(frozen=True)
class Stage:
    """A wall and the hours after publication from which it stands; `since` where the column has a date."""

    wall: Wall
    hours: int
    since: datetime | None


@dataclass(frozen=True)
class Band:
    """A stage as it is drawn."""

    wall: Wall
    x: int
    width: int
    label: str


def default_of(column: Column) -> WallDefault | None:
    """Of its series, else of the first of its columnists that has one."""
    if column.series is not None and column.series.default_wall:
        return column.series
    bylines = column.bylines.select_related("columnist") if column.pk else []
    return next((each.columnist for each in bylines if each.columnist.default_wall), None)


def apply_default(column: Column) -> None:
    """Take the default where the column follows it, and say when each step comes; the row is not saved."""
    default = default_of(column) if column.follows_default else None
    if default is not None:
        column.wall = default.default_wall
        for name in Column.LIFE:
            setattr(column, name, getattr(default, name))
        if _first_forbidden(column) is not None:  # nobody chose this wall for a column of this agency
            column.wall = Wall.METERED
            column.clear_life()
    set_moments(column)


def set_moments(column: Column) -> None:
    """When each step of the wall's life comes, with the date that the column has now."""
    column.then_from = after(column.published_at, column.then_after) if column.then_wall else None
    column.later_from = after(column.published_at, column.later_after) if column.later_wall else None


def stages(item: Column | WallDefault) -> list[Stage]:
    """Return the walls in the order in which they take effect; METERED is FREE if the agency does not allow a meter."""
    published_at = item.published_at if isinstance(item, Column) else None
    first = item.wall if isinstance(item, Column) else item.default_wall
    steps = [(first, 0), (item.then_wall, item.then_after), (item.later_wall, item.later_after)]
    found: list[Stage] = []
    for name, hours in steps:
        if name:
            wall = item.allowed(Wall(name)) if isinstance(item, Column) else Wall(name)
            if not found or found[-1].wall != wall:
                found.append(Stage(wall, hours or 0, after(published_at, hours) or published_at))
    return found


def is_ever_walled(column: Column) -> bool:
    """Whether any stage hides the text: then it stands in no index that everybody may search."""
    return any(column.allowed(stage.wall) != Wall.FREE for stage in stages(column))


def is_forbidden(column: Column, wall: str) -> bool:
    """An agency that allows no wall: "metered" is read as free then, these two would stand against its word."""
    return column.source is not None and not column.may_wall and wall in {Wall.REGISTERED, Wall.SUBSCRIBERS}


def forbidden_wall(column: Column) -> Wall | None:
    """Return a wall that the column has now or will have, and that its agency does not allow.

    A default never brings one: settle() takes another wall instead.
    """
    wall = _first_forbidden(column)
    return wall if wall is None or not column.follows_default or default_of(column) is None else None


def _first_forbidden(column: Column) -> Wall | None:
    return next((stage.wall for stage in stages(column) if is_forbidden(column, stage.wall)), None)


def describe(item: Column | WallDefault) -> str:
    """ "Free for everyone for 24 hours, then metered, after 7 days subscribers only"."""
    found = stages(item)
    if len(found) < 2:
        return f"{found[0].wall.label}{_why_free(item)}" if found else ""
    words = f"{found[0].wall.label} for {span(found[1].hours)}, then {_low(found[1].wall)}"
    words = f"{words}, after {span(found[2].hours)} {_low(found[2].wall)}" if len(found) > 2 else words
    return f"{words}{_why_free(item)}"


def _why_free(item: Column | WallDefault) -> str:
    """Explain why a column chosen as metered is free, without the agency's name, which would cost lists a query."""
    if not isinstance(item, Column) or item.allowed(Wall.METERED) == Wall.METERED:
        return ""
    chosen = {item.wall, item.then_wall, item.later_wall}
    return " (not metered: its agency does not allow it)" if Wall.METERED in chosen else ""


def bands(item: Column | WallDefault) -> list[Band]:
    """The stages side by side; how wide tells their order, not their length: hours stand beside years."""
    found = stages(item)
    width = WIDTH // max(len(found), 1)
    ends = [*(stage.hours for stage in found[1:]), None]
    return [
        Band(stage.wall, position * width, width, f"{stage.wall.label}, {_until(stage.hours, end)}")
        for position, (stage, end) in enumerate(zip(found, ends, strict=True))
    ]


def line(column: Column) -> dict[str, object]:
    """For the drawn line: its bands, and where the wall comes from, in words."""
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
    """ "1 hour", "36 hours", "7 days"."""
    if hours % 24 == 0 and hours >= 48:
        return f"{hours // 24} days"
    return "1 hour" if hours == 1 else f"{hours} hours"


def _until(start: int, end: int | None) -> str:
    if end is None:
        return f"from {span(start)} on" if start else "always"
    return f"until {span(end)}"


def _low(wall: Wall) -> str:
    return wall.label[0].lower() + wall.label[1:]
