"""The pages of the house: about, contact, privacy, terms, guidelines."""

from django.contrib import admin

from articles.admin.editing import EditingAdmin
from articles.forms import PageForm
from articles.models import Page


@admin.register(Page)
class PageAdmin(EditingAdmin):
    form = PageForm
    list_display = ["title", "slug", "in_footer", "position"]
    prepopulated_fields = {"slug": ["title"]}
    fieldsets = [
        (None, {"fields": ["title", "body"], "classes": ["desk-writing"]}),
        ("Address and footer", {"fields": ["slug", "description", "in_footer", "position"]}),
    ]
