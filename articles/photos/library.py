"""Store photos: the original privately, renditions publicly, all files or none."""

import hashlib
import secrets
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.db import transaction

from articles.models import Photo, RenditionRedirect
from articles.models.photos import Rendition
from articles.photos import renditions
from articles.photos.renditions import MOST_BYTES
from articles.storage import original_path, originals, public

ORIGINAL_GONE = (
    "The original of this photo is gone. Upload the picture again, under “Replace the picture”."
)
REPLACED = "The picture was replaced in the meantime. Open the photo again."
SAME_SHAPE = 0.02  # relative difference of the aspect ratio that is still the same picture
MIDDLE = 0.5


@dataclass(frozen=True)
class Words:
    """The texts of a photo."""

    alt: str = ""
    caption: str = ""
    credit: str = ""


class StoredFiles:
    """Files written so far, to be deleted if something fails."""

    def __init__(self) -> None:
        self._names: list[tuple[Callable[[], FileSystemStorage], str]] = []

    def store(self, storage: Callable[[], FileSystemStorage], name: str, data: bytes) -> str:
        self._names.append((storage, name))
        return storage().save(name, ContentFile(data))

    def remove(self) -> None:
        for storage, name in self._names:
            with suppress(OSError):
                storage().delete(name)


@contextmanager
def all_or_nothing() -> Iterator[StoredFiles]:
    """Delete the files written inside if anything inside fails."""
    stored_files = StoredFiles()
    try:
        yield stored_files
    except BaseException:  # also for KeyboardInterrupt in a long import
        stored_files.remove()
        raise


def take(file: IO[bytes], words: Words) -> Photo:
    """Return a saved photo with renditions, or the existing one with the same picture and texts."""
    with all_or_nothing() as stored_files:
        photo = prepare(file, words, stored_files=stored_files)
        if photo._state.adding:
            photo.save()
    return photo


def prepare(file: IO[bytes], words: Words, *, stored_files: StoredFiles) -> Photo:
    """Do the slow part of take() without saving a new photo's row, to be called outside
    transactions.
    """
    data = read(file)
    messages = {"alt": words.alt, "caption": words.caption, "credit": words.credit}
    photo = Photo(digest=_digest(data), **messages)
    photo.clean_fields(exclude={"original"})
    same = Photo.objects.filter(digest=photo.digest, **messages).order_by("pk")
    known = next((each for each in same if _is_whole(each)), None)
    if known is not None:
        return known
    fill(photo, data, stored_files=stored_files)
    return photo


def with_picture(data: bytes) -> Photo | None:
    """Return the photo with exactly this file, whatever its texts."""
    same = Photo.objects.filter(digest=_digest(data)).order_by("pk")
    return next((each for each in same if _is_whole(each)), None)


def read(file: IO[bytes]) -> bytes:
    """Return the file's bytes, at most one byte more than the limit, which is enough to refuse
    it.
    """
    return file.read(MOST_BYTES + 1)


def fill(
    photo: Photo,
    data: bytes,
    *,
    stored_files: StoredFiles,
    negative: renditions.Negative | None = None,
) -> None:
    """Set the photo's picture without saving its row.

    Pass `negative` if the picture is already decoded.
    """
    _fill(photo, negative or renditions.develop(data), data, stored_files)


def _fill(
    photo: Photo, negative: renditions.Negative, data: bytes, stored_files: StoredFiles
) -> None:
    photo.original = stored_files.store(
        originals, original_path(photo, f"photo.{negative.suffix}"), data
    )
    photo.width, photo.height = negative.width, negative.height
    photo.digest = _digest(data)
    photo.renditions = _publish(renditions.prints(negative, _focal(photo)), stored_files)


