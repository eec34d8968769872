"""Bar charts as numbers for an SVG.

All values are also printed on the chart or in the table beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

# In SVG units. HEAD and FOOT leave room for the labels above and below the bars.
HEIGHT, BAR, GAP, HEAD, FOOT = 180, 36, 18, 22, 22
SLIM_HEIGHT = 90


@dataclass(frozen=True)
class Bar:
    """A rectangle with its label; `kind` is the series."""

    x: int
    y: float
    height: float
    label: str
    label_y: float
    kind: str
    width: int = BAR

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


@dataclass(frozen=True)
class Chart:
    title: str
    width: int
    height: int
    base: float
    bars: list[Bar]
    names: list[tuple[float, str]]
    in_time: bool = True  # names are times, the newest last

    @property
    def names_y(self) -> int:
        return self.height - 6


def bars(
    title: str,
    names: Sequence[str],
    values: Sequence[int],
    labels: Sequence[str],
    *,
    in_time: bool = True,
) -> Chart:
    return replace(_chart(title, names, [(values, labels, "up")]), in_time=in_time)


def slim(title: str, names: Sequence[str], values: Sequence[int]) -> Chart:
    """Return a chart with many narrow bars.

    It labels about six of them, and only the highest with its value.
    """
    step, most = max(len(names) // 6, 1), max(values, default=0)
    bar, gap = (14, 4) if len(names) <= 31 else (5, 1) if len(names) <= 100 else (2, 0)
    scale = SLIM_HEIGHT / max(most, 1)
    base = HEAD + SLIM_HEIGHT
    bars = []
    for position, value in enumerate(values):
        length = value * scale
        top = base - length
        label = f"{value:,}" if value and value == most else ""
        x = GAP + position * (bar + gap)
        bars.append(Bar(x, round(top, 1), round(length, 1), label, round(top - 5, 1), "up", bar))
    labelled = range(step // 2, len(names), step)
    shown_names = [(bars[position].middle, names[position]) for position in labelled]
    width = 2 * GAP + len(names) * (bar + gap)
    return Chart(title, width, base + FOOT, base, bars, shown_names)


def up_and_down(title: str, names: Sequence[str], up: Sequence[int], down: Sequence[int]) -> Chart:
    """Return a chart with two bars for each name: one above the line (+) and one below (−)."""
    plus = [f"+{number}" if number else "" for number in up]
    minus = [f"−{number}" if number else "" for number in down]
    return _chart(title, names, [(up, plus, "up"), (down, minus, "down")])


def _chart(
    title: str, names: Sequence[str], series: list[tuple[Sequence[int], Sequence[str], str]]
) -> Chart:
    most = [max(values, default=0) for values, _, _ in series]
    scale = HEIGHT / max(sum(most), 1)
    # Without any values, put the line at the foot, or in the middle if there are two directions.
    base = HEAD + (most[0] * scale if any(most) else HEIGHT / len(series))
    bars = []
    for values, labels, kind in series:
        for position, (value, label) in enumerate(zip(values, labels, strict=True)):
            length = value * scale
            # Bars of "up" end at the line, those of "down" begin there.
            top = base - length if kind == "up" else base
            label_y = top - 5 if kind == "up" else base + length + 14
            x = GAP + position * (BAR + GAP)
            bars.append(Bar(x, round(top, 1), round(length, 1), label, round(label_y, 1), kind))
    height = HEAD + HEIGHT + FOOT + (HEAD if len(series) > 1 else 0)
    middles = [
        (GAP + position * (BAR + GAP) + BAR / 2, name) for position, name in enumerate(names)
    ]
    return Chart(title, GAP + len(names) * (BAR + GAP), height, round(base, 1), bars, middles)
