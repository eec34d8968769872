"""Pagination of long lists without counting all rows."""

from functools import cached_property
from typing import Any, cast

from django.core.paginator import Paginator
from django.db.models import QuerySet

MOST_COUNTED = 2000  # rows; to see more, users search or filter


class BoundedPaginator(Paginator[Any]):
    """Count a limited number of rows.

    So a list is as fast in a large archive as in a small one.
    """

    @cached_property
    def count(self) -> int:
        rows = cast("QuerySet[Any]", self.object_list)
        return rows.order_by()[:MOST_COUNTED].count()

    @property
    def is_bounded(self) -> bool:
        return self.count == MOST_COUNTED
