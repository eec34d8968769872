"""Store photos: the original privately, renditions publicly, all files or none."""

import hashlib
import secrets
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
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
PICTURE_FIELDS = ("original", "width", "height", "digest", "renditions", "focal_x", "focal_y")


@dataclass(frozen=True)
class PhotoTexts:
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


def get_or_create(file: IO[bytes], words: PhotoTexts) -> Photo:
    """Return a saved photo with renditions, or the existing one with the same picture and texts."""
    with all_or_nothing() as stored_files:
        photo = prepare(file, words, stored_files=stored_files)
        if photo._state.adding:
            photo.save()
    return photo


def prepare(file: IO[bytes], words: PhotoTexts, *, stored_files: StoredFiles) -> Photo:
    """Do the slow part of get_or_create() without saving a new photo's row.

    Call it outside transactions.
    """
    data = read(file)
    texts = asdict(words)
    photo = Photo(digest=_digest(data), **texts)
    photo.clean_fields(exclude={"original"})
    for same in Photo.objects.filter(digest=photo.digest, **texts).order_by("pk"):
        if _is_whole(same):
            return same
    set_picture(photo, data, stored_files=stored_files)
    return photo


def with_picture(data: bytes) -> Photo | None:
    """Return the photo with exactly this file, whatever its texts."""
    same = Photo.objects.filter(digest=_digest(data)).order_by("pk")
    return next((each for each in same if _is_whole(each)), None)


def read(file: IO[bytes]) -> bytes:
    """Return the file's bytes, at most one more than the limit: enough to refuse it."""
    return file.read(MOST_BYTES + 1)


def set_picture(
    photo: Photo,
    data: bytes,
    *,
    stored_files: StoredFiles,
    source: renditions.SourceImage | None = None,
) -> None:
    """Set the photo's picture without saving its row.

    Pass `source` if the picture is already decoded.
    """
    source = source or renditions.load(data)
    path = original_path(photo, f"photo.{source.suffix}")
    photo.original = stored_files.store(originals, path, data)
    photo.width, photo.height = source.width, source.height
    photo.digest = _digest(data)
    photo.renditions = _publish(renditions.render_all(source, _focal(photo)), stored_files)


def replace(photo: Photo, data: bytes, *, file_name: str = "") -> None:
    """Replace the picture of a photo, which keeps its texts.

    Raise ValidationError for a refused file. The focal point stays if the new picture has the same
    aspect ratio, else it moves to the middle.
    """
    with all_or_nothing() as stored_files:
        source = renditions.load(data)
        new = Photo(focal_x=MIDDLE, focal_y=MIDDLE)
        if photo.width and photo.height:
            stretch = source.width / source.height / (photo.width / photo.height)
            if abs(stretch - 1) < SAME_SHAPE:
                new.focal_x, new.focal_y = photo.focal_x, photo.focal_y
        set_picture(new, data, stored_files=stored_files, source=source)
        with transaction.atomic():
            # Locked, because the AVIF task may write the renditions at the same time.
            former = Photo.objects.select_for_update().get(pk=photo.pk)
            for name in PICTURE_FIELDS:
                setattr(photo, name, getattr(new, name))
            photo.file_name = file_name
            photo.save()
            _retire(photo, former.renditions)
            transaction.on_commit(lambda: _delete_original(former))  # a rollback still needs it


def refresh(photo: Photo) -> None:
    """Render the crops again after the focal point moved.

    Uncropped renditions keep the URLs that texts contain.
    """
    _render_again(photo, crops=renditions.FRAMED, formats=renditions.FAST_FORMATS)


def add_avif(photo: Photo) -> None:
    """Add AVIF files of the uncropped renditions.

    They are slow to encode, so a background task calls this.
    """
    _render_again(photo, crops=["wide"], formats=["avif"])


def _render_again(photo: Photo, *, crops: Collection[str], formats: Collection[str]) -> None:
    """Replace renditions of these crops and formats.

    Raise ValidationError if the picture was replaced meanwhile.
    """
    try:
        with originals().open(str(photo.original.name)) as file:
            data = bytes(file.read())
    except OSError as error:
        raise ValidationError(ORIGINAL_GONE, code="gone") from error
    source = renditions.load(data)
    files = renditions.render_all(source, _focal(photo), crops=crops, formats=formats)
    with all_or_nothing() as stored_files:
        made = _publish(files, stored_files)
        with transaction.atomic():
            # Locked only for the swap, not while the files are rendered.
            now = Photo.objects.select_for_update().get(pk=photo.pk)
            if now.digest != photo.digest:
                raise ValidationError(REPLACED, code="replaced")
            former: list[Rendition] = now.renditions
            replaced = [
                rendition
                for rendition in former
                if rendition["crop"] in crops and rendition["format"] in formats
            ]
            photo.renditions = [each for each in former if each not in replaced] + made
            photo.save(update_fields=["renditions"])
            _retire(photo, replaced)


def _retire(photo: Photo, replaced: list[Rendition]) -> None:
    # views/media.py redirects these paths to the replacements.
    RenditionRedirect.objects.bulk_create(
        RenditionRedirect(photo=photo, path=each["path"], crop=each["crop"], width=each["width"])
        for each in replaced
    )
    transaction.on_commit(lambda: delete_files(replaced))


def remove_files(photo: Photo) -> None:
    """Delete all files of a photo whose row was deleted."""
    delete_files(photo.renditions)
    _delete_original(photo)


def _delete_original(photo: Photo) -> None:
    if photo.original:
        with suppress(OSError):
            originals().delete(str(photo.original.name))


def delete_files(files: Iterable[Rendition]) -> None:
    for rendition in files:
        with suppress(OSError):
            public().delete(rendition["path"])


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _focal(photo: Photo) -> renditions.Focal:
    return photo.focal_x, photo.focal_y


def _publish(
    files: Iterable[renditions.RenderedFile], stored_files: StoredFiles
) -> list[Rendition]:
    """Store the files under random names, so that no name can be guessed from another."""
    stored: list[Rendition] = []
    for file in files:
        name = f"{secrets.token_urlsafe(12)}.{file.format}"
        stored.append(
            {
                "crop": file.crop,
                "format": file.format,
                "width": file.width,
                "height": file.height,
                "path": stored_files.store(public, name, file.data),
            }
        )
    return stored


def _is_whole(photo: Photo) -> bool:
    """Return whether all files exist; the media folder may be newer or older than the database."""
    if not photo.renditions:
        return False
    has_renditions = all(public().exists(rendition["path"]) for rendition in photo.renditions)
    return has_renditions and originals().exists(str(photo.original.name))
