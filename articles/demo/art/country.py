"""Prints of the country: valley, river, trees, gate, barn, allotment, train."""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import product

from articles.demo.art.press import Plate, Point, Sheet
from articles.demo.art.shapes import below, curve, hill, ridge, sky, tree


def river(sheet: Sheet) -> None:
    """Loops of a river through dark meadows."""
    sky(sheet, "d9a679", "f3e3c3", horizon=420, clouds=30)
    sheet.print(sheet.plate().disc((1130, 250), 62), "f8efd8", wear=0.03)
    for base, rise, upper, lower in ((330, 34, "a9b0a4", "c9c3a8"), (385, 26, "7d8f88", "98a08a"), (440, 16, "4f6a66", "6d8070")):
        hill(sheet, ridge(sheet.random, base, rise), upper, lower, cuts=150, deep=120)
    hill(sheet, ridge(sheet.random, 505, 7), "37524c", "1f3533", cuts=620, lean=0.08, deep=560)
    left: list[Point] = [(1010, 508), (1230, 540), (1200, 585), (760, 622), (420, 680), (560, 748), (1080, 810), (1190, 915), (720, 1090)]
    right: list[Point] = [(1150, 1090), (1540, 925), (1370, 775), (860, 705), (700, 670), (960, 632), (1340, 590), (1330, 540), (1030, 508)]
    stream = sheet.plate().area([*curve(left, closed=False), *curve(right, closed=False)])
    sheet.print(stream, "f3dfb8", "8fa9a6", span=(500, 1040), wear=0.05)
    ripples = sheet.plate()
    for _ in range(330):
        x, y = sheet.random.uniform(380, 1500), sheet.random.uniform(515, 1067)
        ripples.stroke((x, y), (x + (y - 470) * 0.3, y), (y - 470) / 110)
    sheet.print(ripples.within(stream), "5f8383", strength=0.55)
    willows(sheet, [(1260, 555), (700, 640), (380, 700), (1420, 800), (1110, 650), (250, 560), (160, 900)])


def willows(sheet: Sheet, feet: list[Point]) -> None:
    """Set round willows about the water, larger as they come nearer."""
    plate, light, random = sheet.plate(), sheet.plate(), sheet.random
    for x, y in feet:
        size = (y - 480) * 0.19 + 16
        plate.box(x - size * 0.06, y - size, x + size * 0.06, y)
        for _ in range(46):
            turn, far = random.uniform(0, 6.3), random.random() ** 0.5 * size * 0.62
            at = (x + math.cos(turn) * far, y - size * 1.15 + math.sin(turn) * far * 0.85)
            plate.stroke((at[0], at[1] - size * 0.16), (at[0] + size * 0.05, at[1] + size * 0.3), size * 0.16)
            light.stroke((at[0], at[1]), (at[0] - size * 0.02, at[1] + size * 0.2), size * 0.035)
    sheet.print(plate, "14262a", wear=0.06)
    sheet.print(light, "7d9484", strength=0.6)


def winter_trees(sheet: Sheet) -> None:
    """Bare trees on a snowy boundary, rooks above."""
    sky(sheet, "9fb0b5", "ecdcc8", horizon=700, clouds=46)
    hill(sheet, ridge(sheet.random, 600, 30), "b7bdba", "d6d3ca", cuts=90)
    hill(sheet, ridge(sheet.random, 680, 16), "8c9a9b", "b9bcb6", cuts=140)
    snow = ridge(sheet.random, 790, 14)
    sheet.print(sheet.plate().area(below(snow, 1067)), "f4eee2", "d9dcd8", span=(780, 1067), wear=0.04)
    shade = sheet.plate()
    for x in range(40, 1600, 46):
        y = 830 + sheet.random.random() ** 1.5 * 230
        shade.stroke((x, y), (x + sheet.random.uniform(120, 300), y + 24), 5, bow=5)
    sheet.print(shade, "a9b5b9", strength=0.7)
    trees = sheet.plate()
    for x, height in ((150, 430), (330, 560), (520, 380), (640, 620), (880, 470), (1040, 360), (1210, 640), (1400, 440), (1520, 520)):
        tree(trees, sheet.random, (x, 815 + height * 0.03), height, lean=sheet.random.uniform(-0.06, 0.06))
    for _ in range(420):
        x = sheet.random.uniform(-20, 1620)
        trees.stroke((x, 838), (x + sheet.random.uniform(-16, 16), 838 - sheet.random.uniform(20, 58)), 3)
    for x, y in ((420, 190), (470, 160), (560, 215), (930, 130), (985, 165), (1030, 120), (760, 90)):
        trees.stroke((x - 20, y - 8), (x, y), 6, bow=-4).stroke((x, y), (x + 20, y - 9), 6, bow=-4)
    sheet.print(trees, "2b2f33", wear=0.05)


