"""Admins of columnists, topics, series and agencies."""

from django.contrib import admin
from django.db.models import URLField
from django.http import HttpRequest
from django.urls import URLPattern, path

from articles.admin.name_deletion import NameDeletionAdmin
from articles.admin.related_fields import RelatedFieldsAdmin
from articles.admin.views import series_order
from articles.forms.names import NamedForm
from articles.models import Columnist, ColumnistLink, Series, Source, Topic

WALL_DEFAULT: list[str | list[str] | tuple[str, ...] | tuple[()]] = [
    "default_wall",
    ("then_wall", "then_after"),
    ("later_wall", "later_after"),
]


class LinkInline(admin.TabularInline[ColumnistLink, Columnist]):
    model = ColumnistLink
    fields = ["label", "url", "position"]
    formfield_overrides = {URLField: {"assume_scheme": "https"}}
    extra = 1


@admin.register(Columnist)
class ColumnistAdmin(NameDeletionAdmin, RelatedFieldsAdmin, admin.ModelAdmin[Columnist]):
    form = NamedForm
    list_display = ["name", "short_bio", "user"]
    list_select_related = ["user"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}
    autocomplete_fields = ["portrait", "user"]
    inlines = [LinkInline]
    fieldsets = [
        (None, {"fields": ["name", "short_bio", "long_bio", "portrait"]}),
        ("Wall of new columns", {"fields": WALL_DEFAULT}),
        ("Address and account", {"fields": ["slug", "user"]}),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Columnist | None = None) -> list[str]:
        # A form that takes any account would show its name and address to staff who may not see
        # readers.
        return [] if request.user.has_perm("accounts.view_user") else ["user"]

    def view_on_site(self, obj: Columnist) -> str:
        return obj.get_absolute_url()


class NamedAdmin(NameDeletionAdmin):
    form = NamedForm
    list_display = ["name", "description"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}

    def view_on_site(self, obj: Topic | Series) -> str:
        return obj.get_absolute_url()


@admin.register(Topic)
class TopicAdmin(NamedAdmin):
    fields = ["name", "slug", "description"]


@admin.register(Series)
class SeriesAdmin(NamedAdmin):
    fieldsets = [
        (None, {"fields": ["name", "slug", "description"]}),
        ("Wall of its columns", {"fields": WALL_DEFAULT}),
    ]

    def get_urls(self) -> list[URLPattern]:
        order = path(
            "<int:pk>/order/",
            self.admin_site.admin_view(series_order.order),
            name="articles_series_order",
        )
        return [order, *super().get_urls()]


@admin.register(Source)
class SourceAdmin(NameDeletionAdmin):
    list_display = ["name", "copyright_notice", "may_wall", "full_text_feed"]
    search_fields = ["name"]
    fields = ["name", "copyright_notice", "may_wall", "full_text_feed"]
