"""The six columnists."""

from __future__ import annotations

import math

from articles.demo.art.faces import Head, background, features, flesh, outline, shoulders, spectacles, strands
from articles.demo.art.press import Plate, Point, Sheet
from articles.demo.art.shapes import curve


def philippa(sheet: Sheet) -> None:
    """Close-cropped grey hair, round glasses, a high ochre collar."""
    head = Head("c9b48d", "8a5a40", "5f3a2b", "3c231b", "7d3f37", jaw=82, cheek=114, chin=504, brow=8, eyes="1d1512", age=1, smile=3, gaze=-2)
    background(sheet, "b9c0ad", "d9d8c2")
    sheet.print(hair_cap(sheet, 124, 168, 330), "8d8981", wear=0.1)
    shoulders(sheet, "2f4a57", "1f333f")
    flesh(sheet, head)
    collar = sheet.plate().area(curve([(318, 500), (312, 560), (262, 612), (262, 650), (400, 690), (538, 650), (538, 612), (488, 560), (482, 500), (400, 532)]))
    sheet.print(collar, "cf9a3f", wear=0.08)
    ribs = sheet.plate()
    for rib in range(-5, 6):
        ribs.stroke((400 + rib * 17, 524), (400 + rib * 22, 664), 4)
    sheet.print(ribs.within(collar), "96682a", strength=0.8)
    features(sheet, head)
    crop = hair_cap(sheet, 122, 172, 300)
    crop.area(curve([(302, 300), (318, 250), (360, 232), (400, 228), (440, 232), (482, 250), (498, 300), (500, 420), (400, 520), (300, 420)]), level=0)
    sheet.print(crop, "8d8981", wear=0.12)
    curls = sheet.plate()
    for _ in range(520):
        turn, far = sheet.random.uniform(math.pi, 2 * math.pi), sheet.random.uniform(100, 128)
        x, y = 400 + math.cos(turn) * far, 300 + math.sin(turn) * far * 1.04
        curls.stroke((x, y), (x + 8, y + sheet.random.uniform(-5, 5)), 4, bow=4)
    sheet.print(curls, "d8d3c6", strength=0.85)
    spectacles(sheet, "2a1d18", radius=43)
    earrings = sheet.plate().disc((284, 424), 9).disc((516, 424), 9)
    sheet.print(earrings, "d9a441", wear=0.03)


def hair_cap(sheet: Sheet, reach: float, top: float, ends: float) -> Plate:
    """Return a plain cap of hair about the skull."""
    return sheet.plate().area(curve([(400 - reach, ends), (400 - reach + 2, 270), (400 - reach * 0.72, top + 28), (400, top), (400 + reach * 0.72, top + 28),
                                     (400 + reach - 2, 270), (400 + reach, ends), (400, ends + 20)]))


def ondrej(sheet: Sheet) -> None:
    """Balding, with a full dark beard and a work jacket."""
    head = Head("c5a27d", "d6a783", "a8735a", "6d4334", "a8604f", jaw=96, cheek=118, chin=520, brow=14, age=2, gaze=3)
    background(sheet, "c98a5b", "e0b184")
    shoulders(sheet, "3c4f5f", "273746", width=330)
    flesh(sheet, head)
    shirt = sheet.plate().area(curve([(330, 544), (400, 644), (470, 544), (500, 860), (300, 860)]))
    sheet.print(shirt, "e5d9bf", wear=0.06)
    lapels = sheet.plate().area([(318, 534), (264, 584), (330, 704), (392, 764), (372, 644)]).area([(482, 534), (536, 584), (470, 704), (408, 764), (428, 644)])
    sheet.print(lapels, "2c3d4b", wear=0.06)
    sides = sheet.plate().area(curve([(286, 250), (272, 330), (282, 400), (296, 350), (304, 270)])).area(curve([(514, 250), (528, 330), (518, 400), (504, 350), (496, 270)]))
    sheet.print(sides, "3a2c26", wear=0.08)
    features(sheet, head)
    beard(sheet)


def beard(sheet: Sheet) -> None:
    """Grow a full beard and moustache, combed with grey."""
    mass = sheet.plate().area(curve([(286, 390), (300, 430), (336, 446), (368, 444), (400, 450), (432, 444), (464, 446), (500, 430), (514, 390), (512, 480),
                                     (484, 552), (440, 592), (400, 602), (360, 592), (316, 552), (288, 480)]))
    mass.area(curve([(364, 468), (400, 463), (436, 468), (418, 482), (400, 485), (382, 482)]), level=0)
    sheet.print(mass, "3a2c26", wear=0.08)
    paths: list[tuple[Point, Point, float]] = [((306, 450), (350, 570), -10), ((340, 490), (376, 590), -6), ((400, 500), (402, 592), 0), ((460, 490), (424, 590), 6),
                                               ((494, 450), (450, 570), 10)]
    sheet.print(strands(sheet.plate(), sheet, paths, count=10, spread=20, width=4).within(mass), "8b7565", strength=0.8)
    moustache: list[tuple[Point, Point, float]] = [((396, 450), (334, 476), -8), ((404, 450), (466, 476), 8)]
    sheet.print(strands(sheet.plate(), sheet, moustache, count=9, spread=5, width=6), "4b3a31", strength=0.95)