def field_gate(sheet: Sheet) -> None:
    """A gate that stands open on a lane."""
    sky(sheet, "8fb0ad", "f2e4c4", horizon=480, clouds=40)
    hill(sheet, ridge(sheet.random, 400, 40), "9fb09a", "bcbf98", cuts=140)
    hill(sheet, ridge(sheet.random, 470, 20), "6f8f6d", "93a26b", cuts=260, lean=0.2)
    hill(sheet, ridge(sheet.random, 560, 8), "c7a552", "8d7a37", cuts=560, lean=0.1, deep=500)
    lane = [*curve([(800, 556), (760, 640), (640, 800), (330, 1090)], closed=False), (1310, 1090), *curve([(1130, 800), (940, 640), (850, 556)], closed=False)]
    track = sheet.plate().area(lane)
    for _ in range(120):
        y = 570 + sheet.random.random() ** 0.7 * 500
        x = 800 + sheet.random.uniform(-0.55, 0.7) * (y - 540)
        track.stroke((x, y), (x + (x - 800) * 0.1, y + 30), 4, level=120)
    sheet.print(track, "efdcb4", "d2b283", span=(556, 1067))
    for side in (-1, 1):
        bank(sheet, side)
    posts = sheet.plate()
    gate_bars(sheet, posts)
    sheet.print(posts, "29332f", wear=0.06)


def bank(sheet: Sheet, side: int) -> None:
    """Grow one hedge bank beside the lane."""
    plate = sheet.plate()
    for _ in range(900):
        along = sheet.random.random()
        x = 815 + side * (55 + 640 * along + sheet.random.uniform(0, 260) * along)
        y = 575 + 400 * along ** 1.1 + sheet.random.uniform(-90, 100) * along
        reach = 14 + 60 * along
        plate.stroke((x, y), (x + sheet.random.uniform(-0.6, 0.6) * reach, y - reach), 3 + 9 * along)
    sheet.print(plate, "466147", "24402f", span=(560, 1067))


def gate_bars(sheet: Sheet, plate: Plate) -> None:
    """Hang a five-barred gate, swung back against the left bank."""
    far, near = (640.0, 700.0), (300.0, 880.0)
    for bar in range(5):
        drop = 1 - bar / 4.4
        plate.line([(far[0], far[1] - 130 * drop), (near[0], near[1] - 215 * drop)], 11)
    plate.line([(far[0], far[1]), (near[0], near[1] - 205)], 10)
    plate.line([(far[0], far[1] + 20), (far[0], far[1] - 165)], 20)
    plate.line([(near[0], near[1]), (near[0], near[1] - 222)], 15)
    plate.line([(1010, 712), (1010, 540)], 20)


