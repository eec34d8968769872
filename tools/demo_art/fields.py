"""Prints of the allotment and the slow train."""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import pairwise, product

from tools.demo_art.canvas import Canvas, Plate, Point
from tools.demo_art.shapes import curve, hill, ridge, sky, trace


def allotment(sheet: Canvas) -> None:
    sky(sheet, "e1b183", "f6e8c9", horizon=460, clouds=26)
    hill(sheet, ridge(sheet.random, 400, 24), "a8aa8c", "c4bb93", cuts=120)
    hill(sheet, ridge(sheet.random, 450, 10), "71825f", "7d8a5c", cuts=200)
    sheet.print(sheet.plate().box(0, 500, 1600, 1067), "9a6a44", "70452f", span=(500, 1067))
    for colour in range(3):
        leaves(
            sheet,
            range(colour - 9, 12, 3),
            ("4f7a5b 24523f", "6f8f4f 3d6a45", "a3a552 6d8440")[colour],
        )
    shed = sheet.plate().area(trace("1030,560 1030,400 1150,330 1270,400 1270,560"))
    sheet.print(shed, "8a6350", wear=0.05)
    planks = sheet.plate()
    for plank in range(1030, 1270, 17):
        planks.line([(plank, 330), (plank, 560)], 2)
    sheet.print(planks.within(shed), "5a3d33", wear=0.05)
    bean_rows(sheet)


def bean_rows(sheet: Canvas) -> None:
    dark = (
        sheet.plate()
        .area(trace("1010,412 1150,316 1290,412 1276,424 1150,340 1024,424"))
        .box(1120, 430, 1182, 560)
    )
    for pole in range(7):
        left = 250 + pole * 70
        dark.line([(left, 640), (left + 44, 330)], 6).line([(left + 88, 640), (left + 40, 330)], 6)
    dark.line([(270, 352), (740, 352)], 6)
    sheet.print(dark, "2c2a26", wear=0.05)
    beans, random = sheet.plate(), sheet.random
    for _ in range(460):
        x, y = random.uniform(250, 770), 350 + random.random() ** 0.7 * 280
        beans.stroke((x, y), (x + random.uniform(-22, 22), y + 20), 10)
    sheet.print(beans, "3f6240", "2b4a36", span=(340, 640))
    fruit = sheet.plate()
    for _ in range(54):
        fruit.disc((random.uniform(260, 760), random.uniform(400, 620)), 6)
    sheet.print(fruit, "c2452d", wear=0.03)


def leaves(sheet: Canvas, rows: Iterable[int], inks: str) -> None:
    plate, random = sheet.plate(), sheet.random
    for row, step in product(rows, range(40)):
        near = (step / 39) ** 1.8
        x, y = 800 + row * (22 + 190 * near), 512 + 570 * near
        size = 7 + 52 * near
        for _ in range(7):
            angle = random.uniform(math.pi, 2 * math.pi)
            plate.stroke(
                (x, y), (x + math.cos(angle) * size, y + math.sin(angle) * size * 0.8), size * 0.3
            )
    upper, lower = inks.split()
    sheet.print(plate, upper, lower, span=(500, 1067))


def slow_train(sheet: Canvas) -> None:
    sky(sheet, "c9785a", "f4d9a4", horizon=640, clouds=60)
    sheet.print(sheet.plate().disc((430, 560), 84), "f9ecc6", wear=0.03)
    hill(sheet, ridge(sheet.random, 590, 18), "9c6f68", "a98474", cuts=90)
    hill(sheet, ridge(sheet.random, 640, 6), "5d5660", "4b4a57", cuts=160, lean=0.05)
    hill(sheet, ridge(sheet.random, 745, 3), "b98a4a", "6b5138", cuts=760, lean=0.1, deep=330)
    bankside = sheet.plate().area([(-10, 735), (1610, 728), (1610, 770), (-10, 778)])
    sheet.print(bankside, "3a3433", wear=0.05)
    carriages(sheet)
    sheet.print(poles(sheet), "2b2628", wear=0.03)


def carriages(sheet: Canvas) -> None:
    train, panes = (
        sheet.plate().box(556, 690, 1340, 714).area(trace("1334,645 1372,690 1372,714 1334,714")),
        sheet.plate(),
    )
    for left in (560, 822, 1084):
        train.box(left, 650, left + 250, 718).box(left + 8, 640, left + 242, 652)
        for wheel in (36, 66, 182, 212):
            train.disc((left + wheel, 722), 12)
        for pane in range(7):
            panes.box(left + 20 + pane * 31, 658, left + 42 + pane * 31, 680)
    sheet.print(train, "26323b", wear=0.03)
    sheet.print(panes, "f7cf78", wear=0.03)


def poles(sheet: Canvas) -> Plate:
    plate = sheet.plate()
    feet = trace("-260,1060 160,930 560,850 850,808 1070,784 1240,770 1380,762 1500,756")
    tops = [(x, y - (y - 640) * 1.75) for x, y in feet]
    for (x, y), (_, top) in zip(feet, tops, strict=True):
        size = (y - 640) / 290
        plate.line([(x, y), (x, top)], 14 * size)
        for arm in (30, 75):
            plate.line(
                [(x - 62 * size, top + arm * size), (x + 62 * size, top + arm * size)], 9 * size
            )
    for here, there in pairwise(tops):
        for arm, side in ((30, -56), (30, 56), (75, -56), (75, 56)):
            plate.line(_wire(here, there, arm, side), 2)
    return plate


def _wire(here: Point, there: Point, arm: float, side: float) -> list[Point]:
    ends = []
    for x, top in (here, there):
        size = (640 - top) / 0.75 / 290
        ends.append((x + side * size, top + arm * size))
    middle = (
        (ends[0][0] + ends[1][0]) / 2,
        (ends[0][1] + ends[1][1]) / 2 + abs(ends[1][0] - ends[0][0]) * 0.05,
    )
    return curve([ends[0], middle, ends[1]], closed=False)
