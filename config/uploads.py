"""Refuse uploads at URLs that take no files, before Django writes them to memory or disk."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http.multipartparser import MultiPartParserError

# Views cannot refuse in time: the CSRF check parses the whole body of each POST before views and
# permission checks.
TAKE_FILES = {
    "submissions:story-ideas",
    "admin:articles_photo_add",
    "admin:articles_photo_replace",
    "admin:articles_photo_upload",
}


class ExpectedFiles(FileUploadHandler):
    """First of FILE_UPLOAD_HANDLERS; the next handlers store the files that this one passes on."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        match = self.request.resolver_match if self.request else None
        name = match.view_name if match else ""
        if name not in TAKE_FILES:
            raise MultiPartParserError(
                "This address takes no files."
            )  # 400, and the rest of the body is not read
        if name.startswith("admin:") and not self._is_at_desk():
            raise SkipFile  # without the file; the view redirects to the sign-in page

    def _is_at_desk(self) -> bool:
        user = getattr(self.request, "user", None)
        return bool(user and user.is_authenticated and user.has_desk_access)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return
