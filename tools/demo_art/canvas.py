"""A simulated linocut press.

Plates are drawn in units, printed in one ink each, and scaled down at the end.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

Point = tuple[float, float]
Colour = tuple[int, int, int]

SCALE = 2
LARGEST_BYTES = 148_000
STROKE_STEPS = 9


def ink(code: str) -> Colour:
    return int(code[0:2], 16), int(code[2:4], 16), int(code[4:6], 16)


def mottle(size: tuple[int, int], cell: int, random: Random) -> Image.Image:
    """Return soft grey noise whose blotches are about `cell` pixels wide."""
    width, height = size[0] // cell + 2, size[1] // cell + 2
    small = Image.frombytes("L", (width, height), random.randbytes(width * height))
    return small.resize(size, Image.Resampling.BICUBIC)


class Plate:
    """A mask of the sheet's size: what is drawn is printed, what is cut stays paper."""

    def __init__(self, size: tuple[int, int]) -> None:
        self.mask = Image.new("L", size, 0)
        self.draw = ImageDraw.Draw(self.mask)

    def area(self, points: Iterable[Point], *, level: int = 255) -> Plate:
        self.draw.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=level)
        return self

    def disc(
        self, centre: Point, across: float, down: float | None = None, *, level: int = 255
    ) -> Plate:
        """Fill an ellipse; `across` and `down` are its half-axes."""
        (x, y), down = centre, across if down is None else down
        box = [(x - across) * SCALE, (y - down) * SCALE, (x + across) * SCALE, (y + down) * SCALE]
        self.draw.ellipse(box, fill=level)
        return self

    def box(
        self, left: float, top: float, right: float, bottom: float, *, level: int = 255
    ) -> Plate:
        return self.area([(left, top), (right, top), (right, bottom), (left, bottom)], level=level)

    def line(self, points: Sequence[Point], width: float, *, level: int = 255) -> Plate:
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        self.draw.line(scaled, fill=level, width=max(1, round(width * SCALE)), joint="curve")
        return self

    def stroke(
        self, start: Point, end: Point, width: float, *, bow: float = 0, level: int = 255
    ) -> Plate:
        """Draw a gouge mark: pointed at both ends, widest in the middle, bent by `bow`."""
        length = math.dist(start, end) or 1
        across = ((start[1] - end[1]) / length, (end[0] - start[0]) / length)
        edges: tuple[list[Point], list[Point]] = ([], [])
        for step in range(STROKE_STEPS + 1):
            along = step / STROKE_STEPS
            swell = math.sin(math.pi * along)
            x = start[0] + (end[0] - start[0]) * along
            y = start[1] + (end[1] - start[1]) * along
            for edge, side in zip(edges, (-1, 1), strict=True):
                reach = swell * (bow + side * width / 2)
                edge.append((x + across[0] * reach, y + across[1] * reach))
        return self.area([*edges[0], *reversed(edges[1])], level=level)

    def within(self, other: Plate) -> Plate:
        self.mask = ImageChops.multiply(self.mask, other.mask)
        self.draw = ImageDraw.Draw(self.mask)
        return self


class Canvas:
    """The paper, at twice the printed size."""

    def __init__(self, width: int, height: int, paper: str, *, seed: int) -> None:
        self.width, self.height = width, height
        self.size = (width * SCALE, height * SCALE)
        self.image = Image.new("RGB", self.size, ink(paper))
        self.random = Random(seed)  # noqa: S311 - for drawing the same picture twice

    def plate(self) -> Plate:
        return Plate(self.size)

    def whole(self) -> Plate:
        return self.plate().box(0, 0, self.width, self.height)

    def print(
        self,
        plate: Plate,
        colour: str,
        lower: str = "",
        *,
        span: tuple[float, float] | None = None,
        strength: float = 1,
        wear: float = 0.10,
    ) -> None:
        """Print one plate in one ink, or in a blend.

        The blend goes from `colour` down to `lower` over the heights `span`.
        """
        worn = mottle(self.size, 7, self.random).point(
            [round(255 - level * wear) for level in range(256)]
        )
        broad = mottle(self.size, 160, self.random).point(
            [round(255 - level * wear * 0.8) for level in range(256)]
        )
        mask = ImageChops.multiply(ImageChops.multiply(plate.mask, worn), broad)
        if strength < 1:
            mask = mask.point([round(level * strength) for level in range(256)])
        self.image.paste(self._blend(ink(colour), ink(lower or colour), span), mask=mask)

    def _blend(self, upper: Colour, lower: Colour, span: tuple[float, float] | None) -> Image.Image:
        top, bottom = span or (0, self.height)
        column = Image.new("RGB", (1, self.size[1]))
        for y in range(self.size[1]):
            share = min(1.0, max(0.0, (y / SCALE - top) / max(1.0, bottom - top)))
            mixed = tuple(round(a + (b - a) * share) for a, b in zip(upper, lower, strict=True))
            column.putpixel((0, y), mixed)
        return column.resize(self.size)

    def finished(self, trim: float = 0) -> Image.Image:
        """Return the print at its final size with paper texture.

        It is cropped by `trim` units on each side.
        """
        box = (trim * SCALE, trim * SCALE, self.size[0] - trim * SCALE, self.size[1] - trim * SCALE)
        image = self.image.resize((self.width, self.height), Image.Resampling.LANCZOS, box=box)
        tooth = mottle(image.size, 2, self.random).filter(ImageFilter.GaussianBlur(0.8))
        light = tooth.point([241 + level * 14 // 255 for level in range(256)])
        return ImageChops.multiply(image, Image.merge("RGB", (light, light, light)))


def save(sheet: Canvas, path: Path, *, trim: float = 0) -> None:
    """Write a JPEG in the best quality that is not larger than LARGEST_BYTES."""
    image = sheet.finished(trim)
    for quality in range(84, 20, -4):
        jpeg = BytesIO()
        image.save(jpeg, "JPEG", quality=quality, optimize=True, progressive=True)
        if jpeg.tell() <= LARGEST_BYTES:
            break
    path.write_bytes(jpeg.getvalue())
