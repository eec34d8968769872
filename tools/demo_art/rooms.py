"""Prints of a waiting room and a kitchen."""

from __future__ import annotations

import math
from itertools import product

from tools.demo_art.canvas import Canvas, Point
from tools.demo_art.shapes import curve, cut, trace


def waiting_room(sheet: Canvas) -> None:
    sheet.print(sheet.whole(), "b9c0ac", "9fae9f", wear=0.08)
    sheet.print(sheet.plate().box(0, 560, 1600, 800), "6f8c82", "5f7d76", span=(560, 800))
    sheet.print(sheet.plate().box(0, 800, 1600, 1067), "c28f5f", "94643f", span=(800, 1067))
    boards = sheet.plate()
    for board in range(-14, 15):
        boards.line([(800 + board * 120, 800), (800 + board * 260, 1067)], 2)
    sheet.print(boards, "6d4a32", strength=0.6)
    rail = sheet.plate().box(0, 552, 1600, 566).box(0, 776, 1600, 802)
    sheet.print(rail, "3f5a55", wear=0.05)
    light = sheet.plate()
    for column, row in product(range(2), range(3)):
        x, y = 610 + column * 128 + row * 92, 130 + column * 26 + row * 148
        light.area([(x, y), (x + 114, y + 23), (x + 196, y + 155), (x + 82, y + 132)], level=165)
    sheet.print(light, "f7e7bd", wear=0.1)
    window(sheet, (150, 90, 430, 620))
    for seat in range(5):
        chair(sheet, 560 + seat * 200)
    clock(sheet, (1260, 260), 92)


def window(sheet: Canvas, frame: tuple[float, float, float, float]) -> None:
    left, top, right, bottom = frame
    sheet.print(
        sheet.plate().box(left - 24, top - 24, right + 24, bottom + 30), "f2e9d5", wear=0.05
    )
    sheet.print(
        sheet.plate().box(left, top, right, bottom),
        "f6dfab",
        "cfdad2",
        span=(bottom, top),
        wear=0.05,
    )
    view = (
        sheet.plate().disc((left + 60, bottom + 60), 300, 190).disc((right, bottom + 90), 260, 200)
    )
    sheet.print(
        view.within(sheet.plate().box(left, top, right, bottom)),
        "7f9a86",
        "5d7d70",
        span=(bottom - 150, bottom),
    )
    bars = sheet.plate().box((left + right) / 2 - 5, top, (left + right) / 2 + 5, bottom)
    for pane in (1, 2, 3):
        y = top + (bottom - top) * pane / 4
        bars.box(left, y - (9 if pane == 2 else 4), right, y + (9 if pane == 2 else 4))
    sheet.print(bars, "f2e9d5", wear=0.04)
    sheet.print(sheet.plate().box(left - 40, bottom + 26, right + 40, bottom + 44), "cdbf9f")


def chair(sheet: Canvas, left: float) -> None:
    shadow = sheet.plate().area(
        [(left + 20, 930), (left + 160, 930), (left + 260, 960), (left + 110, 960)]
    )
    sheet.print(shadow, "5b3a28", strength=0.55)
    wood = sheet.plate()
    wood.line(
        [
            (left + 14, 930),
            (left + 26, 770),
            *curve(
                [
                    (left + 22, 760),
                    (left + 22, 600),
                    (left + 76, 556),
                    (left + 130, 600),
                    (left + 130, 760),
                ],
                closed=False,
            ),
        ],
        13,
    )
    wood.line([(left + 138, 930), (left + 128, 770)], 13).line(
        [(left + 52, 756), (left + 50, 622)], 8
    ).line([(left + 100, 756), (left + 102, 622)], 8)
    wood.line([(left + 36, 905), (left + 40, 780)], 9).line(
        [(left + 118, 905), (left + 114, 780)], 9
    ).line([(left + 24, 850), (left + 132, 850)], 6)
    sheet.print(wood, "3a2a24", wear=0.05)
    sheet.print(sheet.plate().disc((left + 76, 766), 74, 20), "8d4a34", wear=0.06)
    sheet.print(sheet.plate().disc((left + 70, 761), 60, 11), "b56a48", wear=0.06)


def clock(sheet: Canvas, at: Point, size: float) -> None:
    sheet.print(sheet.plate().disc((at[0] + 10, at[1] + 12), size + 14), "55685f", strength=0.6)
    sheet.print(sheet.plate().disc(at, size + 14), "4b3328", wear=0.05)
    sheet.print(sheet.plate().disc(at, size), "f6ecd6", wear=0.03)
    marks = sheet.plate().disc(at, 8)
    for hour in range(12):
        x, y = math.sin(hour * math.pi / 6), -math.cos(hour * math.pi / 6)
        marks.line(
            [
                (at[0] + x * size * 0.8, at[1] + y * size * 0.8),
                (at[0] + x * size * 0.92, at[1] + y * size * 0.92),
            ],
            7 if hour % 3 == 0 else 3,
        )
    for turn, reach, width in ((10.33 / 12, 0.5, 9), (20 / 60, 0.74, 6)):
        angle = turn * 2 * math.pi
        marks.line(
            [at, (at[0] + math.sin(angle) * size * reach, at[1] - math.cos(angle) * size * reach)],
            width,
        )
    sheet.print(marks, "2d2622", wear=0.03)


