"""Addresses of columnists, topics and series are for ever: a former one leads to where the name is now."""

from typing import Any

from articles.models import Columnist, OldName, Series, Topic

Named = Columnist | Topic | Series
KINDS: dict[type[Any], OldName.Kind] = {
    Columnist: OldName.Kind.COLUMNIST,
    Topic: OldName.Kind.TOPIC,
    Series: OldName.Kind.SERIES,
}


def stored_slug(named: Named) -> str:
    """As the database has it; empty for a new name."""
    return str(type(named)._default_manager.filter(pk=named.pk).values_list("slug", flat=True).first() or "")


def keep_old(named: Named, slug: str) -> None:
    """After a save: `slug` is what it had before. Whatever led away from the new address does so no more."""
    kind = KINDS[type(named)]
    OldName.objects.filter(kind=kind, slug=named.slug).delete()
    if slug and slug != named.slug:
        OldName.objects.update_or_create(kind=kind, slug=slug, defaults={"name_pk": named.pk})


def now_of(model: type[Any], slug: str) -> Named | None:
    """Who had this address once, and has another now."""
    old = OldName.objects.filter(kind=KINDS[model], slug=slug).first()
    return model._default_manager.filter(pk=old.name_pk).first() if old is not None else None
