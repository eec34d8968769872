"""Usage of photos: in texts, as lead photos, as portraits."""

from dataclasses import dataclass, field

from django.db import transaction
from selectolax.lexbor import LexborHTMLParser, LexborNode

from accounts.text.numbers import parse_number
from articles import permissions
from articles.models import Column, Columnist, Page, Photo, PhotoUse
from articles.models.querysets import ColumnQuerySet
from articles.permissions import Someone

MARK = "data-photo="
MOST_NAMED = 50  # columns listed on a photo's page; more are only counted


@dataclass(frozen=True)
class PhotoInText:
    """A photo in a text; `caption` contains the credit."""

    photo: int
    alt: str
    caption: str
    has_credit: bool


@dataclass(frozen=True)
class PhotoUsage:
    """The uses of a photo.

    `more` visible columns are not listed, `others` are not visible to the user.
    """

    columns: list[Column] = field(default_factory=list)
    more: int = 0
    others: int = 0
    columnists: list[Columnist] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.columns or self.others or self.columnists or self.pages)


def uses_in(html: str) -> list[PhotoInText]:
    body = LexborHTMLParser(html).body if MARK in html else None
    images = body.css("img[data-photo]") if body is not None else []
    return [
        _photo_in_text(image)
        for image in images
        if parse_number(image.attributes.get("data-photo") or "")
    ]


@transaction.atomic
def record(html: str, *, column: Column | None = None, page: Page | None = None) -> None:
    keys = {each.photo for each in uses_in(html)}
    there = PhotoUse.objects.filter(column=column, page=page)
    noted = set(there.values_list("photo", flat=True))
    if noted - keys:
        there.filter(photo__in=noted - keys).delete()
    if keys - noted:
        new = Photo.objects.filter(pk__in=keys - noted)
        # A text may name photos that were deleted, and concurrent saves may insert the same row.
        photo_uses = [PhotoUse(photo=photo, column=column, page=page) for photo in new]
        PhotoUse.objects.bulk_create(photo_uses, ignore_conflicts=True)


def columns_with(photo: Photo) -> ColumnQuerySet:
    at_the_head = Column.objects.filter(lead_photo=photo).order_by().values("pk")
    in_the_text = photo.uses.filter(column__isnull=False).order_by().values("column")
    return Column.objects.filter(pk__in=at_the_head.union(in_the_text, all=True))


def usage_of(photo: Photo, user: Someone) -> PhotoUsage:
    """Return the usage that this user may see, newest columns first.

    Columnists and pages are public.
    """
    every = columns_with(photo).order_by("-pk")
    seen = permissions.columns_of(user).filter(pk__in=every.order_by().values("pk")).order_by("-pk")
    named, number = list(seen[:MOST_NAMED]), seen.count()
    return PhotoUsage(
        columns=named,
        more=number - len(named),
        others=every.count() - number,
        columnists=list(Columnist.objects.filter(portrait=photo)[:MOST_NAMED]),
        pages=list(Page.objects.filter(photo_uses__photo=photo)[:MOST_NAMED]),
    )


def is_used(photo: Photo) -> bool:
    return not Photo.objects.unused().filter(pk=photo.pk).exists()


def is_printed(photo: Photo) -> bool:
    """Return whether a page, a portrait or a column that is approved or further uses it."""
    beyond = columns_with(photo).exclude(state__in=permissions.WRITING_STATES)
    on_a_page = photo.uses.filter(page__isnull=False)
    return (
        beyond.exists() or on_a_page.exists() or Columnist.objects.filter(portrait=photo).exists()
    )


def may_change(user: Someone, photo: Photo) -> bool:
    """Return whether the user may change it: with the permission, or as its uploader.

    The uploader may until it is printed, with the permission to add photos.
    """
    if user.has_perm("articles.change_photo"):
        return True
    is_own = photo.added_by_id is not None and photo.added_by_id == user.pk
    return is_own and user.has_perm("articles.add_photo") and not is_printed(photo)


def _photo_in_text(image: LexborNode) -> PhotoInText:
    figure = image.parent
    while figure is not None and figure.tag != "figure":
        figure = figure.parent
    caption = figure.css_first("figcaption") if figure is not None else None
    credit = caption.css_first(".credit") if caption is not None else None
    return PhotoInText(
        photo=int(image.attributes.get("data-photo") or 0),
        alt=(image.attributes.get("alt") or "").strip(),
        caption=" ".join(caption.text().split()) if caption is not None else "",
        has_credit=bool(credit is not None and credit.text().strip()),
    )
