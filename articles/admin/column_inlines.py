"""Inlines of the column form: bylines, corrections, related columns."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts.staff.local_time_fields import MOMENTS
from articles import permissions
from articles.admin.related_fields import RelatedFieldsAdmin
from articles.models import Byline, Column, Correction, RelatedColumn
from articles.models.querysets import live_at


class ColumnInline(RelatedFieldsAdmin, admin.TabularInline[Any, Column]):
    """Use the column's permissions; rows of inlines have none of their own."""

    def has_view_permission(self, request: HttpRequest, obj: Column | None = None) -> bool:
        return request.user.has_perm("articles.view_column")

    def has_add_permission(self, request: HttpRequest, obj: Column | None = None) -> bool:
        return self._may_write(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Column | None = None) -> bool:
        return self._may_write(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Column | None = None) -> bool:
        return self._may_write(request, obj)

    def _may_write(self, request: HttpRequest, obj: Column | None) -> bool:
        if not permissions.sees_every_column(request.user):
            return False
        return (
            permissions.may_add(request.user)
            if obj is None
            else permissions.may_change(request.user, obj)
        )


class BylineInline(ColumnInline):
    """Bylines in printed order, edited only by users who see every column."""

    model = Byline
    fields = ["columnist", "position"]
    autocomplete_fields = ["columnist"]
    extra = 1
    verbose_name_plural = "Bylines, in printed order"


class RelatedInline(ColumnInline):
    """Related columns chosen by hand, shown before those that are found automatically."""

    model = RelatedColumn
    fk_name = "column"
    fields = ["other", "position"]
    autocomplete_fields = ["other"]
    extra = 0
    classes = ["collapse"]
    verbose_name_plural = "More on this: columns picked by hand"

    def get_queryset(self, request: HttpRequest) -> QuerySet[RelatedColumn]:
        """Hide columns that are not live from users who may not see them."""
        picked: QuerySet[RelatedColumn] = super().get_queryset(request)
        if permissions.sees_every_column(request.user):
            return picked
        own = Q(other__in=permissions.columns_of(request.user).order_by().values("pk"))
        return picked.filter(own | live_at(timezone.now(), of="other__"))


class CorrectionInline(ColumnInline):
    model = Correction
    fields = ["at", "text"]
    formfield_overrides = MOMENTS
    extra = 0
    classes = ["collapse"]
    verbose_name_plural = (
        "Corrections, visible to everybody, also in front of the paywall: do not quote paywalled"
        " text"
    )
