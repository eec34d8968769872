"""Shapes used by several prints: curves, ridges, skies, hills, water, trees and houses."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from random import Random

from tools.demo_art.canvas import Canvas, Plate, Point


def trace(path: str) -> list[Point]:
    """Return the points of a path such as "400,196 472,222"."""
    pairs = [pair.split(",") for pair in path.split()]
    return [(float(x), float(y)) for x, y in pairs]


def curve(points: Sequence[Point], *, closed: bool = True, steps: int = 14) -> list[Point]:
    """Return a smooth line through the points (Catmull-Rom)."""
    count = len(points)
    at: Callable[[int], Point] = (
        (lambda i: points[i % count]) if closed else (lambda i: points[min(max(i, 0), count - 1)])
    )
    smooth: list[Point] = []
    for i in range(count if closed else count - 1):
        smooth += [
            _between(at(i - 1), at(i), at(i + 1), at(i + 2), step / steps) for step in range(steps)
        ]
    return smooth if closed else [*smooth, points[-1]]


def cut(plate: Plate, *paths: str, level: int = 255) -> Plate:
    """Fill smooth shapes given by paths (see trace)."""
    for path in paths:
        plate.area(curve(trace(path)), level=level)
    return plate


def _between(before: Point, start: Point, end: Point, after: Point, t: float) -> Point:
    def along(a: float, b: float, c: float, d: float) -> float:
        return (
            b + t * ((c - a) + t * ((2 * a - 5 * b + 4 * c - d) + t * (3 * b - a - 3 * c + d))) / 2
        )

    return along(before[0], start[0], end[0], after[0]), along(
        before[1], start[1], end[1], after[1]
    )


def ridge(
    random: Random, base: float, rise: float, *, width: int = 1600, waves: int = 5
) -> list[Point]:
    tones = [
        (random.uniform(0.6, 1.2) * n, random.uniform(0, 6.3), rise / n)
        for n in range(1, waves + 1)
    ]
    return [
        (
            x,
            base
            - sum(high * math.sin(x / width * 4 * pace + shift) for pace, shift, high in tones),
        )
        for x in range(-20, width + 21, 8)
    ]


def below(line: Sequence[Point], bottom: float) -> list[Point]:
    return [*line, (line[-1][0], bottom), (line[0][0], bottom)]


def sky(sheet: Canvas, upper: str, lower: str, *, horizon: float, clouds: int = 40) -> None:
    sheet.print(sheet.whole(), lower, wear=0.05)
    plate, random = sheet.plate().box(0, 0, sheet.width, horizon), sheet.random
    for _ in range(clouds):
        x, y = random.uniform(-200, sheet.width), horizon * random.uniform(0.08, 0.9)
        reach = random.uniform(80, 420) * (0.4 + y / horizon)
        plate.stroke((x, y), (x + reach, y + random.uniform(-5, 5)), random.uniform(2, 9), level=90)
    sheet.print(plate, upper, lower, span=(0, horizon), wear=0.08)


def hill(
    sheet: Canvas,
    line: Sequence[Point],
    upper: str,
    lower: str,
    *,
    cuts: int,
    lean: float = 0.5,
    deep: float = 260,
    bottom: float = 1067,
) -> Plate:
    plate, random = sheet.plate().area(below(line, bottom)), sheet.random
    for _ in range(cuts):
        x, y = random.choice(line)
        y += 8 + random.random() ** 1.6 * deep
        reach = random.uniform(14, 60)
        end = (x + reach, y + reach * lean * random.uniform(0.5, 1.2))
        plate.stroke((x, y), end, random.uniform(1.2, 3.2), bow=random.uniform(-3, 5), level=70)
    top = min(y for _, y in line)
    sheet.print(plate, upper, lower, span=(top, top + deep * 1.5))
    return plate


def water(
    sheet: Canvas,
    top: float,
    bottom: float,
    upper: str,
    lower: str,
    *,
    cuts: int = 260,
    glint: int = 40,
) -> None:
    plate, random = sheet.plate().box(0, top, sheet.width, bottom), sheet.random
    for _ in range(cuts):
        near = random.random() ** 1.7
        x, y = random.uniform(-100, sheet.width), top + 4 + near * (bottom - top)
        reach = random.uniform(30, 130) * (0.35 + near * 1.4)
        plate.stroke(
            (x, y), (x + reach, y), 1 + 4 * near, bow=random.uniform(-3, 3) * near, level=glint
        )
    sheet.print(plate, upper, lower, span=(top, bottom))


def tree(
    plate: Plate, random: Random, foot: Point, height: float, *, lean: float = 0, limbs: int = 7
) -> None:
    grow(plate, random, foot, -math.pi / 2 + lean, height / 2.9, width=height / 24, left=limbs)


def grow(
    plate: Plate, random: Random, at: Point, angle: float, length: float, *, width: float, left: int
) -> None:
    end = (at[0] + math.cos(angle) * length, at[1] + math.sin(angle) * length)
    side = (-math.sin(angle), math.cos(angle))
    plate.area(
        [
            (at[0] - side[0] * width / 2, at[1] - side[1] * width / 2),
            (at[0] + side[0] * width / 2, at[1] + side[1] * width / 2),
            (end[0] + side[0] * width / 3, end[1] + side[1] * width / 3),
            (end[0] - side[0] * width / 3, end[1] - side[1] * width / 3),
        ]
    )
    if left == 0 or length < 4:
        return
    for turn in (-1, 1):
        bend = angle + turn * random.uniform(0.16, 0.55)
        grow(
            plate,
            random,
            end,
            bend,
            length * random.uniform(0.66, 0.84),
            width=width * 0.66,
            left=left - 1,
        )


def house(
    walls: Plate, roofs: Plate, at: Point, *, width: float, height: float, pitch: float
) -> None:
    """Draw a house's front on one plate and its roof on another; `at` is the lower left corner."""
    left, floor = at
    top = floor - height
    walls.box(left, top, left + width, floor)
    ridge_from, ridge_to = (left + width * 0.12, top - pitch), (left + width * 0.88, top - pitch)
    roofs.area([(left - 6, top + 2), ridge_from, ridge_to, (left + width + 6, top + 2)])
    roofs.box(left + width * 0.66, top - pitch - 26, left + width * 0.66 + 17, top - pitch + 4)
