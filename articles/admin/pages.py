"""The admin of static pages."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from articles.admin.editor_admin import EditorAdmin
from articles.forms.pages import PageForm
from articles.models import Page


@admin.register(Page)
class PageAdmin(EditorAdmin):
    form = PageForm
    list_display = ["title", "slug", "in_footer", "position"]
    prepopulated_fields = {"slug": ["title"]}
    readonly_fields = ["text_as_saved"]

    @admin.display(description="text")
    def text_as_saved(self, page: Page) -> SafeString:
        return mark_safe(page.body)  # noqa: S308 - cleaned at every way in

    def get_fieldsets(self, request: HttpRequest, obj: Page | None = None) -> Any:
        text = (
            "body" if obj is None or self.has_change_permission(request, obj) else "text_as_saved"
        )
        return [
            (None, {"fields": ["title", text], "classes": ["desk-writing"]}),
            ("Address and footer", {"fields": ["slug", "description", "in_footer", "position"]}),
        ]