def lambing_shed(sheet: Sheet) -> None:
    """A lit barn under the stars."""
    sheet.print(sheet.whole(), "101d33", "3d5570", span=(0, 720), wear=0.12)
    stars, random = sheet.plate(), sheet.random
    for _ in range(330):
        stars.disc((random.uniform(0, 1600), random.random() ** 1.3 * 660), random.choice((1.1, 1.5, 2.2, 3)))
    for _ in range(240):
        along = random.random()
        stars.disc((250 + along * 1250 + random.gauss(0, 70), 640 - along * 640 + random.gauss(0, 46)), 1.3, level=170)
    sheet.print(stars, "f4ead0", wear=0.02)
    hill(sheet, ridge(random, 640, 60), "2c4258", "22354a", cuts=260, deep=200)
    hill(sheet, ridge(random, 740, 26), "1d2f40", "142331", cuts=300, deep=260)
    glow = sheet.plate()
    for ring in range(14, 0, -1):
        glow.disc((905, 900), ring * 46, ring * 20, level=(15 - ring) * 7)
    sheet.print(glow, "e0a548", wear=0.2)
    barn = sheet.plate().area([(640, 880), (640, 690), (800, 570), (960, 690), (960, 880)])
    barn.area([(960, 690), (1380, 690), (1380, 880), (960, 880)])
    sheet.print(barn, "0f1a26", wear=0.04)
    roof = sheet.plate().area([(800, 562), (1235, 562), (1400, 700), (972, 700)])
    for line in range(14):
        roof.line([(830 + line * 32, 562), (1000 + line * 32, 700)], 2, level=120)
    sheet.print(roof.within(sheet.plate().area([(800, 562), (1235, 562), (1400, 700), (972, 700)])), "3d5268", "2a3d52", span=(562, 700))
    light = sheet.plate().area([(715, 880), (715, 735), (885, 735), (885, 880)]).box(1040, 740, 1090, 790).box(1150, 740, 1200, 790)
    light.area([(715, 880), (885, 880), (1010, 1067), (560, 1067)], level=120)
    for _ in range(40):
        x, y = random.uniform(580, 980), random.uniform(890, 1060)
        light.stroke((x, y), (x + random.uniform(30, 90), y), 4, level=60)
    sheet.print(light, "f3c566", "d98f3a", span=(720, 1067), wear=0.08)
    detail = sheet.plate().box(797, 735, 803, 880).stroke((690, 885), (690, 735), 14)
    roof_lines(detail)
    sheep(detail, (760, 868))
    sheet.print(detail, "0f1a26", wear=0.02)


def roof_lines(plate: Plate) -> None:
    """Hang the barn's doors open and fence its yard."""
    plate.area([(885, 735), (940, 722), (940, 895), (885, 880)])
    for post in range(9):
        x = 1400 + post * 28
        plate.box(x, 838 + post * 4, x + 6, 896 + post * 6)
    plate.line([(1380, 850), (1620, 892)], 5).line([(1380, 872), (1620, 920)], 5)


def sheep(plate: Plate, at: Point) -> None:
    """Stand a ewe and her lamb in the light of the door."""
    x, y = at
    plate.disc((x, y - 36), 40, 24).disc((x - 44, y - 50), 15, 10).disc((x + 78, y - 18), 17, 10).disc((x + 62, y - 28), 8, 6)
    for leg in (-24, -14, 16, 26, 68, 74, 86, 91):
        plate.box(x + leg, y - 24, x + leg + 4, y + 8)


def allotment(sheet: Sheet) -> None:
    """Rows of vegetables running up to a shed."""
    sky(sheet, "e1b183", "f6e8c9", horizon=460, clouds=26)
    hill(sheet, ridge(sheet.random, 400, 24), "a8aa8c", "c4bb93", cuts=120)
    hill(sheet, ridge(sheet.random, 450, 10), "71825f", "7d8a5c", cuts=200)
    sheet.print(sheet.plate().box(0, 500, 1600, 1067), "9a6a44", "70452f", span=(500, 1067))
    for colour in range(3):
        leaves(sheet, range(colour - 9, 12, 3), ("4f7a5b 24523f", "6f8f4f 3d6a45", "a3a552 6d8440")[colour])
    shed = sheet.plate().area([(1030, 560), (1030, 400), (1150, 330), (1270, 400), (1270, 560)])
    sheet.print(shed, "8a6350", wear=0.05)
    planks = sheet.plate()
    for plank in range(1030, 1270, 17):
        planks.line([(plank, 330), (plank, 560)], 2)
    sheet.print(planks.within(shed), "5a3d33", wear=0.05)
    dark = sheet.plate().area([(1010, 412), (1150, 316), (1290, 412), (1276, 424), (1150, 340), (1024, 424)]).box(1120, 430, 1182, 560)
    for pole in range(7):
        x = 250 + pole * 70
        dark.line([(x, 640), (x + 44, 330)], 6).line([(x + 88, 640), (x + 40, 330)], 6)
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


