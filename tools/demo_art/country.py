"""Prints of the countryside: river, trees, gate and barn."""

from __future__ import annotations

import math

from tools.demo_art.canvas import Canvas, Plate, Point
from tools.demo_art.shapes import below, curve, hill, ridge, sky, trace, tree


def river(sheet: Canvas) -> None:
    sky(sheet, "d9a679", "f3e3c3", horizon=420, clouds=30)
    sheet.print(sheet.plate().disc((1130, 250), 62), "f8efd8", wear=0.03)
    for base, rise, upper, lower in (
        (330, 34, "a9b0a4", "c9c3a8"),
        (385, 26, "7d8f88", "98a08a"),
        (440, 16, "4f6a66", "6d8070"),
    ):
        hill(sheet, ridge(sheet.random, base, rise), upper, lower, cuts=150, deep=120)
    hill(sheet, ridge(sheet.random, 505, 7), "37524c", "1f3533", cuts=620, lean=0.08, deep=560)
    left: list[Point] = trace(
        "1010,508 1230,540 1200,585 760,622 420,680 560,748 1080,810 1190,915 720,1090"
    )
    right: list[Point] = trace(
        "1150,1090 1540,925 1370,775 860,705 700,670 960,632 1340,590 1330,540 1030,508"
    )
    stream = sheet.plate().area([*curve(left, closed=False), *curve(right, closed=False)])
    sheet.print(stream, "f3dfb8", "8fa9a6", span=(500, 1040), wear=0.05)
    ripples = sheet.plate()
    for _ in range(330):
        x, y = sheet.random.uniform(380, 1500), sheet.random.uniform(515, 1067)
        ripples.stroke((x, y), (x + (y - 470) * 0.3, y), (y - 470) / 110)
    sheet.print(ripples.within(stream), "5f8383", strength=0.55)
    willows(sheet, trace("1260,555 700,640 380,700 1420,800 1110,650 250,560 160,900"))


def willows(sheet: Canvas, feet: list[Point]) -> None:
    plate, light, random = sheet.plate(), sheet.plate(), sheet.random
    for x, y in feet:
        size = (y - 480) * 0.19 + 16
        plate.box(x - size * 0.06, y - size, x + size * 0.06, y)
        for _ in range(46):
            turn, far = random.uniform(0, 6.3), random.random() ** 0.5 * size * 0.62
            at = (x + math.cos(turn) * far, y - size * 1.15 + math.sin(turn) * far * 0.85)
            plate.stroke(
                (at[0], at[1] - size * 0.16), (at[0] + size * 0.05, at[1] + size * 0.3), size * 0.16
            )
            light.stroke((at[0], at[1]), (at[0] - size * 0.02, at[1] + size * 0.2), size * 0.035)
    sheet.print(plate, "14262a", wear=0.06)
    sheet.print(light, "7d9484", strength=0.6)


def winter_trees(sheet: Canvas) -> None:
    sky(sheet, "9fb0b5", "ecdcc8", horizon=700, clouds=46)
    hill(sheet, ridge(sheet.random, 600, 30), "b7bdba", "d6d3ca", cuts=90)
    hill(sheet, ridge(sheet.random, 680, 16), "8c9a9b", "b9bcb6", cuts=140)
    snow = ridge(sheet.random, 790, 14)
    sheet.print(
        sheet.plate().area(below(snow, 1067)), "f4eee2", "d9dcd8", span=(780, 1067), wear=0.04
    )
    shade = sheet.plate()
    for x in range(40, 1600, 46):
        y = 830 + sheet.random.random() ** 1.5 * 230
        shade.stroke((x, y), (x + sheet.random.uniform(120, 300), y + 24), 5, bow=5)
    sheet.print(shade, "a9b5b9", strength=0.7)
    boundary(sheet)


def boundary(sheet: Canvas) -> None:
    trees = sheet.plate()
    for x, height in trace(
        "150,430 330,560 520,380 640,620 880,470 1040,360 1210,640 1400,440 1520,520"
    ):
        tree(
            trees,
            sheet.random,
            (x, 815 + height * 0.03),
            height,
            lean=sheet.random.uniform(-0.06, 0.06),
        )
    for _ in range(420):
        x = sheet.random.uniform(-20, 1620)
        trees.stroke(
            (x, 838), (x + sheet.random.uniform(-16, 16), 838 - sheet.random.uniform(20, 58)), 3
        )
    for x, y in trace("420,190 470,160 560,215 930,130 985,165 1030,120 760,90"):
        trees.stroke((x - 20, y - 8), (x, y), 6, bow=-4).stroke((x, y), (x + 20, y - 9), 6, bow=-4)
    sheet.print(trees, "2b2f33", wear=0.05)


