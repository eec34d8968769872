"""Hair, beards and moustaches."""

from __future__ import annotations

import math

from tools.demo_art.canvas import Canvas, Plate
from tools.demo_art.shapes import curve, cut, trace


def locks(sheet: Canvas, paths: str, *, count: int, spread: float, width: float) -> Plate:
    """Draw hair: each path "x,y x,y bow" is repeated `count` times with small random changes."""
    plate, random = sheet.plate(), sheet.random
    for path in paths.split(" | "):
        ends, bow = path.rsplit(" ", 1)
        for _ in range(count):
            start, end = (
                (x + random.uniform(-spread, spread), y + random.uniform(-spread, spread))
                for x, y in trace(ends)
            )
            plate.stroke(
                start,
                end,
                width * random.uniform(0.5, 1.2),
                bow=float(bow) * random.uniform(0.8, 1.2),
            )
    return plate


def skull_cap(sheet: Canvas, reach: float, top: float, ends: float) -> Plate:
    half = [(0, top), (reach * 0.72, top + 28), (reach - 2, 270), (reach, ends)]
    mirrored = [(400 - x, y) for x, y in reversed(half[1:])]
    return sheet.plate().area(
        curve([*((400 + x, y) for x, y in half), (400, ends + 20), *mirrored])
    )


def curls(
    sheet: Canvas,
    colour: str,
    *,
    count: int,
    arc: tuple[float, float],
    ring: tuple[float, float],
    middle: float,
    tall: float,
) -> None:
    """Draw curls along an arc around the head; angles in half turns, lengths in drawing units."""
    mass, light, random = sheet.plate(), sheet.plate(), sheet.random
    mass.disc((400, 330), 150, 160, level=255 if arc[0] < 0 else 0)
    for _ in range(count):
        turn, far, size = (
            math.pi * random.uniform(*arc),
            random.uniform(*ring),
            random.uniform(16, 27),
        )
        x, y = 400 + math.cos(turn) * far, middle - math.sin(turn) * far * tall
        mass.disc((x, y), size)
        light.stroke((x - size * 0.7, y), (x + size * 0.7, y - size * 0.3), 4.5, bow=-size * 0.6)
        light.stroke(
            (x - size * 0.4, y + size * 0.5), (x + size * 0.6, y + size * 0.3), 3, bow=-size * 0.4
        )
    sheet.print(mass, colour, wear=0.08)
    sheet.print(light, "d9884a", strength=0.8, wear=0.08)


def full_beard(sheet: Canvas) -> None:
    mass = cut(
        sheet.plate(),
        "286,390 300,430 336,446 368,444 400,450 432,444 464,446 500,430 514,390 512,480 484,552"
        " 440,592 400,602 360,592 316,552 288,480",
    )
    sheet.print(
        cut(mass, "364,468 400,463 436,468 418,482 400,485 382,482", level=0), "3a2c26", wear=0.08
    )
    combed = (
        "306,450 350,570 -10 | 340,490 376,590 -6 | 400,500 402,592 0 | 460,490 424,590 6 | 494,450"
        " 450,570 10"
    )
    sheet.print(
        locks(sheet, combed, count=10, spread=20, width=4).within(mass), "8b7565", strength=0.8
    )
    moustache = locks(sheet, "396,450 334,476 -8 | 404,450 466,476 8", count=9, spread=5, width=6)
    sheet.print(moustache, "4b3a31", strength=0.95)


def white_hair(sheet: Canvas) -> None:
    crown = cut(
        sheet.plate(),
        "284,340 272,250 310,178 380,142 460,152 514,206 530,280 516,340 502,280 480,232 430,216"
        " 360,226 318,256 300,300",
    )
    sheet.print(crown, "eee8da", wear=0.06)
    combed = (
        "318,250 420,150 -26 | 350,232 480,170 -22 | 400,220 516,226 -20 | 440,220 524,290 -16 |"
        " 300,300 284,220 8"
    )
    sheet.print(
        locks(sheet, combed, count=9, spread=12, width=4).within(crown), "a39c8f", strength=0.8
    )
    moustache = "398,450 342,482 9 | 402,450 458,482 -9"
    sheet.print(locks(sheet, moustache, count=14, spread=5, width=10), "f2ede1", wear=0.04)
    sheet.print(locks(sheet, moustache, count=3, spread=6, width=2.5), "a39c8f", wear=0.04)
    brows = "366,336 312,330 10 | 434,336 488,330 -10"
    sheet.print(locks(sheet, brows, count=7, spread=4, width=7), "f2ede1", wear=0.04)


def bob(sheet: Canvas) -> None:
    front = cut(
        sheet.plate(),
        "400,158 306,182 264,290 258,430 262,556 300,572 308,480 298,400 304,318 350,322 400,324"
        " 450,322 496,318 502,400 492,480 500,572 538,556 542,430 536,290 494,182",
    )
    sheet.print(front, "2a1d1c", wear=0.08)
    combed = (
        "350,190 330,310 8 | 400,180 390,316 4 | 440,186 450,312 -6 | 300,240 274,420 12 | 284,400"
        " 282,550 6 | 520,400 518,550 -6 | 506,250 526,420 -12"
    )
    sheet.print(
        locks(sheet, combed, count=7, spread=13, width=3.4).within(front), "8a6552", strength=0.75
    )
