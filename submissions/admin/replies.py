"""Admin of replies.

One reply, and the invitations of a column, have their own pages (submissions.admin.views.replies).
"""

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path

from submissions.admin.views import replies
from submissions.models import Reply


@admin.register(Reply)
class ReplyAdmin(admin.ModelAdmin[Reply]):
    list_display = ["name", "column", "state", "touched_at"]
    list_filter = ["state"]
    list_select_related = ["column"]
    search_fields = ["name", "email", "column__headline"]
    search_help_text = "A name, an address, or a column’s headline"
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Reply | None = None) -> bool:
        return request.user.has_perm(replies.PUBLISH)

    def has_delete_permission(self, request: HttpRequest, obj: Reply | None = None) -> bool:
        """Refuse: published replies are withdrawn instead, which keeps their record."""
        return False

    def change_view(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse Django's form, which would change replies without a record.

        get_urls() has the page.
        """
        raise Http404

    def get_urls(self) -> list[URLPattern]:
        admin_view = self.admin_site.admin_view
        own = [
            path("<int:reply>/change/", admin_view(replies.reply), name="submissions_reply_change"),
            path(
                "column/<int:pk>/",
                admin_view(replies.of_column),
                name="submissions_reply_of_column",
            ),
            path(
                "<int:reply>/move/<slug:act>/",
                admin_view(replies.move),
                name="submissions_reply_move",
            ),
        ]
        return [*own, *super().get_urls()]