def replace(photo: Photo, data: bytes, *, file_name: str = "") -> None:
    """Replace the picture of a photo, which keeps its texts. Raise ValidationError for a refused
    file.

    The focal point stays if the new picture has the same aspect ratio, else it moves to the middle.
    """
    with all_or_nothing() as stored_files:
        new = Photo(focal_x=photo.focal_x, focal_y=photo.focal_y)
        negative = renditions.develop(data)
        if not _is_alike(photo, negative):
            new.focal_x = new.focal_y = MIDDLE
        _fill(new, negative, data, stored_files)
        with transaction.atomic():
            # Locked, because the AVIF task may write the renditions at the same time.
            former = Photo.objects.select_for_update().get(pk=photo.pk)
            for name in (
                "original",
                "width",
                "height",
                "digest",
                "renditions",
                "focal_x",
                "focal_y",
            ):
                setattr(photo, name, getattr(new, name))
            photo.file_name = file_name
            photo.save()
            _retire(photo, former.renditions)
            transaction.on_commit(lambda: _delete_original(former))  # a rollback still needs it


def refresh(photo: Photo) -> None:
    """Render the crops again after the focal point moved. Uncropped renditions keep the URLs that
    texts contain.
    """
    _remake(photo, crops=renditions.FRAMED, formats=renditions.AT_ONCE)


def add_avif(photo: Photo) -> None:
    """Add AVIF files of the uncropped renditions.

    They are slow to encode, so a background task calls this.
    """
    _remake(photo, crops=["wide"], formats=["avif"])


def _remake(photo: Photo, *, crops: Collection[str], formats: Collection[str]) -> None:
    """Replace renditions of these crops and formats. Raise ValidationError if the picture was
    replaced meanwhile.
    """
    prints = renditions.prints(
        renditions.develop(_original(photo)), _focal(photo), crops=crops, formats=formats
    )
    with all_or_nothing() as stored_files:
        made = _publish(prints, stored_files)
        with transaction.atomic():
            # Locked only for the swap, not while the files are rendered.
            now = Photo.objects.select_for_update().get(pk=photo.pk)
            if now.digest != photo.digest:
                raise ValidationError(REPLACED, code="replaced")
            there: list[Rendition] = now.renditions
            goes = [each for each in there if each["crop"] in crops and each["format"] in formats]
            photo.renditions = [each for each in there if each not in goes] + made
            photo.save(update_fields=["renditions"])
            _retire(photo, goes)


def _retire(photo: Photo, goes: list[Rendition]) -> None:
    # views/media.py redirects these paths to the replacements.
    RenditionRedirect.objects.bulk_create(
        RenditionRedirect(photo=photo, path=each["path"], crop=each["crop"], width=each["width"])
        for each in goes
    )
    transaction.on_commit(lambda: forget(goes))


def remove_files(photo: Photo) -> None:
    """Delete all files of a photo whose row was deleted."""
    forget(photo.renditions)
    _delete_original(photo)


def _delete_original(photo: Photo) -> None:
    if photo.original:
        with suppress(OSError):
            originals().delete(str(photo.original.name))


def forget(files: Iterable[Rendition]) -> None:
    for rendition in files:
        with suppress(OSError):
            public().delete(rendition["path"])


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _is_alike(photo: Photo, negative: renditions.Negative) -> bool:
    if not photo.width or not photo.height:
        return False
    return abs(negative.width / negative.height / (photo.width / photo.height) - 1) < SAME_SHAPE


def _focal(photo: Photo) -> renditions.Focal:
    return photo.focal_x, photo.focal_y


def _original(photo: Photo) -> bytes:
    try:
        with originals().open(str(photo.original.name)) as file:
            return bytes(file.read())
    except OSError as problem:
        raise ValidationError(ORIGINAL_GONE, code="gone") from problem


def _publish(prints: Iterable[renditions.Print], stored_files: StoredFiles) -> list[Rendition]:
    """Store the files under random names, so that no name can be guessed from another."""
    return [
        {
            "crop": each.crop,
            "format": each.format,
            "width": each.width,
            "height": each.height,
            "path": stored_files.store(
                public, f"{secrets.token_urlsafe(12)}.{each.format}", each.data
            ),
        }
        for each in prints
    ]


def _is_whole(photo: Photo) -> bool:
    """Return whether all files exist; the media folder may be newer or older than the database."""
    there = all(public().exists(each["path"]) for each in photo.renditions)
    return bool(photo.renditions) and there and originals().exists(str(photo.original.name))
