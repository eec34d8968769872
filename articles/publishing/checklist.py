"""Checks before publication: errors block it, warnings do not."""

from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles import wall_schedule
from articles.desk_text import body_of
from articles.models import Column, Photo
from articles.photos import usage
from articles.photos.usage import PhotoInText
from articles.publishing import link_check
from articles.text import length, markup
from subscriptions.models import Wall

LONGEST_HEADLINE = 110  # characters that search engines show
LONGEST_DESCRIPTION = 160
ALIKE = 0.8  # difflib ratio of two headlines
LOOKED_AT = 300  # newest columns that are compared
FORBIDDEN_WALL = (
    "{agency} does not allow this column behind a wall, but its wall is or becomes “{wall}”: choose"
    " “Metered” (read as free) or “Free for everyone”, or tick “may be metered” if the contract"
    " allows it."
)
EMPTY_TEASER = (
    "The free opening is empty: at the wall, in feeds and in mails readers see nothing of the text."
)
NO_STANDFIRST = "There is no standfirst: lists and shared links show the headline alone."
LONG_HEADLINE = "The headline has {length} characters: search engines cut it at {longest}."
LONG_DESCRIPTION = "The description has {length} characters: search engines cut it at {longest}."
FREE_BY_CONTRACT = "It is free for everyone: “may be metered” is off for this column of {agency}."
COMMON = 4  # letters; shorter words are too common to compare


@dataclass(frozen=True)
class Finding:
    """A problem found by the checklist; an error blocks publication."""

    is_error: bool
    message: str
    photo: int | None = None  # primary key, if the photo must be edited
    field: str = ""  # of the column's form

    @property
    def edit_url(self) -> str:
        """Return where to fix it; empty if in the column's own form."""
        return reverse("admin:articles_photo_change", args=[self.photo]) if self.photo else ""

    @property
    def message_with_link(self) -> SafeString:
        if not self.edit_url:
            return format_html("{}", self.message)
        return format_html('{} <a href="{}">Open the photo</a>', self.message, self.edit_url)


def _error(message: str, field: str, photo: int | None = None) -> Finding:
    return Finding(True, message, photo, field)


def _warning(message: str) -> Finding:
    return Finding(False, message)


def findings(column: Column, *, at: datetime) -> list[Finding]:
    """Check the saved column; return errors first."""
    body = body_of(column.pk)
    found = [
        *_text(column, body),
        *_check_head(column),
        *_photos(column, body),
        *_names(column),
        *_links(body),
        *_similar(column, at),
    ]
    return sorted(found, key=lambda each: not each.is_error)


def errors(column: Column, *, body: str | None = None) -> list[Finding]:
    """Return only errors: what would break a page or a contract.

    Without `body`, check the saved text.
    """
    body = body_of(column.pk) if body is None else body
    found = (*_text(column, body), *_agency(column), *_photos(column, body))
    return [each for each in found if each.is_error]


def _text(column: Column, body: str) -> list[Finding]:
    if not length.count_words(markup.plain(body)):
        return [_error("There is no text.", "body")]
    return []


def _agency(column: Column) -> list[Finding]:
    found = []
    if column.source is not None and not column.copyright_notice.strip():
        message = f"{column.source} requires its copyright line. Fill it in, under “Agency”."
        found.append(_error(message, "copyright_notice"))
    forbidden = forbidden_wall(column)
    return found if forbidden is None else [*found, forbidden]


def forbidden_wall(column: Column) -> Finding | None:
    wall = wall_schedule.forbidden_wall(column)
    if wall is None:
        return None
    return _error(FORBIDDEN_WALL.format(agency=column.source, wall=wall.label), "wall")


