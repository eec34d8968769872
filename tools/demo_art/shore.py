"""Prints of harbour, lighthouse, bridge and town."""

from __future__ import annotations

from random import Random

from tools.demo_art.canvas import Canvas, Plate, Point
from tools.demo_art.shapes import curve, hill, house, ridge, sky, trace, water


def lighthouse(sheet: Canvas) -> None:
    sky(sheet, "22364f", "d99a72", horizon=690, clouds=60)
    beam = sheet.plate().area([(1142, 300), (-60, 110), (-60, 390), (1142, 322)], level=150)
    beam.area([(1142, 304), (1660, 240), (1660, 360), (1142, 318)], level=110)
    sheet.print(beam, "f6dfa6", wear=0.2)
    water(sheet, 690, 1067, "8c7a78", "1c3145", cuts=420)
    rock = ridge(sheet.random, 800, 12)
    cliff = [
        (x, y - max(0.0, (x - 640) / 5.2) + max(0.0, x - 1350) * 0.12) for x, y in rock if x > 650
    ]
    cliff = [*trace("520,1067 545,1010 590,985 602,900 636,850"), *cliff]
    hill(sheet, cliff, "2b3a40", "131f29", cuts=420, lean=0.9, deep=300)
    tower = sheet.plate().area([(1092, 720), (1110, 350), (1174, 350), (1192, 720)])
    sheet.print(tower, "f3ead6", wear=0.05)
    shade = sheet.plate().area([(1146, 720), (1146, 350), (1174, 350), (1192, 720)])
    sheet.print(shade, "8d98a0", strength=0.75)
    lantern(sheet)
    surf(sheet)


def surf(sheet: Canvas) -> None:
    spray, random = sheet.plate(), sheet.random
    for _ in range(110):
        x = random.uniform(430, 610)
        y = 1050 - max(0.0, x - 520) * 0.75 + random.uniform(-6, 22)
        spray.stroke((x, y), (x + random.uniform(16, 50), y - random.uniform(-4, 10)), 5, bow=6)
    sheet.print(spray, "e9dfcb", strength=0.9)


def lantern(sheet: Canvas) -> None:
    dark = (
        sheet.plate()
        .box(1092, 338, 1192, 352)
        .area([(1112, 284), (1142, 250), (1172, 284)])
        .box(1139, 232, 1145, 256)
    )
    for post in (1112, 1126, 1154, 1168):
        dark.box(post, 284, post + 4, 340)
    for rail in range(1094, 1192, 12):
        dark.box(rail, 318, rail + 2, 340)
    dark.box(1092, 316, 1192, 320).box(1102, 500, 1181, 560).box(1130, 670, 1154, 716)
    dark.box(1200, 668, 1330, 720).area([(1192, 670), (1215, 634), (1316, 634), (1340, 670)])
    sheet.print(dark, "1b2833", wear=0.04)
    light = (
        sheet.plate().disc((1142, 310), 17, 22).box(1131, 420, 1151, 450).box(1236, 684, 1254, 704)
    )
    sheet.print(light, "f7cf6b", wear=0.02)


def bridge(sheet: Canvas) -> None:
    sky(sheet, "a9bfc0", "f4e6ca", horizon=560, clouds=50)
    hill(sheet, ridge(sheet.random, 430, 36), "a4b39f", "bfc09c", cuts=150)
    hill(sheet, ridge(sheet.random, 520, 18), "6f8b70", "8d9a6c", cuts=240)
    water(sheet, 640, 1067, "c9cfb8", "5f8286", cuts=240, glint=90)
    mirror = stones(sheet, 640, -1)
    for _ in range(420):
        x, y = sheet.random.uniform(-60, 1600), 646 + sheet.random.random() * 250
        mirror.stroke((x, y), (x + sheet.random.uniform(40, 170), y), 5, level=0)
    sheet.print(mirror, "47605f", "6f8b88", span=(640, 900), strength=0.75)
    stone = stones(sheet, 646, 1)
    sheet.print(stone, "d8bd8f", "a98a62", span=(400, 650))
    joints = sheet.plate()
    for _ in range(520):
        x, y = sheet.random.uniform(0, 1600), sheet.random.uniform(400, 640)
        joints.stroke((x, y), (x + sheet.random.uniform(16, 44), y), 3)
    sheet.print(joints.within(stone), "6f563f", strength=0.7)
    sheet.print(edges(sheet), "4b3b30", wear=0.04)
    reeds = sheet.plate()
    for _ in range(330):
        x = sheet.random.choice((sheet.random.gauss(80, 120), sheet.random.gauss(1540, 110)))
        reeds.stroke(
            (x, 1080), (x + sheet.random.uniform(-40, 40), 1080 - sheet.random.uniform(60, 260)), 7
        )
    sheet.print(reeds, "3b5548", "22362f", span=(800, 1067))


