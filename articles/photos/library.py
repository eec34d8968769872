"""Taking a photo: the original is kept in private, its renditions become public, all of it or nothing."""

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

from articles.models import FormerRendition, Photo
from articles.models.photos import Rendition
from articles.photos import renditions
from articles.photos.renditions import MOST_BYTES
from articles.storage import original_path, originals, public

ORIGINAL_GONE = "The original of this photo is gone. Put its picture in anew, under “Replace the picture”."
REPLACED = "Another picture has come in place of this one meanwhile. Open the photo again."
SAME_SHAPE = 0.02  # of the shape: the picture anew, larger or touched up
MIDDLE = 0.5


@dataclass(frozen=True)
class Words:
    """What must be said of a picture."""

    alt: str = ""
    caption: str = ""
    credit: str = ""


class StoredFiles:
    """The files that were written for something that may yet fail."""

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
    """Files written inside go again where anything inside fails."""
    stored_files = StoredFiles()
    try:
        yield stored_files
    except BaseException:
        stored_files.remove()
        raise


def take(file: IO[bytes], words: Words) -> Photo:
    """A Photo with its renditions; one that we have with the same words is used again.

    Raises ValidationError with a sentence for what is too big, broken or no picture.
    """
    with all_or_nothing() as stored_files:
        photo = prepare(file, words, stored_files=stored_files)
        if photo._state.adding:
            photo.save()
    return photo


def prepare(file: IO[bytes], words: Words, *, stored_files: StoredFiles) -> Photo:
    """Like take(), but a new photo's row is yet to be saved: slow work stays outside of transactions."""
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
    """The photo of exactly this file, whatever is said of it."""
    same = Photo.objects.filter(digest=_digest(data)).order_by("pk")
    return next((each for each in same if _is_whole(each)), None)


def read(file: IO[bytes]) -> bytes:
    """The file's bytes; one byte more than we take is enough to refuse it."""
    return file.read(MOST_BYTES + 1)


def fill(photo: Photo, data: bytes, *, stored_files: StoredFiles, negative: renditions.Negative | None = None) -> None:
    """Set the photo's picture without saving its row. Pass `negative` if the picture is already decoded."""
    _fill(photo, negative or renditions.develop(data), data, stored_files)


def _fill(photo: Photo, negative: renditions.Negative, data: bytes, stored_files: StoredFiles) -> None:
    photo.original = stored_files.store(originals, original_path(photo, f"photo.{negative.suffix}"), data)
    photo.width, photo.height = negative.width, negative.height
    photo.digest = _digest(data)
    photo.renditions = _publish(renditions.prints(negative, _focal(photo)), stored_files)


def replace(photo: Photo, data: bytes, *, file_name: str = "") -> None:
    """Another picture in place of this one. Whatever shows the photo shows it from now on; its words stay.

    The focal point stays where the new picture has the shape of the former, and goes to the middle where not.
    Raises ValidationError with a sentence.
    """
    with all_or_nothing() as stored_files:
        new = Photo(focal_x=photo.focal_x, focal_y=photo.focal_y)
        negative = renditions.develop(data)
        if not _is_alike(photo, negative):
            new.focal_x = new.focal_y = MIDDLE
        _fill(new, negative, data, stored_files)
        with transaction.atomic():
            former = Photo.objects.select_for_update().get(pk=photo.pk)
            for name in ("original", "width", "height", "digest", "renditions", "focal_x", "focal_y"):
                setattr(photo, name, getattr(new, name))
            photo.file_name = file_name
            photo.save()
            _retire(photo, former.renditions)
            transaction.on_commit(lambda: _delete_original(former))


def refresh(photo: Photo) -> None:
    """The crops anew, after the focal point moved. The uncropped renditions keep the addresses that texts name."""
    _remake(photo, crops=renditions.FRAMED, formats=renditions.AT_ONCE)


def add_avif(photo: Photo) -> None:
    """The uncropped renditions, the heaviest, in the lightest format: slow to write, so it comes later."""
    _remake(photo, crops=["wide"], formats=["avif"])


def _remake(photo: Photo, *, crops: Collection[str], formats: Collection[str]) -> None:
    """Put these renditions in place of former ones of the same crops and formats. The row is locked only to swap."""
    prints = renditions.prints(renditions.develop(_original(photo)), _focal(photo), crops=crops, formats=formats)
    with all_or_nothing() as stored_files:
        made = _publish(prints, stored_files)
        with transaction.atomic():
            now = Photo.objects.select_for_update().get(pk=photo.pk)
            if now.digest != photo.digest:
                raise ValidationError(REPLACED, code="replaced")
            there: list[Rendition] = now.renditions
            goes = [each for each in there if each["crop"] in crops and each["format"] in formats]
            photo.renditions = [each for each in there if each not in goes] + made
            photo.save(update_fields=["renditions"])
            _retire(photo, goes)


def _retire(photo: Photo, goes: list[Rendition]) -> None:
    """These files go at once, and their addresses lead to what came in their place (views/media.py)."""
    FormerRendition.objects.bulk_create(
        FormerRendition(photo=photo, path=each["path"], crop=each["crop"], width=each["width"]) for each in goes
    )
    transaction.on_commit(lambda: forget(goes))


def remove_files(photo: Photo) -> None:
    """After its row is gone: nothing of the photo stays, in public or in private."""
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
    """Each under a name that cannot be guessed, not even from the name of another."""
    return [
        {
            "crop": each.crop,
            "format": each.format,
            "width": each.width,
            "height": each.height,
            "path": stored_files.store(public, f"{secrets.token_urlsafe(12)}.{each.format}", each.data),
        }
        for each in prints
    ]


def _is_whole(photo: Photo) -> bool:
    """Whether all of its files are there: a database may outlive its media folder."""
    there = all(public().exists(each["path"]) for each in photo.renditions)
    return bool(photo.renditions) and there and originals().exists(str(photo.original.name))
