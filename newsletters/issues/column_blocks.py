"""Columns in e-mails and in the archive: full text, teaser, or nothing, as the paywall decides."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString, mark_safe

from accounts.absolute_urls import absolute_url
from accounts.reader import Reader
from articles.models import Column
from articles.models.querysets import ColumnQuerySet
from articles.text import figures, pull_quotes, tables
from articles.text.absolute_links import absolute
from articles.text.dateline import with_dateline
from newsletters.issues import html_to_text
from newsletters.models import Issue
from subscriptions.paywall import rule
from subscriptions.paywall.access import Access, Reason


@dataclass(frozen=True)
class PlacedColumn:
    """A column in an issue, with the editor's line above it."""

    column: Column
    line: str = ""


@dataclass(frozen=True)
class ColumnAccess:
    """The paywall's decision about a column; `whole` if the full text is included."""

    placed: PlacedColumn
    access: Access
    whole: bool

    @property
    def column(self) -> Column:
        return self.placed.column


@dataclass(frozen=True)
class ColumnBlock:
    """A rendered column."""

    column: Column
    line: str
    html: SafeString
    whole: bool
    address: str

    @property
    def text(self) -> str:
        return html_to_text.of(self.html)


def columns_of(issue: Issue) -> list[PlacedColumn]:
    rows = list(issue.issue_columns.order_by("position", "pk"))
    columns = printed().in_bulk([row.column_id for row in rows])
    return [PlacedColumn(columns[row.column_id], row.line) for row in rows]


def printed() -> ColumnQuerySet:
    return Column.objects.for_cards().prefetch_related("corrections", "topics")


def decide_access(
    placed_columns: list[PlacedColumn], reader: Reader, *, full_text: bool, at: datetime
) -> list[ColumnAccess]:
    """Return the reader's access to each column, without columns that are not live.

    The full text is included if the newsletter has it, the paywall grants it, and the column's
    source allows it outside of the site.
    """
    decided: list[ColumnAccess] = []
    for placed in placed_columns:
        access = rule.check(placed.column, reader, at=at)
        if access.reason == Reason.NOT_LIVE:
            continue
        is_whole = (
            full_text and access.grants(placed.column.pk) and placed.column.may_syndicate_text
        )
        decided.append(ColumnAccess(placed, access, is_whole))
    return decided


def words(issue: Issue, *, image_width: int = 0) -> SafeString:
    """Render the editor's text; `image_width` limits the width of pictures in pixels."""
    html = pull_quotes.without_repeated(issue.words)
    html = figures.fit_to_width(html, image_width) if image_width else html
    return mark_safe(tables.with_scroll_regions(html))  # noqa: S308 - cleaned at every way in


def render_block(each: ColumnAccess, address: str, *, image_width: int = 0) -> ColumnBlock:
    """Render a column, with its full text only if the paywall grants it.

    `image_width` is in pixels.
    """
    column = each.column
    if each.whole:
        html = pull_quotes.without_repeated(column.text_for(each.access).body)
    else:
        html = column.teaser
    html = figures.fit_to_width(html, image_width) if image_width else html
    here = absolute_url(column.get_absolute_url())
    scrolled = tables.with_scroll_regions(html, of=column.headline)
    dated = with_dateline(absolute(scrolled, here), column.dateline)
    return ColumnBlock(column, each.placed.line, mark_safe(dated), each.whole, address)  # noqa: S308 - cleaned at every way in
