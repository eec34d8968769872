"""Pictures that a file brings along: they lie below its folder, and go again if the load fails."""

from pathlib import Path

from django.core.exceptions import ValidationError
from selectolax.lexbor import LexborHTMLParser, LexborNode

from articles import photos
from articles.importing.reading import BadEntry
from articles.models import Photo
from articles.photos import Words

FIGURE_WIDTH = 1200  # pixels: the text's measure on a dense screen


class Pictures:
    """Takes pictures from one folder; `taken` are those that were not there before."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.taken: list[Photo] = []
        self.left_out = 0

    def take(self, name: str, words: Words) -> Photo:
        path = self._inside(name)
        newest = Photo.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        try:
            with path.open("rb") as file:
                photo = photos.take(file, words)
        except ValidationError as problem:
            raise BadEntry(f"{name}: {' '.join(problem.messages)}") from problem
        except OSError as problem:
            raise BadEntry(f"{name} cannot be read.") from problem
        if photo.pk > newest:
            self.taken.append(photo)
        return photo

    def discard(self) -> None:
        for photo in self.taken:
            photos.discard(photo)

    def placed(self, body: str) -> str:
        """The HTML with its relative pictures taken in; those of other sites are left out when it is cleaned."""
        root = LexborHTMLParser(body).body
        if root is None or root.css_first("img") is None:
            return body
        for image in root.css("img"):
            self._place(image)
        return root.inner_html or ""

    def _place(self, image: LexborNode) -> None:
        source = image.attributes.get("src") or ""
        if source.startswith("/media/"):
            return
        if not source or ":" in source or source.startswith("//"):
            self.left_out += 1
            return
        photo = self.take(source, _words_of(image))
        rendition = photo.files("wide", "jpeg")[-1]
        wide_enough = [file for file in photo.files("wide", "jpeg") if file["width"] >= FIGURE_WIDTH]
        rendition = (wide_enough or [rendition])[0]
        image.attrs["src"] = photo.url("wide", width=FIGURE_WIDTH)
        image.attrs["width"], image.attrs["height"] = str(rendition["width"]), str(rendition["height"])
        image.attrs["data-photo"] = str(photo.pk)

    def _inside(self, name: str) -> Path:
        path = (self.folder / name).resolve()
        if not path.is_relative_to(self.folder):
            raise BadEntry(f"{name} lies outside the file's folder.")
        if not path.is_file():
            raise BadEntry(f"{name} was not found beside the file.")
        return path


def _words_of(image: LexborNode) -> Words:
    figure = image.parent
    caption = figure.css_first("figcaption") if figure is not None and figure.tag == "figure" else None
    credit = caption.css_first(".credit") if caption is not None else None
    said = credit.text(strip=True) if credit is not None else ""
    whole = " ".join(caption.text().split()) if caption is not None else ""
    return Words(alt=image.attributes.get("alt") or "", caption=whole.removesuffix(said).strip(), credit=said)
