"""A column's text for desk pages, checks and indexes. For readers use Column.text_for()."""

from articles.models import ColumnText


def body_of(column_pk: int) -> str:
    return ColumnText.objects.filter(column=column_pk).values_list("body", flat=True).first() or ""
