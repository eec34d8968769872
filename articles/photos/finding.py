"""Taking uploads into the library: each on its own, each refused in a sentence of its own."""

from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import User
from articles.models import Photo
from articles.photos import library
from articles.photos.library import Words

FILE_NAME_LENGTH = 200


@dataclass(frozen=True)
class Taken:
    """A photo of the library; one that was there already is not taken twice, and keeps its words."""

    photo: Photo
    is_new: bool


def add(file: UploadedFile[bytes], words: Words, *, by: User) -> Taken:
    """Raises ValidationError with a sentence."""
    data = library.read(file)
    known = library.with_picture(data)
    if known is not None:
        return Taken(known, is_new=False)
    photo = Photo(alt=words.alt, caption=words.caption, credit=words.credit, added_by=by)
    photo.file_name = (file.name or "")[:FILE_NAME_LENGTH]
    photo.clean_fields(exclude={"original"})
    with library.all_or_nothing() as stored_files:
        library.fill(photo, data, stored_files=stored_files)
        with transaction.atomic():
            photo.save()
    return Taken(photo, is_new=True)
