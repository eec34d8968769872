"""Addresses of columnists, topics and series are for ever: a former one leads to where the name is now."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest

from accounts.reader import Reader
from articles.models import Column, Columnist, OldName, OldSlug, Series, Topic
from subscriptions.paywall import rule
from subscriptions.paywall.access import Reason

Named = Columnist | Topic | Series
KINDS: dict[type[Any], OldName.Kind] = {
    Columnist: OldName.Kind.COLUMNIST,
    Topic: OldName.Kind.TOPIC,
    Series: OldName.Kind.SERIES,
}


def column_at(slug: str, reader: Reader, *, at: datetime) -> Column | None:
    """Return the column that the slug means now, or meant before, if this reader may know about it.

    A draft that has taken an old slug hides nothing: until it is public, the redirect goes on.
    """
    now = Column.objects.filter(slug=slug).first()
    before = OldSlug.objects.select_related("column").filter(slug=slug).first()
    meant = ([now] if now is not None else []) + ([before.column] if before is not None else [])
    return next((each for each in meant if rule.look(each, reader, at=at).reason != Reason.NOT_LIVE), None)


def stored_slug(named: Named) -> str:
    """As the database has it; empty for a new name."""
    return str(type(named)._default_manager.filter(pk=named.pk).values_list("slug", flat=True).first() or "")


def save_redirect(named: Named, slug: str) -> None:
    """After a save: `slug` is what it had before. Whatever led away from the new address does so no more."""
    kind = KINDS[type(named)]
    OldName.objects.filter(kind=kind, slug=named.slug).delete()
    if slug and slug != named.slug:
        OldName.objects.update_or_create(kind=kind, slug=slug, defaults={"name_pk": named.pk})


def now_of(model: type[Any], slug: str) -> Named | None:
    """Who had this address once, and has another now."""
    old = OldName.objects.filter(kind=KINDS[model], slug=slug).first()
    return model._default_manager.filter(pk=old.name_pk).first() if old is not None else None


def with_query(url: str, request: HttpRequest) -> str:
    """Return the URL with the query string of the request that is redirected: page numbers, campaign names."""
    query = request.META.get("QUERY_STRING", "")
    return f"{url}?{query}" if query else url