def stones(sheet: Canvas, level: float, way: int) -> Plate:
    """Return the bridge; with `way` -1 upside down, for its reflection."""
    deck = [
        (float(x), level - way * (150 + 62 * (1 - ((x - 800) / 820) ** 2)))
        for x in range(-20, 1641, 20)
    ]
    plate = sheet.plate().area([*deck, (1640, level), (-20, level)])
    for centre in (250, 615, 980, 1345):
        plate.disc((centre, level), 148, 138, level=0)
    return plate


def edges(sheet: Canvas) -> Plate:
    plate = sheet.plate()
    for centre in (250, 615, 980, 1345):
        plate.disc((centre, 646), 150, 140).disc((centre + 12, 650), 146, 130, level=0)
    plate.box(0, 647, 1600, 900, level=0)
    deck = [
        (float(x), 646 - (150 + 62 * (1 - ((x - 800) / 820) ** 2))) for x in range(-20, 1641, 20)
    ]
    plate.line([(x, y + 34) for x, y in deck], 5).line(deck, 8)
    for pier in (432, 797, 1162):
        plate.area([(pier - 20, 646), (pier - 13, 520), (pier, 506), (pier, 646)])
    return plate


def harbour(sheet: Canvas) -> None:
    sky(sheet, "8fb1b8", "f5e2c3", horizon=560, clouds=44)
    hill(sheet, ridge(sheet.random, 330, 60), "8fa193", "a8ab8c", cuts=200)
    hill(sheet, ridge(sheet.random, 420, 24), "5f7a70", "768870", cuts=240)
    terrace(sheet)
    sheet.print(sheet.plate().box(0, 556, 1600, 640), "8b7b6a", "5d5650", span=(556, 640))
    joints = sheet.plate()
    for _ in range(230):
        x, y = sheet.random.uniform(0, 1600), sheet.random.uniform(566, 632)
        joints.stroke((x, y), (x + 44, y), 3)
    sheet.print(joints, "453f3c", strength=0.6)
    water(sheet, 636, 1067, "7fa3a5", "25475a", cuts=420)
    for x, y, size, hull in (
        (260, 740, 0.8, "a8452f"),
        (1290, 760, 0.85, "e9dcc0"),
        (760, 850, 1.3, "2c4c63"),
    ):
        boat(sheet, (x, y), size, hull)
    gulls = sheet.plate()
    for x, y in ((980, 250), (1050, 220), (1130, 270), (610, 200)):
        gulls.stroke((x - 24, y - 9), (x, y), 6, bow=-5).stroke((x, y), (x + 24, y - 10), 6, bow=-5)
    sheet.print(gulls, "fbf6ea", wear=0.02)


def terrace(sheet: Canvas) -> None:
    tints = ("f3e6cf", "e2b9a0", "efd9a8", "c3cfc8", "f1e9dc")
    walls, roofs, panes = [sheet.plate() for _ in tints], sheet.plate(), sheet.plate()
    left, turn = -30.0, 0
    while left < 1620:
        wide, high = sheet.random.uniform(92, 150), sheet.random.uniform(120, 190)
        house(
            walls[turn % 5],
            roofs,
            (left, 560),
            width=wide,
            height=high,
            pitch=sheet.random.uniform(34, 58),
        )
        for column in range(3 if wide > 120 else 2):
            for storey in range(2):
                x, y = (
                    left + wide * (0.14 + column * (0.27 if wide > 120 else 0.42)),
                    560 - high + 22 + storey * 58,
                )
                panes.box(x, y, x + 22, y + 32)
        panes.box(left + wide * 0.45, 510, left + wide * 0.45 + 24, 560)
        left, turn = left + wide + 4, turn + 1
    for plate, tint in zip(walls, tints, strict=True):
        sheet.print(plate, tint, wear=0.06)
    sheet.print(roofs, "7a4b3f", "54403c", span=(300, 470))
    sheet.print(panes, "3c4a52", wear=0.05)


