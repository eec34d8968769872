"""Columns that stand under a column: those the desk picked, then the newest that share series, topic or columnist."""

from datetime import datetime

from articles.models import Byline, Column, Filing

SHOWN = 4


def related(column: Column, *, at: datetime) -> list[Column]:
    """Live ones only, each once: a few statements, for a page that is kept."""
    picked = list(column.related.values_list("other", flat=True)) if column.pk else []
    keys = [*picked, *_found(column, at)]
    live = Column.objects.live(at).exclude(pk=column.pk).for_cards().in_bulk(list(dict.fromkeys(keys)))
    return [live[key] for key in dict.fromkeys(keys) if key in live][:SHOWN]


def _found(column: Column, at: datetime) -> list[int]:
    """The newest of the series, of each topic and of each columnist, in that order; a few more than are shown."""
    most = SHOWN + 1
    found: list[int] = []
    if column.series_id is not None:
        found += Column.objects.live(at).filter(series=column.series_id).newest().values_list("pk", flat=True)[:most]
    topics = [topic.pk for topic in column.topics.all()]
    if topics:
        filings = Filing.objects.live(at).filter(topic__in=topics).newest()
        found += filings.values_list("column_id", flat=True)[: most * len(topics)]
    columnists = [byline.columnist_id for byline in column.bylines.all()]
    if columnists:
        bylines = Byline.objects.live(at).filter(columnist__in=columnists).newest()
        found += bylines.values_list("column_id", flat=True)[: most * len(columnists)]
    return found
