"""What a column's page says to its readers about the conversation, each with a way that leads
somewhere.
"""

import re
from typing import Any

import pytest
from django.utils.html import strip_tags

from articles.models import Columnist, Source, Topic
from subscriptions.models import Wall
from tests.cast import MakeColumn, MakeReader, Person
from tests.comments.conftest import PostComment

pytestmark = pytest.mark.promise(
    "All links from a column to comments, guidelines, newsletters, story ideas and donations work",
    section="comments",
)


WAYS = {
    "Skip to": "#",
    "Jump to 1 comment": "#comments",
    "Write a comment": "/columns/{slug}/comments/#write",
    "Our guidelines": "/guidelines/",
    "Share a story idea": "/story-ideas/",
    "Follow Foreign policy": "/following/topic/foreign-policy/",
    "Follow Ada Brook": "/following/columnist/ada-brook/",
    "Newsletters": "/newsletters/",
    "Donate": "/donate/",
    "Save for later": "/account/saved/new/{slug}/",
}

LINK = re.compile(r'<a [^>]*href="([^"]+)"[^>]*>(.*?)</a>')


@pytest.fixture
def printed(
    noon: Any,
    visitor: Person,
    make_column: MakeColumn,
    make_reader: MakeReader,
    post_comment: PostComment,
) -> tuple[str, str]:
    """A syndicated free column with one comment: its address and what a stranger gets there."""
    ada = Columnist.objects.create(
        name="Ada Brook", slug="ada-brook", short_bio="Ada Brook writes about rivers."
    )
    wire = Source.objects.create(name="The Wire")
    fields: dict[str, Any] = {
        "source": wire,
        "copyright_notice": "© 2026 The Wire",
        "dateline": "PYONGYANG",
    }
    column = make_column(Wall.FREE, columnists=(ada,), **fields)
    column.column_topics.create(
        topic=Topic.objects.create(name="Foreign policy", slug="foreign-policy")
    )
    post_comment(column, "A word of mine.", by=make_reader("sam"))
    return column.slug, visitor.reads(column).content.decode()


def test_the_lines_are_there(printed: tuple[str, str]) -> None:
    _, html = printed
    for line in (
        "Opinion",
        "Ada Brook writes about rivers.",
        "PYONGYANG —",
        "© 2026 The Wire",
        "A word of mine.",
    ):
        assert line in strip_tags(html), line


@pytest.mark.parametrize("words", WAYS)
def test_each_way_is_there_and_leads_somewhere(
    printed: tuple[str, str], visitor: Person, words: str
) -> None:
    slug, html = printed
    options = [
        href for href, text in LINK.findall(html) if strip_tags(text).strip().startswith(words)
    ]
    assert options
    assert options[0].startswith(WAYS[words].format(slug=slug))
    if options[0].startswith("/"):
        assert visitor.client.get(options[0], follow=True).status_code == 200
    else:
        assert f'id="{options[0][1:]}"' in html
