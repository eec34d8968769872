"""Replies as feeds and machines get them; pages print them by the tag replies_below."""

from collections.abc import Collection

from django.template.loader import render_to_string

from accounts.machine_dates import iso_seconds
from articles.pages.feed_extras import Beside
from comments.models import Reply


def beside_columns(pks: Collection[int]) -> dict[int, list[Beside]]:
    found: dict[int, list[Beside]] = {}
    for reply in Reply.objects.printed().filter(column__in=pks):
        found.setdefault(reply.column_id, []).append(_beside(reply))
    return found


def _beside(reply: Reply) -> Beside:
    assert reply.published_at is not None, "A printed reply has appeared."  # noqa: S101 - a constraint says so
    named = {
        "@type": "Comment",
        "name": f"A reply from {reply.name}",
        "author": {"@type": reply.signed_as, "name": reply.name},
        "datePublished": iso_seconds(reply.published_at),
    }
    html = render_to_string("comments/_feed_reply.html", {"reply": reply})
    return Beside(at=reply.published_at, html=html, thing={**named, "text": reply.text}, named=named)