def tamsin(sheet: Sheet) -> None:
    """Loose copper curls and a green scarf."""
    head = Head("b9c3b0", "ecc3a0", "c98f70", "9a5a44", "b85f50", jaw=78, cheek=110, chin=502, brow=7, eyes="33231c", age=1, smile=5, gaze=3)
    background(sheet, "8fa79a", "b9c9b6")
    curls(sheet, back=True)
    shoulders(sheet, "7c5a43", "563d2f", width=280)
    flesh(sheet, head)
    scarf = sheet.plate().area(curve([(306, 524), (280, 584), (300, 644), (400, 674), (500, 644), (520, 584), (494, 524), (400, 564)]))
    scarf.area(curve([(430, 634), (480, 624), (520, 860), (440, 860)]))
    sheet.print(scarf, "3f6b54", wear=0.08)
    knit = sheet.plate()
    for row in range(9):
        knit.stroke((290, 544 + row * 14), (510, 544 + row * 14), 4, bow=28)
    sheet.print(knit.within(scarf), "a9bf8e", strength=0.55)
    features(sheet, head)
    freckles = sheet.plate()
    for _ in range(46):
        freckles.disc((400 + sheet.random.gauss(0, 52), 408 + sheet.random.gauss(0, 13)), 1.8)
    sheet.print(freckles, "b06a48", strength=0.7)
    curls(sheet, back=False)


def curls(sheet: Sheet, *, back: bool) -> None:
    """Pile curls behind the head, or over the brow and temples."""
    mass, light, random = sheet.plate(), sheet.plate(), sheet.random
    for _ in range(260 if back else 120):
        turn = random.uniform(-0.42 * math.pi, 1.42 * math.pi) if back else random.uniform(0.02 * math.pi, 0.98 * math.pi)
        far = random.uniform(110, 172) if back else random.uniform(106, 136)
        x, y = 400 + math.cos(turn) * far, (372 if back else 312) - math.sin(turn) * far * (1.22 if back else 0.98)
        size = random.uniform(16, 27)
        mass.disc((x, y), size)
        light.stroke((x - size * 0.7, y), (x + size * 0.7, y - size * 0.3), 4.5, bow=-size * 0.6)
        light.stroke((x - size * 0.4, y + size * 0.5), (x + size * 0.6, y + size * 0.3), 3, bow=-size * 0.4)
    if back:
        mass.disc((400, 330), 150, 160)
    sheet.print(mass, "8f3f22" if back else "a94e28", wear=0.08)
    sheet.print(light, "d9884a", strength=0.8, wear=0.08)


def desmond(sheet: Sheet) -> None:
    """Swept white hair, a white moustache, a bow tie."""
    head = Head("7d8f96", "e3b898", "bb8468", "8c5743", "a96455", jaw=86, cheek=112, chin=510, brow=0.1, age=3, gaze=-3)
    background(sheet, "7f4a3c", "a56a52")
    back = hair_cap(sheet, 132, 150, 380)
    sheet.print(back, "d9d3c5", wear=0.08)
    shoulders(sheet, "4a4a42", "33342f", width=290)
    flesh(sheet, head)
    shirt = sheet.plate().area([(322, 540), (400, 604), (478, 540), (500, 604), (440, 860), (360, 860), (300, 604)])
    sheet.print(shirt, "f3ecdc", wear=0.04)
    lapels = sheet.plate().area([(312, 554), (256, 594), (320, 704), (384, 860), (368, 704)]).area([(488, 554), (544, 594), (480, 704), (416, 860), (432, 704)])
    sheet.print(lapels, "3a3b35", wear=0.06)
    bow = sheet.plate().area(curve([(394, 594), (350, 570), (320, 576), (322, 628), (350, 634), (394, 612)])).area(curve([(406, 594), (450, 570), (480, 576), (478, 628), (450, 634), (406, 612)]))
    sheet.print(bow.box(388, 586, 412, 620), "b5482f", wear=0.06)
    features(sheet, head)
    white_hair(sheet)