def boat(sheet: Canvas, at: Point, size: float, colour: str) -> None:
    def put(path: str) -> list[Point]:
        return [(at[0] + x * size, at[1] + y * size) for x, y in trace(path)]

    shadow, random = sheet.plate(), sheet.random
    for _ in range(60):
        x, y = at[0] + random.uniform(-170, 120) * size, at[1] + random.uniform(52, 120) * size
        shadow.stroke((x, y), (x + 90 * size, y), 6 * size)
    sheet.print(shadow, "1b3342", strength=0.7)
    deck = curve(put("-190,-14 -60,6 90,0 205,-44"), closed=False)
    keel = curve(put("205,-44 160,56 -165,56 -190,-14"), closed=False)
    sheet.print(sheet.plate().area([*deck, *keel]), colour, wear=0.06)
    dark = sheet.plate().line(put("20,0 20,-310"), 8 * size).line(put("20,-60 -150,-96"), 7 * size)
    dark.line(put("200,-42 20,-290 -180,-14"), 2).area(put("-165,56 160,56 172,38 -176,38"))
    sheet.print(dark, "26282b", wear=0.03)
    sheet.print(sheet.plate().area(put("-130,0 -130,-74 -40,-74 -28,4")), "f2e7d0", wear=0.04)
    panes = sheet.plate().area(put("-116,-34 -116,-60 -88,-60 -88,-34"))
    sheet.print(panes.area(put("-76,-34 -76,-60 -48,-60 -46,-34")), "34454f")


def town_at_dusk(sheet: Canvas) -> None:
    sky(sheet, "2f4366", "e6a06f", horizon=700, clouds=70)
    hill(sheet, ridge(sheet.random, 520, 40), "6b5f7c", "7d6678", cuts=150)
    spire(sheet)
    for base, wall, roof, high in (
        (720, "564f70", "473f5f", 90),
        (810, "3d3f60", "2f3150", 120),
        (920, "2a2f4c", "1f233c", 150),
        (1067, "191d33", "11142a", 200),
    ):
        rows(sheet, base, wall, roof, high)


def spire(sheet: Canvas) -> None:
    tower = sheet.plate().box(1010, 400, 1092, 720).area([(1002, 402), (1051, 150), (1100, 402)])
    tower.box(250, 540, 560, 720).area([(600, 720), (610, 300), (638, 300), (648, 720)]).box(
        604, 296, 644, 306
    )
    for bay in range(5):
        tower.area([(250 + bay * 62, 542), (250 + bay * 62, 512), (312 + bay * 62, 542)])
    sheet.print(tower, "4a4768", wear=0.08)
    sheet.print(sheet.plate().disc((1051, 450), 24), "f6d58a", wear=0.04)
    hands = sheet.plate().line([(1051, 450), (1051, 434)], 4).line([(1051, 450), (1039, 450)], 4)
    sheet.print(hands, "3a3755")


def rows(sheet: Canvas, base: float, wall: str, roof: str, high: float) -> None:
    walls, roofs, panes, dim = sheet.plate(), sheet.plate(), sheet.plate(), sheet.plate()
    random: Random = sheet.random
    left = random.uniform(-60, -10)
    while left < 1620:
        wide, tall = random.uniform(0.75, 1.3) * high, random.uniform(0.9, 1.5) * high
        house(
            walls,
            roofs,
            (left, base + 20),
            width=wide,
            height=tall,
            pitch=high * random.uniform(0.28, 0.5),
        )
        step = high * 0.27
        for column in range(int((wide - step * 0.6) // step)):
            for storey in range(int(tall // (step * 1.5))):
                x, y = left + step * (0.5 + column), base + 20 - tall + step * (0.5 + storey * 1.45)
                kind = panes if random.random() < 0.36 else dim
                kind.box(x, y, x + step * 0.5, y + step * 0.75)
        left += wide + random.uniform(-4, 8)
    sheet.print(walls, wall, wear=0.08)
    sheet.print(roofs, roof, wear=0.08)
    sheet.print(dim, roof, wear=0.1)
    sheet.print(panes, "f7c869", "eda94e", span=(500, 1067), wear=0.06)
