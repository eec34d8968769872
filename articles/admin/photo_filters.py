"""Filters of the photo library: texts missing, not used."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from articles.models import Photo

# above the grid; on phones Django's filters come last
TEMPLATE = "articles/desk/_photo_filter.html"


class LackingWords(admin.SimpleListFilter):
    title = "words"
    parameter_name = "words"
    template = TEMPLATE

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("missing", "Alternative text or credit missing")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Photo]) -> QuerySet[Photo]:
        return queryset & Photo.objects.missing_texts() if self.value() == "missing" else queryset


class NowhereUsed(admin.SimpleListFilter):
    title = "use"
    parameter_name = "use"
    template = TEMPLATE

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("nowhere", "Not used")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Photo]) -> QuerySet[Photo]:
        return queryset & Photo.objects.unused() if self.value() == "nowhere" else queryset
