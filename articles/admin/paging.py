"""Paging a long archive without counting it."""

from functools import cached_property

from django.core.paginator import Paginator

from articles.models import Column

MOST_COUNTED = 2000  # rows: past these one searches or filters


class BoundedPaginator(Paginator[Column]):
    """Counts a bounded number of rows, so that a list is as fast in a large archive as in a small one."""

    @cached_property
    def count(self) -> int:  # type: ignore[override]  # Django's own is a cached property too
        bounded: int = self.object_list.order_by()[:MOST_COUNTED].count()  # type: ignore[union-attr]
        return bounded
