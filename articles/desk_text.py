"""A column's text as the desk has it, for writing, checking and indexing; what readers get is Column.text_for()."""

from articles.models import ColumnText


def body_of(column_pk: int) -> str:
    """Cleaned HTML; empty where nothing is written yet."""
    return ColumnText.objects.filter(column=column_pk).values_list("body", flat=True).first() or ""
