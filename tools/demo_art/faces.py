"""Heads and shoulders of all portraits, in a few inks, with light from the left."""

from __future__ import annotations

from dataclasses import dataclass

from tools.demo_art.canvas import Canvas, Plate, Point
from tools.demo_art.shapes import curve, cut, trace


@dataclass(frozen=True)
class HeadMeasures:
    """Measures and inks of one head; lengths in drawing units of a sheet of 800 units."""

    inks: str  # skin, its shadow, wrinkles, lips
    jaw: float = 84
    cheek: float = 116
    chin: float = 508
    brow: float = 9
    eyes: str = "241b18"
    age: int = 0
    smile: float = 0
    gaze: float = 0

    @property
    def skin(self) -> str:
        return self.inks.split()[0]

    @property
    def shade(self) -> str:
        return self.inks.split()[1]

    @property
    def line(self) -> str:
        return self.inks.split()[2]

    @property
    def lips(self) -> str:
        return self.inks.split()[3]


def background(sheet: Canvas, ground: str, ray: str) -> None:
    sheet.print(sheet.whole(), ground, wear=0.08)
    marks, random = sheet.plate(), sheet.random
    for _ in range(330):
        x, y = random.uniform(-20, 820), random.uniform(-20, 800)
        marks.stroke(
            (x, y), (x + random.uniform(24, 70), y - random.uniform(20, 60)), random.uniform(1.5, 4)
        )
    sheet.print(marks, ray, strength=0.5, wear=0.1)


def shoulders(
    sheet: Canvas, cloth: str, fold: str, *, width: float = 300, slope: float = 584
) -> Plate:
    half = [(70.0, slope - 30), (width * 0.72, slope + 30), (width, 690.0), (width + 30, 860.0)]
    left = [(400 - x, y) for x, y in reversed(half)]
    right = [(400 + x, y) for x, y in half]
    edge = curve([*left, (400, slope - 40), *right], closed=False)
    body = sheet.plate().area(edge)
    sheet.print(body, cloth, wear=0.08)
    folds, random = sheet.plate(), sheet.random
    folds.area(curve(trace("470,534 560,590 592,680 600,860 900,860 900,500")))
    for _ in range(44):
        y = random.uniform(575, 830)
        x = 540 + (y - 575) * 0.16 + random.uniform(-20, 0)
        folds.stroke((x, y), (x + random.uniform(50, 80), y - 8), random.uniform(3, 5))
    sheet.print(folds.within(body), fold, strength=0.8)
    return body


def outline(head: HeadMeasures) -> list[Point]:
    c, j, k = head.cheek, head.jaw, head.chin
    return curve(
        [
            (400, 196),
            (400 + c * 0.72, 222),
            (400 + c, 310),
            (400 + c * 0.97, 390),
            (400 + j, k - 62),
            (400 + j * 0.52, k - 12),
            (400, k),
            (400 - j * 0.56, k - 12),
            (400 - j, k - 62),
            (400 - c * 0.97, 390),
            (400 - c, 310),
            (400 - c * 0.72, 222),
        ]
    )


def flesh(sheet: Canvas, head: HeadMeasures) -> Plate:
    neck = sheet.plate().area(
        curve(trace("338,440 334,520 292,584 400,634 508,584 466,520 462,440"))
    )
    ears = (
        sheet.plate()
        .disc((400 - head.cheek + 2, 374), 17, 34)
        .disc((400 + head.cheek - 2, 374), 17, 34)
    )
    face = sheet.plate().area(outline(head))
    sheet.print(neck, head.skin, wear=0.06)
    under = sheet.plate().area(
        curve([(320, head.chin - 40), (400, head.chin + 30), (430, 590), (520, 624), (520, 430)])
    )
    sheet.print(under.within(neck), head.shade, wear=0.06)
    sheet.print(ears, head.skin, wear=0.06)
    sheet.print(
        sheet.plate()
        .disc((400 + head.cheek, 374), 16, 33)
        .disc((400 - head.cheek + 2, 376), 8, 20),
        head.shade,
        strength=0.85,
    )
    sheet.print(face, head.skin, wear=0.05)
    sheet.print(modelling(sheet, head).within(face), head.shade, wear=0.06)
    return face


