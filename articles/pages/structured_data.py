"""JSON-LD (schema.org) and Open Graph data, made only of what is free to read."""

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from accounts.absolute_urls import absolute_url
from accounts.text.timestamps import iso_seconds
from articles import languages
from articles.models import Column, Columnist, Photo
from articles.models.photos import Rendition
from articles.pages import feed_extras
from subscriptions.models import Wall

JsonLd = dict[str, Any]

CONTEXT = "https://schema.org"
LOGO = "img/apple-touch-icon.png"
LOGO_PIXELS = 180
PAYWALLED_SELECTOR = ".walled"  # the paywalled element of the page
SHARED_SHAPE = 1200 / 630  # aspect ratio of link previews in social networks
# Escaped, so that a headline cannot end the script element or begin an HTML comment.
SAFE_IN_SCRIPT = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def about_column(
    column: Column, *, canonical: str, at: datetime, opened: bool = False
) -> dict[str, Any]:
    """Return the context of articles/_metadata.html.

    `opened` is whether the page contains the text.
    """
    data = column_json_ld(column, canonical=canonical, at=at)
    return {
        "json": script(_without_gaps({**data, "comment": _replies(column, opened)})),
        "description": description(column),
        "locale": languages.open_graph_locale(_language(column)),
        "is_free": column.wall_at(at) == Wall.FREE,
        "picture": picture(column.lead_photo),
    }


def about_columnist(columnist: Columnist) -> SafeString:
    person = _without_gaps(
        {
            **_person(columnist),
            "description": columnist.short_bio,
            "sameAs": [link.url for link in columnist.links.all()],
            "image": images(columnist.portrait),
        }
    )
    return script(
        {"@context": CONTEXT, "@type": "ProfilePage", "mainEntity": person, "url": person["url"]}
    )


def about_site() -> SafeString:
    search_url = absolute_url(reverse("articles:search"))
    search = {
        "@type": "SearchAction",
        "target": f"{search_url}?q={{search_term_string}}",
        "query-input": "required name=search_term_string",
    }
    site = {
        "@type": "WebSite",
        "name": settings.SITE_NAME,
        "url": absolute_url("/"),
        "publisher": {"@id": _publisher()["@id"]},
        "potentialAction": search,
    }
    return script({"@context": CONTEXT, "@graph": [site, _publisher()]})


def column_json_ld(column: Column, *, canonical: str, at: datetime) -> JsonLd:
    is_free = column.wall_at(at) == Wall.FREE
    data: JsonLd = {
        "@context": CONTEXT,
        "@type": "OpinionNewsArticle",
        "mainEntityOfPage": {"@type": "WebPage", "@id": canonical},
        "url": canonical,
        "headline": column.headline,
        "description": description(column),
        "inLanguage": _language(column),
        "datePublished": column.published_at and iso_seconds(column.published_at),
        "dateModified": column.changed_at and iso_seconds(column.changed_at),
        "author": [_person(byline.columnist) for byline in column.bylines.all()],
        "publisher": _publisher(),
        "image": images(column.lead_photo),
        "articleSection": [topic.name for topic in column.topics.all()] or [column.kicker],
    }
    if column.series is not None:
        series_url = absolute_url(column.series.get_absolute_url())
        series = {"@type": "CreativeWorkSeries", "name": column.series.name, "url": series_url}
        data["isPartOf"] = series
    data["correction"] = [
        {"@type": "CorrectionComment", "text": each.text, "datePublished": iso_seconds(each.at)}
        for each in column.corrections.all()
    ]
    data["isAccessibleForFree"] = is_free
    if not is_free:
        data["hasPart"] = {
            "@type": "WebPageElement",
            "isAccessibleForFree": False,
            "cssSelector": PAYWALLED_SELECTOR,
        }
    if column.source is not None:
        agency = {"@type": "Organization", "name": column.source.name}
        data["sourceOrganization"] = data["copyrightHolder"] = agency
        data["copyrightNotice"] = column.copyright_notice
    return _without_gaps(data)


def _language(column: Column) -> str:
    return column.language or languages.canonical(settings.LANGUAGE_CODE)


def description(column: Column) -> str:
    if column.seo_description or column.standfirst:
        return column.seo_description or column.standfirst
    names = " and ".join(byline.columnist.name for byline in column.bylines.all())
    return f"{column.headline}, by {names}" if names else column.headline


def images(photo: Photo | None) -> list[str]:
    return [_address(each) for each in _widest(photo)]


def picture(photo: Photo | None) -> dict[str, Any] | None:
    files = _widest(photo)
    if photo is None or not files:
        return None
    best = min(files, key=lambda each: abs(each["width"] / max(each["height"], 1) - SHARED_SHAPE))
    return {
        "url": _address(best),
        "width": best["width"],
        "height": best["height"],
        "alt": photo.alt or photo.caption,
    }


def default_picture() -> dict[str, Any]:
    return {"url": _logo(), "width": LOGO_PIXELS, "height": LOGO_PIXELS, "alt": settings.SITE_NAME}


def script(data: JsonLd) -> SafeString:
    """Return JSON for a <script type="application/ld+json"> element."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(SAFE_IN_SCRIPT))  # noqa: S308 - nothing left that HTML knows


def _widest(photo: Photo | None) -> list[Rendition]:
    made: list[Rendition] = photo.renditions if photo is not None else []
    widest: dict[str, Rendition] = {}
    for each in sorted(made, key=lambda each: each["width"]):
        if each["format"] == "jpeg":
            widest[each["crop"]] = each
    return list(widest.values())


def _address(rendition: Rendition) -> str:
    return absolute_url(f"{settings.MEDIA_URL}{rendition['path']}")


def _person(columnist: Columnist) -> JsonLd:
    return {
        "@type": "Person",
        "name": columnist.name,
        "url": absolute_url(columnist.get_absolute_url()),
    }


def _logo() -> str:
    return absolute_url(static(LOGO))


def _publisher() -> JsonLd:
    address = absolute_url("/")
    logo = {"@type": "ImageObject", "url": _logo()}
    return {
        "@type": "NewsMediaOrganization",
        "@id": f"{address}#publisher",
        "name": settings.SITE_NAME,
        "url": address,
        "logo": logo,
    }


def _replies(column: Column, opened: bool) -> list[JsonLd]:
    """Return the replies. They quote the text, so without access only their existence is stated."""
    found = feed_extras.columns([column.pk] if column.pk else []).get(column.pk, [])
    return [each.json_ld if opened else each.named for each in found]


def _without_gaps(data: JsonLd) -> JsonLd:
    return {name: value for name, value in data.items() if value not in (None, "", [])}
