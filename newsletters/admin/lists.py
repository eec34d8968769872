from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from articles.admin.related_fields import RelatedFieldsAdmin
from newsletters.models import Newsletter


@admin.register(Newsletter)
class NewsletterAdmin(RelatedFieldsAdmin, admin.ModelAdmin[Newsletter]):
    list_display = ["name", "rhythm", "readers", "full_text", "is_open", "position"]
    prepopulated_fields = {"slug": ["name"]}
    autocomplete_fields = ["columnist"]
    search_fields = ["name"]
    view_on_site = False  # the desk has no "view on site" URL (desk.site)
    fieldsets = [
        (None, {"fields": ["name", "description", "rhythm", "columnist"]}),
        ("The mail", {"fields": ["from_name", "full_text", "opens"]}),
        ("On the site", {"fields": ["slug", "is_open", "position"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Newsletter]:
        newsletters: QuerySet[Newsletter] = super().get_queryset(request)
        return newsletters.annotate(number=Count("sign_ups"))

    @admin.display(description="readers", ordering="number")
    def readers(self, newsletter: Any) -> int:
        return int(newsletter.number)
