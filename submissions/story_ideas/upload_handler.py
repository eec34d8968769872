"""An upload handler that limits files before they are stored, without losing other fields."""

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from submissions.story_ideas.documents import MOST_BYTES

MOST_REQUEST = 200 * 1024 * 1024  # bytes; larger requests are not read at all


class BoundedUpload(FileUploadHandler):
    """Drop files that are too large, and remember their fields for the error message.

    First of the upload handlers.
    """

    def __init__(self, request: HttpRequest, *, fields: frozenset[str]) -> None:
        super().__init__(request)
        self.fields = fields
        self.dropped: set[str] = set()
        self.taken: set[str] = set()

    def new_file(self, *args: object, **kwargs: object) -> None:
        super().new_file(*args, **kwargs)  # type: ignore[arg-type]  # as Django calls it
        name = str(self.field_name)
        if name not in self.fields or name in self.taken:
            raise SkipFile
        self.taken.add(name)
        self.size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.size += len(raw_data)
        if self.size > MOST_BYTES:
            self.dropped.add(str(self.field_name))
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return
