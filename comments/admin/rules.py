"""Admin of the comment policy, and of rules for a series or a column."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse

from accounts.staff.read_only import WithoutAdd, WithoutDelete
from comments.admin.views import watch_words
from comments.forms.moderating import PolicyForm
from comments.models import ColumnRule, CommentPolicy, SeriesRule
from subscriptions.admin.logged import LoggedAdmin


@admin.register(CommentPolicy)
class CommentPolicyAdmin(WithoutAdd, WithoutDelete, LoggedAdmin[CommentPolicy]):
    """Edit the only row; the list redirects to it."""

    form = PolicyForm
    fieldsets = [
        (
            "Where comments are allowed",
            {"fields": ["free", "registered", "metered", "subscribers", "close_after_days"]},
        ),
        ("Who may comment", {"fields": ["subscribers_only", "an_hour"]}),
        ("Held for a moderator", {"fields": ["all_wait", "first_wait", "most_links", "words"]}),
    ]

    def get_urls(self) -> list[URLPattern]:
        admin_view = self.admin_site.admin_view
        return [
            path(
                "try/", admin_view(watch_words.test_watch_words), name="comments_commentpolicy_try"
            ),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not CommentPolicy.objects.exists() or not self.has_view_or_change_permission(request):
            return super().changelist_view(request, extra_context)
        return HttpResponseRedirect(
            reverse("admin:comments_commentpolicy_change", args=[CommentPolicy.SINGLETON_PK])
        )


@admin.register(SeriesRule)
class SeriesRuleAdmin(LoggedAdmin[SeriesRule]):
    list_display = ["series", "opening", "close_after_days"]
    list_select_related = ["series"]
    autocomplete_fields = ["series"]


@admin.register(ColumnRule)
class ColumnRuleAdmin(LoggedAdmin[ColumnRule]):
    list_display = ["column", "opening", "close_after_days"]
    list_select_related = ["column"]
    autocomplete_fields = ["column"]
    search_fields = ["column__headline"]
