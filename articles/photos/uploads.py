"""Add uploads to the photo library."""

from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import User
from articles.models import Photo
from articles.photos import library
from articles.photos.library import PhotoTexts

FILE_NAME_LENGTH = 200


@dataclass(frozen=True)
class AddedPhoto:
    """A photo of the library.

    `is_new` is false if the same file was there already, with its own texts.
    """

    photo: Photo
    is_new: bool


def add(file: UploadedFile[bytes], words: PhotoTexts, *, by: User) -> AddedPhoto:
    """Add the file, or return the photo that already has this picture.

    Raise ValidationError for a refused file.
    """
    data = library.read(file)
    known = library.with_picture(data)
    if known is not None:
        return AddedPhoto(known, is_new=False)
    photo = Photo(alt=words.alt, caption=words.caption, credit=words.credit, added_by=by)
    photo.file_name = (file.name or "")[:FILE_NAME_LENGTH]
    photo.clean_fields(exclude={"original"})
    # Files are written before the transaction, which must be short.
    with library.all_or_nothing() as stored_files:
        library.set_picture(photo, data, stored_files=stored_files)
        with transaction.atomic():
            photo.save()
    return AddedPhoto(photo, is_new=True)