def white_hair(sheet: Sheet) -> None:
    """Sweep the hair back from a high brow, with moustache and eyebrows to match."""
    crown = sheet.plate().area(curve([(284, 340), (272, 250), (310, 178), (380, 142), (460, 152), (514, 206), (530, 280), (516, 340), (502, 280), (480, 232), (430, 216), (360, 226), (318, 256), (300, 300)]))
    sheet.print(crown, "eee8da", wear=0.06)
    paths: list[tuple[Point, Point, float]] = [((318, 250), (420, 150), -26), ((350, 232), (480, 170), -22), ((400, 220), (516, 226), -20), ((440, 220), (524, 290), -16), ((300, 300), (284, 220), 8)]
    sheet.print(strands(sheet.plate(), sheet, paths, count=9, spread=12, width=4).within(crown), "a39c8f", strength=0.8)
    brush: list[tuple[Point, Point, float]] = [((398, 450), (342, 482), 9), ((402, 450), (458, 482), -9)]
    sheet.print(strands(sheet.plate(), sheet, brush, count=14, spread=5, width=10), "f2ede1", wear=0.04)
    sheet.print(strands(sheet.plate(), sheet, brush, count=3, spread=6, width=2.5), "a39c8f", wear=0.04)
    brows: list[tuple[Point, Point, float]] = [((366, 336), (312, 330), 10), ((434, 336), (488, 330), -10)]
    sheet.print(strands(sheet.plate(), sheet, brows, count=7, spread=4, width=7), "f2ede1", wear=0.04)


def leila(sheet: Sheet) -> None:
    """A long dark bob with a straight fringe, a rust-red pullover."""
    head = Head("d8bf9a", "d9a67c", "ae7653", "6f432e", "a84b3f", jaw=76, cheek=108, chin=500, brow=8, smile=2, gaze=-4)
    background(sheet, "d9b56a", "ecd59a")
    bob = sheet.plate().area(curve([(400, 150), (300, 176), (258, 280), (252, 420), (256, 560), (330, 580), (400, 560), (470, 580), (544, 560), (548, 420), (542, 280), (500, 176)]))
    sheet.print(bob, "2a1d1c", wear=0.08)
    shoulders(sheet, "a8472e", "7c3021", width=280)
    flesh(sheet, head)
    neckline = sheet.plate().area(curve([(330, 544), (320, 584), (400, 634), (480, 584), (470, 544), (500, 584), (400, 670), (300, 584)]))
    sheet.print(neckline, "8a3825", wear=0.06)
    features(sheet, head)
    front = sheet.plate().area(curve([(400, 158), (306, 182), (264, 290), (258, 430), (262, 556), (300, 572), (308, 480), (298, 400), (304, 318), (350, 322), (400, 324), (450, 322),
                                      (496, 318), (502, 400), (492, 480), (500, 516), (538, 556), (542, 430), (536, 290), (494, 182)]))
    sheet.print(front, "2a1d1c", wear=0.08)
    paths: list[tuple[Point, Point, float]] = [((350, 190), (330, 310), 8), ((400, 180), (390, 316), 4), ((440, 186), (450, 312), -6), ((300, 240), (274, 420), 12), ((284, 400), (282, 550), 6), ((520, 400), (518, 550), -6), ((506, 250), (526, 420), -12)]
    sheet.print(strands(sheet.plate(), sheet, paths, count=7, spread=13, width=3.4).within(front), "8a6552", strength=0.75)


def anselm(sheet: Sheet) -> None:
    """Thick black hair, a moustache, an open-necked blue shirt."""
    head = Head("b8b29d", "c18e62", "8d5d40", "593525", "93503f", jaw=94, cheek=114, chin=512, brow=13, age=1)
    background(sheet, "5f7d80", "86a09e")
    shoulders(sheet, "6f93a6", "4a6d82", width=310)
    flesh(sheet, head)
    collar = sheet.plate().area([(330, 524), (270, 570), (330, 664), (392, 664), (362, 594)]).area([(470, 524), (530, 570), (470, 664), (408, 664), (438, 594)])
    sheet.print(collar, "a9c2c9", wear=0.06)
    seam = sheet.plate().box(396, 660, 404, 800).disc((400, 700), 6)
    sheet.print(seam, "3d5c70")
    features(sheet, head)
    thatch = sheet.plate().area(curve([(290, 350), (274, 280), (284, 206), (330, 160), (400, 140), (474, 152), (520, 204), (528, 282), (510, 350), (504, 290), (476, 244), (440, 252), (396, 226),
                                       (350, 246), (312, 264), (298, 300)]))
    sheet.print(thatch, "211a1c", wear=0.08)
    paths: list[tuple[Point, Point, float]] = [((310, 250), (360, 160), -14), ((360, 236), (440, 156), -14), ((410, 224), (500, 190), -14), ((460, 240), (520, 250), -12), ((292, 320), (290, 230), 8)]
    sheet.print(strands(sheet.plate(), sheet, paths, count=8, spread=12, width=3.6).within(thatch), "6f7f88", strength=0.7)
    brush: list[tuple[Point, Point, float]] = [((399, 451), (344, 474), 7), ((401, 451), (456, 474), -7)]
    sheet.print(strands(sheet.plate(), sheet, brush, count=16, spread=4, width=10), "211a1c", wear=0.04)
    stubble = sheet.plate()
    for _ in range(260):
        stubble.disc((400 + sheet.random.gauss(0, 46), 494 + sheet.random.gauss(0, 16)), 1.3)
    sheet.print(stubble.within(sheet.plate().area(outline(head))), "3d2a22", strength=0.6)