def modelling(sheet: Canvas, head: HeadMeasures) -> Plate:
    c, k = head.cheek, head.chin
    edge = [
        *trace("462,190 478,250 472,306 486,338 506,372 500,412 474,446 462,480"),
        (430, k - 8),
        (404, k + 20),
    ]
    shade = sheet.plate().area(
        [*curve(edge, closed=False), (400 + c + 60, k + 20), (400 + c + 60, 180)]
    )
    for step in range(40):
        y = 205 + step * (k - 215) / 40
        inner = 480 - max(0.0, (y - 400)) * 0.45
        shade.stroke((inner - 22 - 6 * (step % 3), y + 8), (inner + 46, y - 10), 4.5)
    cut(
        shade,
        "422,340 446,330 482,338 480,356 448,350 426,366",
        "378,340 354,330 318,338 320,356 352,350 374,366",
    )
    shade.area(
        curve(trace("412,336 418,390 430,428 424,440 400,446 380,440 402,432 412,410 406,370"))
    )
    shade.area(curve(trace("374,490 400,484 426,490 414,498 400,500 386,498")))
    return shade


def features(sheet: Canvas, head: HeadMeasures) -> None:
    lips = sheet.plate().area(
        curve(trace("360,466 384,457 400,461 416,457 440,466 420,478 400,482 380,478"))
    )
    sheet.print(lips, head.lips, wear=0.05)
    whites, dark = sheet.plate(), sheet.plate()
    for side in (-1, 1):
        x = 400 + side * 53
        whites.area(
            curve(
                [
                    (x - 27, 369),
                    (x - 12, 358),
                    (x + 10, 357),
                    (x + 27, 368),
                    (x + 10, 377),
                    (x - 12, 377),
                ]
            )
        )
    sheet.print(whites, "efe4d0", wear=0.03, strength=0.9)
    for side in (-1, 1):
        x = 400 + side * 53
        dark.disc((x + 2 + head.gaze, 366.5), 10.5).area(
            curve(
                [
                    (x - 30, 370),
                    (x - 12, 355),
                    (x + 10, 353),
                    (x + 31, 367),
                    (x + 10, 360),
                    (x - 12, 361),
                ]
            )
        )
        dark.stroke((x - 20, 378), (x + 22, 378), 2.6, bow=3).stroke(
            (x - 24, 349), (x + 24, 348), 2.6, bow=-6
        )
        dark.stroke((x - side * 34, 335), (x + side * 36, 333), head.brow, bow=-side * 13)
    dark.stroke((352, 467 - head.smile), (448, 467 - head.smile), 5.5, bow=4 + head.smile).stroke(
        (372, 438), (391, 446), 5, bow=3
    ).stroke((409, 446), (430, 437), 6, bow=3)
    dark.stroke((386, 499), (416, 499), 3, bow=3).stroke((418, 400), (432, 432), 3, bow=-4)
    sheet.print(dark, head.eyes, wear=0.04)
    sheet.print(
        sheet.plate().disc((344 + head.gaze, 363), 2.6).disc((450 + head.gaze, 363), 2.6),
        "f7efdf",
        wear=0,
    )
    sheet.print(lines(sheet, head), head.line, strength=0.75, wear=0.05)


def lines(sheet: Canvas, head: HeadMeasures) -> Plate:
    plate = sheet.plate()
    if head.age >= 1:
        plate.stroke((366, 436), (346, 474), 4, bow=5).stroke((434, 436), (454, 474), 4, bow=-5)
        for side in (-1, 1):
            for fan in range(2 + head.age):
                plate.stroke(
                    (400 + side * 87, 366 + fan * 4), (400 + side * 104, 358 + fan * 9), 2.5
                )
            plate.stroke((400 + side * 34, 386), (400 + side * 72, 386), 3, bow=side * 5)
    for crease in range(head.age if head.age > 1 else 0):
        plate.stroke((344, 286 - crease * 20), (452, 286 - crease * 20), 3, bow=-6)
    return plate
