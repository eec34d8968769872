"""Filters of the column list by status, wall, names and period; all use an index."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, ClassVar

from django.contrib.admin import ListFilter, SimpleListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import F, Model, Q, QuerySet
from django.db.models.expressions import Combinable
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_date

from accounts.staff import local_time
from articles.models import Byline, Column, Columnist, ColumnTopic, Series, Source, Topic
from subscriptions.models import Wall

Columns = QuerySet[Column]
Choice = tuple[str, str]
SELECT = "articles/desk/_filter_select.html"
STANDINGS = [
    ("draft", "Draft"),
    ("in-review", "In review"),
    ("approved", "Approved"),
    ("scheduled", "Scheduled"),
    ("live", "Live"),
    ("expired", "Licence expired"),
    ("withdrawn", "Withdrawn"),
]


# Undated columns will appear last, so newest first begins with them; databases differ in the order
# of NULL.
APPEARS = F("published_at").asc(nulls_last=True)
NEWEST: list[Combinable | str] = [F("published_at").desc(nulls_first=True), "-pk"]


def default_order(requested: Mapping[str, str]) -> list[Combinable | str]:
    """Return the order until a heading is clicked: newest first.

    Of scheduled columns the next one comes first.
    """
    status = requested.get("status", "")
    if status == "scheduled":
        return [APPEARS, "pk"]
    return [F("expires_at").desc(), "-pk"] if status == "expired" else [*NEWEST]


class ChoiceFilter(SimpleListFilter):
    """A filter with a select element.

    Unknown values are rejected as Django rejects invalid lookups.
    """

    template = SELECT

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:  # type: ignore[override]  # of values, not of links
        yield {"value": "", "display": "All", "selected": not self.value()}
        for value, display in self.lookup_choices:
            yield {"value": str(value), "display": display, "selected": self.value() == str(value)}

    def chosen(self) -> str:
        value = self.value() or ""
        if value and value not in {str(key) for key, _ in self.lookup_choices}:
            raise IncorrectLookupParameters
        return str(value)

    def has_output(self) -> bool:
        return bool(self.lookup_choices)

    def queryset(self, request: HttpRequest, queryset: Columns) -> Columns:
        chosen = self.chosen()
        return queryset.filter(self.narrowed(chosen)) if chosen else queryset

    def narrowed(self, chosen: str) -> Q:
        raise NotImplementedError


class StatusFilter(ChoiceFilter):
    title = "status"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Choice]:
        return STANDINGS

    def narrowed(self, chosen: str) -> Q:
        at = timezone.now()
        printed = Q(state=Column.State.PUBLISHED)
        messages = {
            "scheduled": printed & Q(published_at__gt=at),
            "live": printed & Q(published_at__lte=at) & (Q(expires_at=None) | Q(expires_at__gt=at)),
            "expired": printed & Q(published_at__lte=at, expires_at__lte=at),
        }
        return messages.get(chosen) or Q(state=chosen)


class WallFilter(ChoiceFilter):
    title = "wall"
    parameter_name = "wall"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Choice]:
        return [(str(value), str(label)) for value, label in Wall.choices]

    def narrowed(self, chosen: str) -> Q:
        return Q(wall=chosen)


class NameFilter(ChoiceFilter):
    model: ClassVar[type[Model]]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Choice]:
        names: Iterable[Choice] = self.model._default_manager.order_by("name").values_list(
            "pk", "name"
        )
        return list(names)


class TopicFilter(NameFilter):
    title, parameter_name, model = "topic", "topic", Topic

    def narrowed(self, chosen: str) -> Q:
        return Q(pk__in=ColumnTopic.objects.filter(topic=int(chosen)).order_by().values("column"))


class ColumnistFilter(NameFilter):
    title, parameter_name, model = "columnist", "columnist", Columnist

    def narrowed(self, chosen: str) -> Q:
        return Q(pk__in=Byline.objects.filter(columnist=int(chosen)).order_by().values("column"))


class SeriesFilter(NameFilter):
    title, parameter_name, model = "series", "series", Series

    def narrowed(self, chosen: str) -> Q:
        return Q(series=chosen)


class SourceFilter(NameFilter):
    title, parameter_name, model = "agency", "source", Source

    def narrowed(self, chosen: str) -> Q:
        return Q(source=chosen)


class PeriodFilter(ListFilter):
    """First and last day of publication, in the site's time zone."""

    title = "appears"
    template = "articles/desk/_filter_period.html"
    names = ("since", "until")

    def __init__(
        self, request: HttpRequest, params: dict[str, Any], model: type[Model], model_admin: Any
    ) -> None:
        super().__init__(request, params, model, model_admin)
        for name in self.names:
            if name in params:
                self.used_parameters[name] = params.pop(name)[-1]

    def has_output(self) -> bool:
        return True

    def expected_parameters(self) -> list[str | None]:
        return list(self.names)

    def choices(self, changelist: Any) -> list[dict[str, Any]]:  # type: ignore[override]  # of values, not of links
        labels = {"since": "Appears from", "until": "to"}
        return [
            {"name": name, "label": labels[name], "value": self.used_parameters.get(name, "")}
            for name in self.names
        ]

    def queryset(self, request: HttpRequest, queryset: Columns) -> Columns:
        since, until = (_day(str(self.used_parameters.get(name, ""))) for name in self.names)
        if since is not None:
            queryset = queryset.filter(published_at__gte=local_time.midnight(since))
        if until is not None:
            queryset = queryset.filter(
                published_at__lt=local_time.midnight(until + timedelta(days=1))
            )
        return queryset


def _day(source: str) -> date | None:
    if not source:
        return None
    try:
        day = parse_date(source)
    except ValueError:
        day = None
    if day is None or not 1800 <= day.year <= 9000:
        raise IncorrectLookupParameters
    return day
