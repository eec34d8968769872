"""Related columns: editors' choice, then the newest with the same series, topic or columnist."""

from datetime import datetime

from articles.models import Byline, Column, ColumnTopic

MAX_RELATED = 4


def related(column: Column, *, at: datetime) -> list[Column]:
    picked = list(column.related.values_list("other", flat=True)) if column.pk else []
    keys = [*picked, *_candidates(column, at)]
    live = (
        Column.objects.live(at).exclude(pk=column.pk).for_cards().in_bulk(list(dict.fromkeys(keys)))
    )
    return [live[key] for key in dict.fromkeys(keys) if key in live][:MAX_RELATED]


def _candidates(column: Column, at: datetime) -> list[int]:
    """Return the newest of the series, each topic and each columnist, in that order."""
    most = MAX_RELATED + 1  # one more, because the column itself may be among them
    results: list[int] = []
    if column.series_id is not None:
        results += (
            Column.objects.live(at)
            .filter(series=column.series_id)
            .newest()
            .values_list("pk", flat=True)[:most]
        )
    topics = [topic.pk for topic in column.topics.all()]
    if topics:
        column_topics = ColumnTopic.objects.live(at).filter(topic__in=topics).newest()
        results += column_topics.values_list("column_id", flat=True)[: most * len(topics)]
    columnists = [byline.columnist_id for byline in column.bylines.all()]
    if columnists:
        bylines = Byline.objects.live(at).filter(columnist__in=columnists).newest()
        results += bylines.values_list("column_id", flat=True)[: most * len(columnists)]
    return results
