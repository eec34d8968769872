"""Replies in feeds and structured data. Pages show them with the tag `replies_below`."""

from collections.abc import Collection

from django.template.loader import render_to_string

from accounts.text.timestamps import iso_seconds
from articles.pages.feed_extras import FeedExtra
from submissions.models import Reply


def extras_for(pks: Collection[int]) -> dict[int, list[FeedExtra]]:
    results: dict[int, list[FeedExtra]] = {}
    for reply in Reply.objects.published().filter(column__in=pks):
        assert reply.published_at is not None, "A constraint says so."  # noqa: S101 - for mypy
        named = {
            "@type": "Comment",
            "name": f"A reply from {reply.name}",
            "author": {"@type": reply.signed_as, "name": reply.name},
            "datePublished": iso_seconds(reply.published_at),
        }
        html = render_to_string("submissions/_feed_reply.html", {"reply": reply})
        whole = {**named, "text": reply.text}
        extra = FeedExtra(at=reply.published_at, html=html, json_ld=whole, named=named)
        results.setdefault(reply.column_id, []).append(extra)
    return results
