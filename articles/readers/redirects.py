"""Permanent redirects from former slugs of columns, columnists, topics and series."""

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
    """Return the column with this slug or former slug, if this reader may know about it.

    A draft with a former slug of another column does not stop the redirect until it is published.
    """
    now = Column.objects.filter(slug=slug).first()
    before = OldSlug.objects.select_related("column").filter(slug=slug).first()
    meant = ([now] if now is not None else []) + ([before.column] if before is not None else [])
    return next(
        (each for each in meant if rule.check(each, reader, at=at).reason != Reason.NOT_LIVE), None
    )


def stored_slug(named: Named) -> str:
    return str(
        type(named)._default_manager.filter(pk=named.pk).values_list("slug", flat=True).first()
        or ""
    )


def save_redirect(named: Named, slug: str) -> None:
    """Redirect from the former slug after a save; delete any redirect from the new slug."""
    kind = KINDS[type(named)]
    OldName.objects.filter(kind=kind, slug=named.slug).delete()
    if slug and slug != named.slug:
        OldName.objects.update_or_create(kind=kind, slug=slug, defaults={"name_pk": named.pk})


def renamed_to(model: type[Any], slug: str) -> Named | None:
    old = OldName.objects.filter(kind=KINDS[model], slug=slug).first()
    return model._default_manager.filter(pk=old.name_pk).first() if old is not None else None


def with_query(url: str, request: HttpRequest) -> str:
    query = request.META.get("QUERY_STRING", "")
    return f"{url}?{query}" if query else url