def leaves(sheet: Sheet, rows: Iterable[int], inks: str) -> None:
    """Plant rows that run towards the vanishing point."""
    plate, random = sheet.plate(), sheet.random
    for row, step in product(rows, range(40)):
        near = (step / 39) ** 1.8
        x, y = 800 + row * (22 + 190 * near), 512 + 570 * near
        size = 7 + 52 * near
        for _ in range(7):
            angle = random.uniform(math.pi, 2 * math.pi)
            plate.stroke((x, y), (x + math.cos(angle) * size, y + math.sin(angle) * size * 0.8), size * 0.3)
    upper, lower = inks.split()
    sheet.print(plate, upper, lower, span=(500, 1067))


def slow_train(sheet: Sheet) -> None:
    """A short train on a wide plain at evening."""
    sky(sheet, "c9785a", "f4d9a4", horizon=640, clouds=60)
    sheet.print(sheet.plate().disc((430, 560), 84), "f9ecc6", wear=0.03)
    hill(sheet, ridge(sheet.random, 590, 18), "9c6f68", "a98474", cuts=90)
    hill(sheet, ridge(sheet.random, 640, 6), "5d5660", "4b4a57", cuts=160, lean=0.05)
    hill(sheet, ridge(sheet.random, 745, 3), "b98a4a", "6b5138", cuts=760, lean=0.1, deep=330)
    bankside = sheet.plate().area([(-10, 735), (1610, 728), (1610, 770), (-10, 778)])
    train = sheet.plate()
    for car in range(3):
        left = 560 + car * 262
        train.area(curve([(left, 655), (left + 8, 640), (left + 240, 640), (left + 250, 655), (left + 250, 718), (left, 718)], steps=4))
        for wheel in (36, 66, 182, 212):
            train.disc((left + wheel, 722), 12)
    train.box(556, 690, 1340, 714).area([(1334, 645), (1372, 690), (1372, 714), (1334, 714)])
    sheet.print(bankside, "3a3433", wear=0.05)
    sheet.print(train, "26323b", wear=0.03)
    panes = sheet.plate()
    for car in range(3):
        for pane in range(7):
            panes.box(580 + car * 262 + pane * 31, 658, 602 + car * 262 + pane * 31, 680)
    sheet.print(panes, "f7cf78", wear=0.03)
    sheet.print(poles(sheet), "2b2628", wear=0.03)


def poles(sheet: Sheet) -> Plate:
    """Raise telegraph poles and hang their wires, nearer to the left."""
    plate = sheet.plate()
    feet = [(-260.0, 1060.0), (160.0, 930.0), (560.0, 850.0), (850.0, 808.0), (1070.0, 784.0), (1240.0, 770.0), (1380.0, 762.0), (1500.0, 756.0)]
    tops = [(x, y - (y - 640) * 1.75) for x, y in feet]
    for (x, y), (_, top) in zip(feet, tops, strict=True):
        size = (y - 640) / 290
        plate.line([(x, y), (x, top)], 14 * size)
        for arm in (30, 75):
            plate.line([(x - 62 * size, top + arm * size), (x + 62 * size, top + arm * size)], 9 * size)
    for here, there in zip(tops, tops[1:], strict=False):
        for arm, side in ((30, -56), (30, 56), (75, -56), (75, 56)):
            plate.line(_wire(here, there, arm, side), 2)
    return plate


def _wire(here: Point, there: Point, arm: float, side: float) -> list[Point]:
    ends = []
    for x, top in (here, there):
        size = (640 - top) / 0.75 / 290
        ends.append((x + side * size, top + arm * size))
    middle = ((ends[0][0] + ends[1][0]) / 2, (ends[0][1] + ends[1][1]) / 2 + abs(ends[1][0] - ends[0][0]) * 0.05)
    return curve([ends[0], middle, ends[1]], closed=False)