def field_gate(sheet: Canvas) -> None:
    sky(sheet, "8fb0ad", "f2e4c4", horizon=480, clouds=40)
    hill(sheet, ridge(sheet.random, 400, 40), "9fb09a", "bcbf98", cuts=140)
    hill(sheet, ridge(sheet.random, 470, 20), "6f8f6d", "93a26b", cuts=260, lean=0.2)
    hill(sheet, ridge(sheet.random, 560, 8), "c7a552", "8d7a37", cuts=560, lean=0.1, deep=500)
    lane = [
        *curve([(800, 556), (760, 640), (640, 800), (330, 1090)], closed=False),
        (1310, 1090),
        *curve([(1130, 800), (940, 640), (850, 556)], closed=False),
    ]
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


def bank(sheet: Canvas, side: int) -> None:
    plate = sheet.plate()
    for _ in range(900):
        along = sheet.random.random()
        x = 815 + side * (55 + 640 * along + sheet.random.uniform(0, 260) * along)
        y = 575 + 400 * along**1.1 + sheet.random.uniform(-90, 100) * along
        reach = 14 + 60 * along
        plate.stroke(
            (x, y), (x + sheet.random.uniform(-0.6, 0.6) * reach, y - reach), 3 + 9 * along
        )
    sheet.print(plate, "466147", "24402f", span=(560, 1067))


def gate_bars(sheet: Canvas, plate: Plate) -> None:
    far, near = (640.0, 700.0), (300.0, 880.0)
    for bar in range(5):
        drop = 1 - bar / 4.4
        plate.line([(far[0], far[1] - 130 * drop), (near[0], near[1] - 215 * drop)], 11)
    plate.line([(far[0], far[1]), (near[0], near[1] - 205)], 10)
    plate.line([(far[0], far[1] + 20), (far[0], far[1] - 165)], 20)
    plate.line([(near[0], near[1]), (near[0], near[1] - 222)], 15)
    plate.line([(1010, 712), (1010, 540)], 20)


def lambing_shed(sheet: Canvas) -> None:
    sheet.print(sheet.whole(), "101d33", "3d5570", span=(0, 720), wear=0.12)
    stars, random = sheet.plate(), sheet.random
    for _ in range(330):
        stars.disc(
            (random.uniform(0, 1600), random.random() ** 1.3 * 660),
            random.choice((1.1, 1.5, 2.2, 3)),
        )
    for _ in range(240):
        along = random.random()
        stars.disc(
            (250 + along * 1250 + random.gauss(0, 70), 640 - along * 640 + random.gauss(0, 46)),
            1.3,
            level=170,
        )
    sheet.print(stars, "f4ead0", wear=0.02)
    hill(sheet, ridge(random, 640, 60), "2c4258", "22354a", cuts=260, deep=200)
    hill(sheet, ridge(random, 740, 26), "1d2f40", "142331", cuts=300, deep=260)
    glow = sheet.plate()
    for ring in range(28, 0, -1):
        glow.disc((905, 900), ring * 23, ring * 10, level=round((29 - ring) * 3.4))
    sheet.print(glow, "e0a548", wear=0.2)
    barn(sheet)


def barn(sheet: Canvas) -> None:
    walls = (
        sheet.plate()
        .area(trace("640,880 640,690 800,570 960,690 960,880"))
        .box(960, 690, 1380, 880)
    )
    sheet.print(walls, "0f1a26", wear=0.04)
    slope = trace("800,562 1235,562 1400,700 972,700")
    roof, seams = sheet.plate().area(slope), sheet.plate()
    sheet.print(roof, "4d6378", "31455a", span=(562, 700))
    for seam in range(14):
        seams.line([(830 + seam * 32, 562), (1000 + seam * 32, 700)], 2)
    sheet.print(seams.within(roof), "22344a")
    light, random = (
        sheet.plate().box(715, 735, 885, 880).box(1040, 740, 1090, 790).box(1150, 740, 1200, 790),
        sheet.random,
    )
    light.area(trace("715,880 885,880 1010,1067 560,1067"), level=120)
    for _ in range(40):
        x, y = random.uniform(580, 980), random.uniform(890, 1060)
        light.stroke((x, y), (x + random.uniform(30, 90), y), 4, level=60)
    sheet.print(light, "f3c566", "d98f3a", span=(720, 1067), wear=0.08)
    detail = sheet.plate().box(797, 735, 803, 880).stroke((690, 885), (690, 735), 14)
    yard(detail)
    sheep(detail, (760, 868))
    sheet.print(detail, "0f1a26", wear=0.02)


def yard(plate: Plate) -> None:
    plate.area([(885, 735), (940, 722), (940, 895), (885, 880)])
    for post in range(9):
        x = 1400 + post * 28
        plate.box(x, 838 + post * 4, x + 6, 896 + post * 6)
    plate.line([(1380, 850), (1620, 892)], 5).line([(1380, 872), (1620, 920)], 5)


def sheep(plate: Plate, at: Point) -> None:
    x, y = at
    plate.disc((x, y - 36), 40, 24).disc((x - 44, y - 50), 15, 10)
    plate.disc((x + 78, y - 18), 17, 10).disc((x + 62, y - 28), 8, 6)
    for leg in (-24, -14, 16, 26, 68, 74, 86, 91):
        plate.box(x + leg, y - 24, x + leg + 4, y + 8)
