"""Pictures of an import file, from its folder; stored files are deleted if the import fails."""

from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ValidationError
from selectolax.lexbor import LexborHTMLParser, LexborNode

from articles.importing.reading import BadEntry
from articles.models import Photo
from articles.photos import library
from articles.photos.library import PhotoTexts, StoredFiles
from articles.text import figures
from articles.text.markup import PICTURES
from articles.text.parser_limits import bounded_html


class Pictures:
    """Load each picture of one folder once.

    prepare() stores files, take() and placed() also save rows.
    """

    def __init__(self, folder: Path, stored_files: StoredFiles) -> None:
        self.folder = folder.resolve()
        self._stored_files = stored_files
        self._prepared: dict[tuple[str, PhotoTexts], Photo] = {}
        self._new: list[Photo] = []  # saved in the current transaction

    def prepare(self, name: str, words: PhotoTexts) -> Photo:
        """Return the photo with its files; the row of a new one is not saved yet."""
        if (name, words) not in self._prepared:
            self._prepared[name, words] = self._read(name, words)
        return self._prepared[name, words]

    def take(self, name: str, words: PhotoTexts) -> Photo:
        photo = self.prepare(name, words)
        if photo._state.adding:
            photo.save()
            self._new.append(photo)
        return photo

    def end_transaction(self, *, is_undone: bool) -> None:
        """Mark rolled-back photos as unsaved, so that the next part saves them again.

        Their files still exist.
        """
        for photo in self._new if is_undone else ():
            photo.pk, photo._state.adding = None, True
        self._new.clear()

    def prepare_all(self, body: str) -> None:
        if "<img" not in body.lower():
            return
        root = LexborHTMLParser(bounded_html(body)).body
        for image in root.css("img") if root is not None else []:
            name = _name(image)
            if name:
                with suppress(BadEntry):
                    self.prepare(name, _words_of(image))

    def placed(self, body: str) -> str:
        if "<img" not in body.lower():
            return body
        root = LexborHTMLParser(bounded_html(body)).body
        if root is None:
            return ""
        for image in root.css("img"):
            self._insert_figure(image)
        return root.inner_html or ""

    def _insert_figure(self, image: LexborNode) -> None:
        name = _name(image)
        if name is None or self._is_loose(name, image):
            return
        photo = self.take(name, _words_of(image))
        for name, value in {**figures.plain_image(photo), "data-photo": photo.pk}.items():
            image.attrs[name] = str(value)

    def _is_loose(self, name: str, image: LexborNode) -> bool:
        """Return whether the image is only layout: outside a figure, and without a file."""
        return _figure(image) is None and not self._inside(name).is_file()

    def _read(self, name: str, words: PhotoTexts) -> Photo:
        path = self._inside(name)
        if not path.is_file():
            raise BadEntry(f"{name} was not found beside the file.")
        try:
            with path.open("rb") as file:
                return library.prepare(file, words, stored_files=self._stored_files)
        except ValidationError as problem:
            raise BadEntry(f"{name}: {' '.join(_messages(problem))}") from problem
        except OSError as problem:
            raise BadEntry(f"{name} cannot be read.") from problem

    def _inside(self, name: str) -> Path:
        """Return the path with symbolic links resolved.

        Raise BadEntry if it is outside the folder.
        """
        try:
            path = (self.folder / name).resolve()
            path.is_file()  # raises for paths that the file system does not allow
        except (OSError, RuntimeError, ValueError) as problem:
            raise BadEntry(f"{name[:80]} is not a file path.") from problem
        if Path(name).is_absolute() or not path.is_relative_to(self.folder):
            raise BadEntry(f"{name} lies outside the file's folder.")
        return path


def _name(image: LexborNode) -> str | None:
    """Return the path of a relative URL; None for pictures of other sites and of this site."""
    source = (image.attributes.get("src") or "").strip()
    try:
        address = urlsplit(source)
    except ValueError:
        return None
    if source.startswith(PICTURES) or address.scheme or address.netloc:
        return None
    return unquote(address.path) or None


def _figure(image: LexborNode) -> LexborNode | None:
    node = image.parent
    while node is not None and node.tag != "figure":
        node = node.parent
    return node


def _words_of(image: LexborNode) -> PhotoTexts:
    figure = _figure(image)
    caption = figure.css_first("figcaption") if figure is not None else None
    credit = caption.css_first(".credit") if caption is not None else None
    message = " ".join(credit.text().split()) if credit is not None else ""
    whole = " ".join(caption.text().split()) if caption is not None else ""
    return PhotoTexts(
        alt=image.attributes.get("alt") or "",
        caption=whole.removesuffix(message).strip(),
        credit=message,
    )


def _messages(problem: ValidationError) -> list[str]:
    if not hasattr(problem, "error_dict"):
        return problem.messages
    return [f"{field} — {' '.join(messages)}" for field, messages in problem.message_dict.items()]
