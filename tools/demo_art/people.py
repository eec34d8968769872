"""Portraits of the six columnists, each drawn from head, clothes and hair."""

from __future__ import annotations

import math

from tools.demo_art.canvas import Canvas
from tools.demo_art.clothes import bow_tie, jacket, open_shirt, polo_neck, pullover, scarf
from tools.demo_art.faces import HeadMeasures, background, features, flesh, outline, shoulders
from tools.demo_art.hair import bob, curls, full_beard, locks, skull_cap, white_hair
from tools.demo_art.shapes import cut


def philippa(sheet: Canvas) -> None:
    head = HeadMeasures(
        "8a5a40 5f3a2b 3c231b 7d3f37", jaw=82, cheek=114, chin=504, brow=8, age=1, smile=3, gaze=-2
    )
    background(sheet, "b9c0ad", "d9d8c2")
    shoulders(sheet, "2f4a57", "1f333f")
    sheet.print(skull_cap(sheet, 124, 168, 330), "8d8981", wear=0.1)
    flesh(sheet, head)
    polo_neck(sheet)
    features(sheet, head)
    crop(sheet)
    spectacles(sheet, "2a1d18", radius=43)
    sheet.print(sheet.plate().disc((284, 424), 9).disc((516, 424), 9), "d9a441", wear=0.03)


def crop(sheet: Canvas) -> None:
    hair, random = skull_cap(sheet, 122, 172, 300), sheet.random
    cut(
        hair,
        "302,300 318,250 360,232 400,228 440,232 482,250 498,300 500,420 400,520 300,420",
        level=0,
    )
    sheet.print(hair, "8d8981", wear=0.12)
    light = sheet.plate()
    for _ in range(520):
        turn, far = random.uniform(math.pi, 2 * math.pi), random.uniform(100, 128)
        x, y = 400 + math.cos(turn) * far, 300 + math.sin(turn) * far * 1.04
        light.stroke((x, y), (x + 8, y + random.uniform(-5, 5)), 4, bow=4)
    sheet.print(light, "d8d3c6", strength=0.85)


def spectacles(sheet: Canvas, colour: str, *, radius: float) -> None:
    rims = sheet.plate()
    for x in (347, 453):
        rims.disc((x, 366), radius).disc((x, 366), radius - 6, level=0)
    rims.line([(386, 358), (400, 353), (414, 358)], 6)
    rims.line([(347 - radius, 360), (286, 352)], 6).line([(453 + radius, 360), (514, 352)], 6)
    sheet.print(rims, colour, wear=0.03)
    glass = sheet.plate().stroke((326, 384), (344, 342), 6).stroke((432, 384), (450, 342), 6)
    sheet.print(glass, "fbf4e4", strength=0.45, wear=0)


def ondrej(sheet: Canvas) -> None:
    head = HeadMeasures(
        "d6a783 a8735a 6d4334 a8604f", jaw=96, cheek=118, chin=520, brow=14, age=2, gaze=3
    )
    background(sheet, "c98a5b", "e0b184")
    shoulders(sheet, "3c4f5f", "273746", width=330)
    flesh(sheet, head)
    jacket(sheet, "e5d9bf", "2c3d4b")
    sides = cut(
        sheet.plate(),
        "286,250 272,330 282,400 296,350 304,270",
        "514,250 528,330 518,400 504,350 496,270",
    )
    sheet.print(sides, "3a2c26", wear=0.08)
    features(sheet, head)
    full_beard(sheet)


def tamsin(sheet: Canvas) -> None:
    head = HeadMeasures(
        "ecc3a0 c98f70 9a5a44 b85f50", jaw=78, cheek=110, chin=502, brow=7, age=1, smile=5, gaze=3
    )
    background(sheet, "8fa79a", "b9c9b6")
    curls(sheet, "8f3f22", count=260, arc=(-0.42, 1.42), ring=(110, 172), middle=372, tall=1.22)
    shoulders(sheet, "7c5a43", "563d2f", width=280)
    flesh(sheet, head)
    scarf(sheet)
    features(sheet, head)
    freckles = sheet.plate()
    for _ in range(46):
        freckles.disc((400 + sheet.random.gauss(0, 52), 408 + sheet.random.gauss(0, 13)), 1.8)
    sheet.print(freckles, "b06a48", strength=0.7)
    curls(sheet, "a94e28", count=120, arc=(0.02, 0.98), ring=(106, 136), middle=312, tall=0.98)


def desmond(sheet: Canvas) -> None:
    head = HeadMeasures(
        "e3b898 bb8468 8c5743 a96455", jaw=86, cheek=112, chin=510, brow=0.1, age=3, gaze=-3
    )
    background(sheet, "7f4a3c", "a56a52")
    sheet.print(skull_cap(sheet, 132, 150, 380), "d9d3c5", wear=0.08)
    shoulders(sheet, "4a4a42", "33342f", width=290)
    flesh(sheet, head)
    bow_tie(sheet)
    features(sheet, head)
    white_hair(sheet)


def leila(sheet: Canvas) -> None:
    head = HeadMeasures(
        "d9a67c ae7653 6f432e a84b3f", jaw=76, cheek=108, chin=500, brow=8, smile=2, gaze=-4
    )
    background(sheet, "d9b56a", "ecd59a")
    behind = (
        "400,150 300,176 258,280 252,420 256,560 330,580 400,560 470,580 544,560 548,420 542,280"
        " 500,176"
    )
    sheet.print(cut(sheet.plate(), behind), "2a1d1c", wear=0.08)
    shoulders(sheet, "a8472e", "7c3021", width=280)
    flesh(sheet, head)
    pullover(sheet)
    features(sheet, head)
    bob(sheet)


def anselm(sheet: Canvas) -> None:
    head = HeadMeasures("c18e62 8d5d40 593525 93503f", jaw=94, cheek=114, chin=512, brow=13, age=1)
    background(sheet, "5f7d80", "86a09e")
    shoulders(sheet, "6f93a6", "4a6d82", width=310)
    flesh(sheet, head)
    open_shirt(sheet)
    features(sheet, head)
    thatch = cut(
        sheet.plate(),
        "290,350 274,280 284,206 330,160 400,140 474,152 520,204 528,282 510,350 504,290 476,244"
        " 440,252 396,226 350,246 312,264 298,300",
    )
    sheet.print(thatch, "211a1c", wear=0.08)
    combed = (
        "310,250 360,160 -14 | 360,236 440,156 -14 | 410,224 500,190 -14 | 460,240 520,250 -12 |"
        " 292,320 290,230 8"
    )
    sheet.print(
        locks(sheet, combed, count=8, spread=12, width=3.6).within(thatch), "6f7f88", strength=0.7
    )
    moustache = locks(sheet, "399,451 344,474 7 | 401,451 456,474 -7", count=16, spread=4, width=10)
    sheet.print(moustache, "211a1c", wear=0.04)
    stubble = sheet.plate()
    for _ in range(260):
        stubble.disc((400 + sheet.random.gauss(0, 46), 494 + sheet.random.gauss(0, 16)), 1.3)
    sheet.print(stubble.within(sheet.plate().area(outline(head))), "3d2a22", strength=0.6)