def kitchen_table(sheet: Canvas) -> None:
    sheet.print(sheet.whole(), "d9b98a", "c79d6d", wear=0.08)
    sheet.print(sheet.plate().box(0, 830, 1600, 1067), "8a5a44", "6b4234", span=(830, 1067))
    tiles(sheet)
    window(sheet, (560, 70, 1040, 500))
    backs(sheet)
    board = sheet.plate().area([(250, 640), (1350, 640), (1500, 800), (100, 800)])
    sheet.print(board, "b87a4b", "9a5f3a", span=(640, 800))
    grain = sheet.plate()
    for _ in range(110):
        x, y = sheet.random.uniform(100, 1400), sheet.random.uniform(650, 795)
        grain.stroke((x, y), (x + sheet.random.uniform(80, 320), y), 3)
    sheet.print(grain.within(board), "71432b", strength=0.6)
    sun = sheet.plate().area([(620, 640), (1060, 640), (1260, 800), (720, 800)], level=120)
    sheet.print(sun, "f8e3b4", wear=0.1)
    legs = (
        sheet.plate()
        .box(100, 800, 1500, 838)
        .area([(140, 838), (190, 838), (180, 1067), (150, 1067)])
        .area([(1410, 838), (1460, 838), (1450, 1067), (1420, 1067)])
    )
    sheet.print(legs, "6e4029", wear=0.06)
    sheet.print(
        sheet.plate().box(700, 806, 900, 832).disc((800, 819), 7, level=0), "4e2c1e", strength=0.8
    )
    still_life(sheet)


def tiles(sheet: Canvas) -> None:
    plate = sheet.plate()
    for row in (870, 925, 1000):
        plate.box(0, row, 1600, row + 3)
    for column in range(-12, 13):
        plate.line([(800 + column * 130, 830), (800 + column * 230, 1067)], 3)
    sheet.print(plate, "4d2f27", strength=0.7)


def backs(sheet: Canvas) -> None:
    plate = sheet.plate()
    for left in (330, 720, 1110):
        plate.box(left, 440, left + 16, 660).box(left + 150, 440, left + 166, 660)
        for slat in (452, 506, 560):
            plate.area(
                curve(
                    [
                        (left, slat),
                        (left + 83, slat - 14),
                        (left + 166, slat),
                        (left + 166, slat + 24),
                        (left + 83, slat + 12),
                        (left, slat + 24),
                    ]
                )
            )
    sheet.print(plate, "3f5560", "2e414c", span=(440, 660))


def still_life(sheet: Canvas) -> None:
    shade = (
        sheet.plate().disc((560, 742), 190, 22).disc((1010, 735), 120, 16).disc((1210, 764), 80, 12)
    )
    sheet.print(shade, "5d3522", strength=0.55)
    heap = zip(
        trace("430,640 500,620 575,634 640,648 535,660"),
        ["b9a03f", "c9b04e", "a5953c", "c2a945", "b3982f"],
        strict=True,
    )
    for at, tint in heap:
        pear(sheet, at, tint)
    bowl = curve(trace("360,668 400,728 540,752 680,728 720,668"), closed=False)
    sheet.print(sheet.plate().area(bowl), "f1e8d6", "b7c0bd", span=(668, 752))
    sheet.print(sheet.plate().line(trace("380,690 420,704 540,714 660,704 700,690"), 5), "3d6a80")
    sheet.print(
        sheet.plate().stroke((760, 770), (900, 782), 14).box(720, 764, 770, 774),
        "3c3a3a",
        wear=0.04,
    )
    jug_and_cup(sheet)


def jug_and_cup(sheet: Canvas) -> None:
    sheet.print(
        sheet.plate().disc((1066, 640), 46, 52).disc((1060, 640), 30, 36, level=0), "5d8290"
    )
    jug = cut(sheet.plate(), "930,560 1040,552 1024,610 1064,680 1030,738 930,738 900,680 944,610")
    sheet.print(jug, "7fa3ab", "557a88", span=(560, 738))
    sheet.print(sheet.plate().stroke((938, 640), (926, 716), 12, bow=8), "dbe6e2", strength=0.8)
    cup = sheet.plate().disc((1252, 728), 20).disc((1250, 728), 11, level=0)
    sheet.print(cup.area(trace("1150,700 1246,700 1232,764 1164,764")), "f4ead6", wear=0.04)
    sheet.print(sheet.plate().disc((1198, 700), 48, 9), "6a3f28")


def pear(sheet: Canvas, at: Point, tint: str) -> None:
    x, y = at
    shape = curve(
        [
            (x, y - 74),
            (x + 20, y - 44),
            (x + 46, y + 10),
            (x + 28, y + 52),
            (x - 28, y + 52),
            (x - 46, y + 10),
            (x - 20, y - 44),
        ]
    )
    body = sheet.plate().area(shape)
    sheet.print(body, tint, "7d7a2c", span=(y - 60, y + 70))
    sheet.print(sheet.plate().stroke((x + 2, y - 70), (x + 14, y - 104), 7, bow=4), "3b2a1e")
    sheet.print(
        sheet.plate().stroke((x - 22, y - 24), (x - 28, y + 22), 12, bow=-5), "f0e2a0", strength=0.6
    )
