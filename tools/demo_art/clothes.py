"""Clothes of the columnists' portraits."""

from __future__ import annotations

from tools.demo_art.canvas import Canvas
from tools.demo_art.shapes import cut, trace


def polo_neck(sheet: Canvas) -> None:
    collar = cut(
        sheet.plate(),
        "318,500 312,560 262,612 262,650 400,690 538,650 538,612 488,560 482,500 400,532",
    )
    sheet.print(collar, "cf9a3f", wear=0.08)
    ribs = sheet.plate()
    for rib in range(-5, 6):
        ribs.stroke((400 + rib * 17, 524), (400 + rib * 22, 676), 4)
    sheet.print(ribs.within(collar), "96682a", strength=0.8)


def jacket(sheet: Canvas, shirt: str, lapel: str) -> None:
    sheet.print(cut(sheet.plate(), "330,544 400,644 470,544 500,860 300,860"), shirt, wear=0.06)
    lapels = sheet.plate().area(trace("318,534 264,584 330,704 392,764 372,644"))
    sheet.print(lapels.area(trace("482,534 536,584 470,704 408,764 428,644")), lapel, wear=0.06)


def scarf(sheet: Canvas) -> None:
    wool = cut(sheet.plate(), "306,524 280,584 300,644 400,674 500,644 520,584 494,524 400,564")
    cut(wool, "430,634 480,624 520,860 440,860")
    sheet.print(wool, "3f6b54", wear=0.08)
    knit = sheet.plate()
    for row in range(9):
        knit.stroke((290, 544 + row * 14), (510, 544 + row * 14), 4, bow=28)
    sheet.print(knit.within(wool), "a9bf8e", strength=0.55)


def bow_tie(sheet: Canvas) -> None:
    shirt = sheet.plate().area(trace("322,540 400,604 478,540 500,604 440,860 360,860 300,604"))
    sheet.print(shirt, "f3ecdc", wear=0.04)
    lapels = sheet.plate().area(trace("312,554 256,594 320,704 384,860 368,704"))
    sheet.print(lapels.area(trace("488,554 544,594 480,704 416,860 432,704")), "3a3b35", wear=0.06)
    wings = (
        "394,594 350,570 320,576 322,628 350,634 394,612",
        "406,594 450,570 480,576 478,628 450,634 406,612",
    )
    sheet.print(cut(sheet.plate(), *wings).box(388, 586, 412, 620), "b5482f", wear=0.06)


def pullover(sheet: Canvas) -> None:
    band = cut(sheet.plate(), "330,544 320,584 400,634 480,584 470,544 500,584 400,670 300,584")
    sheet.print(band, "8a3825", wear=0.06)


def open_shirt(sheet: Canvas) -> None:
    collar = sheet.plate().area(trace("330,524 270,570 330,664 392,664 362,594"))
    sheet.print(collar.area(trace("470,524 530,570 470,664 408,664 438,594")), "a9c2c9", wear=0.06)
    sheet.print(sheet.plate().box(398, 660, 402, 800).disc((400, 690), 6), "3d5c70")
