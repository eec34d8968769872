"""Helpers for tests of pages, search and feeds: one time, and hidden words that must never
appear.
"""

from typing import Any

from articles.models import Column, Columnist, Topic
from articles.publishing.save import save_column
from tests.cast import HOUR, NOON

HIDDEN = "xylophonist"
BODY = "".join(
    f"<p>Paragraph {n} speaks of harbours and of the tides that fill them twice a day.</p>"
    for n in range(5)
)
BODY += (
    f'<aside class="pullquote"><p>A {HIDDEN} was lifted here.</p></aside><p>At the end stands the'
    f" {HIDDEN}.</p>"
)


def print_column(
    slug: str, *, body: str = BODY, by: str = "", topic: str = "", **fields: Any
) -> Column:
    """Save a column as the desk would; by default live at NOON."""
    values: dict[str, Any] = {
        "headline": f"About {slug}",
        "state": "published",
        "published_at": NOON - HOUR,
        **fields,
    }
    column = Column.objects.filter(slug=slug).first() or Column(slug=slug)
    for name, value in values.items():
        setattr(column, name, value)
    columnists = [columnist(by)] if by else None
    topics = [Topic.objects.get_or_create(name=topic, slug=topic.lower())[0]] if topic else None
    save_column(column, body=body, columnists=columnists, topics=topics, by=None, at=NOON)
    return column


def columnist(name: str) -> Columnist:
    return Columnist.objects.get_or_create(name=name, slug=name.lower().replace(" ", "-"))[0]
