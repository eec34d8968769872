"""The list of columns at the desk: fields, filters, search and bulk actions."""

from typing import Any, Literal

from django.contrib import admin
from django.contrib.admin.views.main import ORDER_VAR, ChangeList
from django.db.models import F, QuerySet
from django.db.models.expressions import Combinable, OrderBy
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.staff import local_time
from articles import wall_schedule
from articles.admin import filters
from articles.admin.paging import BoundedPaginator
from articles.admin.views import bulk
from articles.models import Column
from articles.publishing import scheduling
from articles.publishing.bulk import actions_of
from articles.search import backends
from articles.search.terms import prefix_terms


class ColumnList(ChangeList):
    def get_ordering_field_columns(self) -> dict[int, Literal["asc", "desc"]]:
        """Mark the heading that the list is sorted by.

        Django would use the model's default order.
        """
        if ORDER_VAR in self.params:
            return super().get_ordering_field_columns()
        first = self.queryset.query.order_by[0]
        if not isinstance(first, OrderBy) or first.expression != F("published_at"):
            return {}
        return {list(self.list_display).index("appears"): "desc" if first.descending else "asc"}


class ListingAdmin(admin.ModelAdmin[Any]):
    list_display = ["headline", "byline_names", "status", "wall_summary", "appears"]
    list_filter = [
        filters.StatusFilter,
        filters.WallFilter,
        filters.TopicFilter,
        filters.ColumnistFilter,
        filters.SeriesFilter,
        filters.SourceFilter,
        filters.PeriodFilter,
    ]
    search_fields = ["headline", "slug"]  # only shows the search box; get_search_results() searches
    search_help_text = (
        "Words, or beginnings of words, from the headline, the address or a columnist’s name"
    )
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = BoundedPaginator

    @admin.display(description="by")
    def byline_names(self, column: Column) -> str:
        return ", ".join(str(byline) for byline in column.bylines.all()) or "—"

    @admin.display(description="status", ordering="state")
    def status(self, column: Column) -> str:
        return scheduling.status_label(column, at=timezone.now())

    @admin.display(description="wall", ordering="wall")
    def wall_summary(self, column: Column) -> str:
        return wall_schedule.describe(column)

    @admin.display(ordering=filters.APPEARS)
    def appears(self, column: Column) -> str:
        return local_time.format_local(column.published_at) if column.published_at else "—"

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().changelist_view(request, {"title": "Columns", **(extra_context or {})})

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ColumnList

    def get_ordering(self, request: HttpRequest) -> list[str | Combinable]:
        return filters.default_order(request.GET)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Column], search_term: str
    ) -> tuple[QuerySet[Column], bool]:
        # Use the desk's search index, because icontains would read every column.
        terms = prefix_terms(search_term)
        if search_term.strip() and not terms:
            return queryset.none(), False
        return (queryset.filter(pk__in=backends.search_desk(terms)) if terms else queryset), False

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        if not request.user.has_perm("articles.change_column") or "_popup" in request.GET:
            return {}
        # Without Django's "delete selected".
        return {
            act.key: (bulk.admin_action(act), act.key, act.label)
            for act in actions_of(request.user)
        }
