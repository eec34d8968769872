"""Looked over before publication: what would break, and what readers or search engines would miss."""

from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

from django.db.models import Q

from articles import answering, markup
from articles.desk_text import body_of
from articles.models import Column, Photo

LONGEST_HEADLINE = 110  # characters that results show of one
LONGEST_DESCRIPTION = 160
ALIKE = 0.8  # of two headlines, by difflib
LOOKED_AT = 300  # columns whose headline may be similar
COMMON = 4  # letters of a word that says something
TYPES_WITH_A_PHOTO = 'data-photo="'


@dataclass(frozen=True)
class Finding:
    """One thing that was found; an error stands in the way of publication, a warning does not."""

    is_error: bool
    said: str


def _error(said: str) -> Finding:
    return Finding(True, said)


def _warning(said: str) -> Finding:
    return Finding(False, said)


def findings(column: Column, *, at: datetime) -> list[Finding]:
    """Of a column as saved, errors first."""
    body = body_of(column.pk)
    found = [
        *_text(column, body),
        *_head(column),
        *_photos(column, body),
        *_names(column),
        *_links(body),
        *_similar(column, at),
    ]
    return sorted(found, key=lambda each: not each.is_error)


def errors(column: Column, *, body: str | None = None) -> list[str]:
    """What would break a page, a list or a contract. Nothing else stands in the way. `body` None: as it is saved."""
    body = body_of(column.pk) if body is None else body
    return [each.said for each in (*_text(column, body), *_agency(column)) if each.is_error]


def _text(column: Column, body: str) -> list[Finding]:
    if not markup.count_words(markup.plain(body)):
        return [_error("There is no text.")]
    return []


def _agency(column: Column) -> list[Finding]:
    if column.source is not None and not column.copyright_notice.strip():
        return [_error(f"{column.source} wants its copyright line printed: fill it in, under “Agency”.")]
    return []


def _head(column: Column) -> list[Finding]:
    found = _agency(column)
    if not column.standfirst.strip():
        found.append(_warning("There is no standfirst: lists and shared links show the headline alone."))
    title = column.seo_title or column.headline
    if len(title) > LONGEST_HEADLINE:
        found.append(
            _warning(f"The headline has {len(title)} characters: search engines cut it at {LONGEST_HEADLINE}.")
        )
    description = column.seo_description or column.standfirst
    if len(description) > LONGEST_DESCRIPTION:
        told = f"The description has {len(description)} characters: search engines cut it at {LONGEST_DESCRIPTION}."
        found.append(_warning(told))
    return found


def _photos(column: Column, body: str) -> list[Finding]:
    if column.lead_photo is None:
        found = [_warning("There is no lead photo: the column stands without a picture on every list.")]
    else:
        found = _words("The lead photo", column.lead_photo)
    keys = [int(part.split('"')[0]) for part in body.split(TYPES_WITH_A_PHOTO)[1:] if part.split('"')[0].isdecimal()]
    for photo in Photo.objects.filter(pk__in=keys).exclude(credit__gt="", alt__gt=""):
        found += _words(f"The photo “{photo}” in the text", photo)
    return found


def _words(name: str, photo: Photo) -> list[Finding]:
    missing = [
        word for word, value in (("text instead of the picture", photo.alt), ("credit", photo.credit)) if not value
    ]
    return [_warning(f"{name} has no {' and no '.join(missing)}.")] if missing else []


def _names(column: Column) -> list[Finding]:
    columnists = [byline.columnist for byline in column.bylines.select_related("columnist")]
    if not columnists:
        return [_warning("It names nobody: add a byline.")]
    return [_warning(f"{each} has no short bio.") for each in columnists if not each.short_bio.strip()]


def _links(body: str) -> list[Finding]:
    addresses = answering.links_of(body)
    known = answering.known(addresses)
    broken = [known[each] for each in addresses if each in known and known[each].trouble]
    found = [_warning(f"{each.address}: {each.trouble}") for each in broken]
    unknown = sum(each not in known for each in addresses)
    if unknown:
        links = "One link has" if unknown == 1 else f"{unknown} links have"
        found.append(_warning(f"{links} not been looked at yet."))
    return found


def _similar(column: Column, at: datetime) -> list[Finding]:
    """Among the newest live columns that share a telling word of the headline."""
    words = [word for word in column.headline.casefold().split() if len(word) > COMMON][:6]
    if not words:
        return []
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
