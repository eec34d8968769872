"""Taking a picture in: limits of our own first, then an original that stays private and renditions for the pages."""

import hashlib
import os
import secrets
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image, ImageOps, UnidentifiedImageError

from articles.models import Photo
from articles.models.photos import Rendition
from articles.storage import public

MEGABYTE = 1024 * 1024
MOST_BYTES = 25 * MEGABYTE
MOST_PIXELS = 60_000_000
SUFFIXES = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp"}
WIDE = (480, 800, 1200, 1600)  # pixels, of the whole picture
CARD, CARD_SHAPE = (320, 640, 960), 3 / 2
SQUARE = (96, 192, 384)
WRITTEN_AS: dict[str, dict[str, Any]] = {
    "webp": {"quality": 78, "method": 3},
    "jpeg": {"quality": 80, "progressive": True, "optimize": True},
}

NOT_A_PICTURE = "This is not a picture that we can read. Send a JPEG, PNG or WebP file."


@dataclass(frozen=True)
class Words:
    """What must be said of a picture."""

    alt: str = ""
    caption: str = ""
    credit: str = ""


def take(file: IO[bytes], words: Words) -> Photo:
    """A Photo with its renditions; one that we have with the same words is used again.

    Raises ValidationError with a sentence for what is too big, broken or no picture.
    """
    content = _read(file)
    digest = hashlib.sha256(content).hexdigest()
    same = Photo.objects.filter(digest=digest, alt=words.alt, caption=words.caption, credit=words.credit).first()
    if same is not None:
        return same
    photo = Photo(alt=words.alt, caption=words.caption, credit=words.credit)
    photo.full_clean(exclude=["original"])
    fill(photo, content)
    photo.save()
    return photo


def fill(photo: Photo, content: bytes) -> None:
    """Give a photo its original and its renditions; it is not saved yet."""
    kind, image = opened(content)
    photo.digest = hashlib.sha256(content).hexdigest()
    photo.width, photo.height = image.size
    photo.renditions = renditions(image, photo.focal_x, photo.focal_y)
    photo.original.save(f"original{SUFFIXES[kind]}", ContentFile(content), save=False)


def refresh(photo: Photo) -> None:
    """Make the renditions of a saved photo anew, around its present focal point; the old files go."""
    with photo.original.open("rb") as file:
        _, image = opened(_read(file))
    old = list(photo.renditions)
    photo.renditions = renditions(image, photo.focal_x, photo.focal_y)
    photo.save(update_fields=["renditions"])
    forget(old)


def discard(photo: Photo) -> None:
    """Take away the files of a photo that was not kept after all."""
    forget(photo.renditions)
    photo.original.delete(save=False)


def forget(files: list[Rendition]) -> None:
    for rendition in files:
        public().delete(rendition["path"])


def opened(content: bytes) -> tuple[str, Image.Image]:
    """The recognised format and the upright picture in sRGB colours, without any of its metadata."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _decoded(content)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise ValidationError(_too_large(), code="pixels") from bomb
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as broken:
        raise ValidationError(NOT_A_PICTURE, code="format") from broken


def _decoded(content: bytes) -> tuple[str, Image.Image]:
    with Image.open(BytesIO(content), formats=list(SUFFIXES)) as image:
        kind = image.format or ""
        if image.width * image.height > MOST_PIXELS:
            raise ValidationError(_too_large(), code="pixels")
        image.draft("RGB", (2 * WIDE[-1], 2 * WIDE[-1]))
        upright = ImageOps.exif_transpose(image)
        return kind, _on_paper(upright)


def _on_paper(image: Image.Image) -> Image.Image:
    """Without transparency, which a JPEG cannot have, and without profile or EXIF."""
    if image.mode in {"RGBA", "LA", "PA", "P"}:
        image = image.convert("RGBA")
        paper = Image.new("RGB", image.size, "white")
        paper.paste(image, mask=image.getchannel("A"))
        return paper
    bare = Image.new("RGB", image.size)
    bare.paste(image.convert("RGB"))
    return bare


def renditions(image: Image.Image, focal_x: float, focal_y: float) -> list[Rendition]:
    """Write every crop, width and format of the picture, side by side on all cores; nothing is enlarged."""

    def write(job: tuple[str, tuple[int, int], str]) -> Rendition:
        crop, size, kind = job
        made = ImageOps.fit(image, size, Image.Resampling.LANCZOS, centering=(focal_x, focal_y))
        buffer = BytesIO()
        made.save(buffer, kind, **WRITTEN_AS[kind])
        path = public().save(f"{secrets.token_urlsafe(12)}.{kind}", ContentFile(buffer.getvalue()))
        return Rendition(crop=crop, format=kind, width=made.width, height=made.height, path=path)

    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        return list(pool.map(write, [(*place, kind) for place in _sizes(image) for kind in WRITTEN_AS]))


def _sizes(image: Image.Image) -> Iterator[tuple[str, tuple[int, int]]]:
    for width in _widths(WIDE, image.width):
        yield "wide", (width, max(round(width * image.height / image.width), 1))
    for width in _widths(CARD, min(image.width, round(image.height * CARD_SHAPE))):
        yield "card", (width, max(round(width / CARD_SHAPE), 1))
    for width in _widths(SQUARE, min(image.size)):
        yield "square", (width, width)


def _widths(wanted: tuple[int, ...], widest: int) -> list[int]:
    """Those that fit; a picture smaller than all is taken as it is."""
    return [width for width in wanted if width <= widest] or [max(widest, 1)]


def _read(file: IO[bytes]) -> bytes:
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ValidationError(
            f"This file is larger than {MOST_BYTES // MEGABYTE} MB. Send a smaller one.", code="bytes"
        )
    return content


def _too_large() -> str:
    return f"This picture has more than {MOST_PIXELS // 1_000_000} million pixels. Send a smaller one."