def _check_head(column: Column) -> list[Finding]:
    """Check the teaser, the agency's terms, the standfirst and what search engines show."""
    found = []
    # The text is too short, or begins with a long table.
    if not column.teaser and wall_schedule.is_ever_walled(column):
        found.append(_warning(EMPTY_TEASER))
    found += _agency(column)
    if not column.standfirst.strip():
        found.append(_warning(NO_STANDFIRST))
    title = column.seo_title or column.headline
    if len(title) > LONGEST_HEADLINE:
        message = LONG_HEADLINE.format(length=len(title), longest=LONGEST_HEADLINE)
        found.append(_warning(message))
    description = column.seo_description or column.standfirst
    if len(description) > LONGEST_DESCRIPTION:
        message = LONG_DESCRIPTION.format(length=len(description), longest=LONGEST_DESCRIPTION)
        found.append(_warning(message))
    if column.wall == Wall.METERED and column.effective_wall(Wall.METERED) == Wall.FREE:
        found.append(_warning(FREE_BY_CONTRACT.format(agency=column.source)))
    return found


def _photos(column: Column, body: str) -> list[Finding]:
    """Require alternative text for accessibility and the credit for copyright."""
    if column.lead_photo is None:
        found = [_warning("There is no lead photo: lists show the column without a picture.")]
    else:
        name = f"The lead photo “{column.lead_photo}”"
        found = _missing(name, column.lead_photo, column.lead_photo.missing, "lead_photo")
    photo_uses = usage.uses_in(body)
    photos = Photo.objects.in_bulk({each.photo for each in photo_uses})
    for each in photo_uses:
        if each.photo in photos:
            found += _figure(each, photos[each.photo])
    return found


def _figure(photo_in_text: PhotoInText, photo: Photo) -> list[Finding]:
    """Accept alternative text and credit from the text as well as from the photo library."""
    messages = {"alternative text": bool(photo_in_text.alt), "credit": photo_in_text.has_credit}
    name = f"The photo “{photo}” in the text"
    missing = [each for each in photo.missing if not messages[each]]
    if photo.credit and not photo_in_text.has_credit and photo.credit not in photo_in_text.caption:
        return [
            *_missing(name, photo, missing, "body"),
            _warning(
                f"{name} is shown without its credit, “{photo.credit}”. Add the credit in the text."
            ),
        ]
    return _missing(name, photo, missing, "body")


def _missing(name: str, photo: Photo, missing: list[str], field: str) -> list[Finding]:
    if not missing:
        return []
    return [_error(f"{name} has no {' and no '.join(missing)}.", field, photo.pk)]


def _names(column: Column) -> list[Finding]:
    columnists = [byline.columnist for byline in column.bylines.select_related("columnist")]
    if not columnists:
        return [_warning("It has no byline.")]
    return [
        _warning(f"{each} has no short bio.") for each in columnists if not each.short_bio.strip()
    ]


def _links(body: str) -> list[Finding]:
    addresses = link_check.links_of(body)
    known = link_check.known(addresses)
    broken = [known[each] for each in addresses if each in known and known[each].error]
    found = [_warning(f"{each.address}: {each.error}") for each in broken]
    unknown = sum(each not in known for each in addresses)
    if unknown:
        links = "One link has" if unknown == 1 else f"{unknown} links have"
        found.append(_warning(f"{links} not been checked yet."))
    return found


def _similar(column: Column, at: datetime) -> list[Finding]:
    words = [word for word in column.headline.casefold().split() if len(word) > COMMON][:6]
    if not words:
        return []
    # The database selects headlines with a common word, so that few are compared with difflib.
    shares = Q()
    for word in words:
        shares |= Q(headline__icontains=word)
    newest = Column.objects.live(at).newest().exclude(pk=column.pk)[:LOOKED_AT].values("pk")
    others = Column.objects.filter(shares, pk__in=list(newest.values_list("pk", flat=True)))
    return [
        _warning(f"A column with a similar headline has appeared: “{other}”.")
        for other in others.values_list("headline", flat=True)
        if SequenceMatcher(None, column.headline.casefold(), other.casefold()).ratio() >= ALIKE
    ]
