"""The print of the reading room."""

from __future__ import annotations

from tools.demo_art.canvas import Canvas
from tools.demo_art.shapes import curve, trace


def reading_room(sheet: Canvas) -> None:
    sheet.print(sheet.whole(), "6b4632", "3c2a25", span=(0, 900))
    for left in (180, 520, 860, 1200):
        arch(sheet, left)
    shelves(sheet)
    glow = sheet.plate()
    for lamp in (330, 800, 1270):
        for ring in range(12, 0, -1):
            glow.disc((lamp, 830), ring * 24, ring * 15, level=(13 - ring) * 8)
    sheet.print(glow, "f1bf67", wear=0.15)
    reader(sheet)
    table = sheet.plate().area([(-20, 860), (1620, 860), (1620, 1067), (-20, 1067)])
    for _ in range(150):
        x, y = sheet.random.uniform(-50, 1600), sheet.random.uniform(900, 1060)
        table.stroke((x, y), (x + sheet.random.uniform(90, 300), y), 3, level=150)
    sheet.print(table, "8c5636", "4b2d22", span=(860, 1067))
    pools = sheet.plate()
    for lamp in (330, 800, 1270):
        pools.disc((lamp, 905), 170, 26, level=190)
    sheet.print(pools, "f0c27a", wear=0.1)
    for lamp in (330, 800, 1270):
        green_lamp(sheet, lamp)
    book(sheet)


def arch(sheet: Canvas, left: float) -> None:
    pane = sheet.plate().box(left, 200, left + 220, 560).disc((left + 110, 200), 110)
    sheet.print(pane, "d8dcc8", "f3d9a0", span=(100, 560), wear=0.06)
    bars = sheet.plate().box(left + 70, 90, left + 76, 560).box(left + 144, 90, left + 150, 560)
    for bar in (200, 290, 380, 470):
        bars.box(left, bar, left + 220, bar + 6)
    sheet.print(bars.within(pane), "5a4234", wear=0.04)
    sheet.print(sheet.plate().box(left - 16, 556, left + 236, 576), "9a6d4a")


def shelves(sheet: Canvas) -> None:
    sheet.print(sheet.plate().box(0, 600, 1600, 862), "2b1d1a")
    tints = ("8f3f2f", "b98a4a", "4f6a5f", "d0b58a", "3f4f62", "6f4a3c")
    spines = [sheet.plate() for _ in tints]
    for shelf in (690, 776, 862):
        left = 0.0
        while left < 1600:
            wide, high = sheet.random.uniform(9, 24), sheet.random.uniform(48, 70)
            sheet.random.choice(spines).box(left, shelf - high, left + wide, shelf - 6)
            left += wide + (2 if sheet.random.random() < 0.95 else 34)
    for plate, tint in zip(spines, tints, strict=True):
        sheet.print(plate, tint, strength=0.8, wear=0.2)


def reader(sheet: Canvas) -> None:
    body = curve(trace("880,880 896,790 950,748 1010,742 1064,760 1104,800 1118,880"), closed=False)
    sheet.print(sheet.plate().area(body), "33475a", wear=0.06)
    face = sheet.plate().area(
        curve(trace("946,690 958,656 1000,648 1020,690 1010,744 972,762 944,738"))
    )
    sheet.print(face, "c98f68", wear=0.05)
    hair = curve(
        trace("962,690 938,684 946,640 1000,616 1046,640 1052,700 1034,752 1004,756 1000,706")
    )
    sheet.print(sheet.plate().area(hair).disc((1050, 640), 26), "241a18", wear=0.05)
    sheet.print(sheet.plate().area([(876, 880), (892, 806), (930, 820), (936, 880)]), "2a3b4c")


def book(sheet: Canvas) -> None:
    pages = sheet.plate().area(trace("800,914 872,880 952,892 1040,880 1110,914 960,930"))
    sheet.print(pages, "f8eed8", wear=0.03)
    lines = sheet.plate().line([(952, 892), (960, 930)], 3)
    for row in range(4):
        lines.line([(846 - row * 8, 896 + row * 6), (934, 900 + row * 6)], 2).line(
            [(976, 900 + row * 6), (1062 + row * 8, 896 + row * 6)], 2
        )
    sheet.print(lines, "6b5140", strength=0.8)


def green_lamp(sheet: Canvas, x: float) -> None:
    brass = sheet.plate().box(x - 5, 800, x + 5, 900).disc((x, 904), 46, 11).disc((x, 768), 9)
    sheet.print(brass, "b98a3e", wear=0.05)
    shade = curve(
        [(x - 92, 816), (x - 76, 782), (x, 764), (x + 76, 782), (x + 92, 816)], closed=False
    )
    sheet.print(sheet.plate().area(shade), "3f8a66", "1f5a45", span=(764, 816), wear=0.05)
    sheet.print(sheet.plate().box(x - 90, 812, x + 90, 820), "f8e2a4", wear=0.03)
