"""Admin of comments: the searchable list, and the moderation queue."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern

from accounts.staff.read_only import ReadOnlyAdmin
from accounts.text.numbers import parse_number
from comments.admin.urls import moderation_pages
from comments.admin.views import queue
from comments.models import Comment


@admin.register(Comment)
class CommentAdmin(ReadOnlyAdmin[Comment]):
    """List comments. A comment's page is the moderators' own one, with its history and actions."""

    list_display = ["__str__", "column", "state", "held_for", "posted_at"]
    list_filter = ["state", "role"]
    list_select_related = ["commenter", "column"]
    search_fields = ["text", "commenter__name", "column__headline"]
    ordering = ["-pk"]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Comment]":
        return super().get_queryset(request).exclude(state=Comment.State.DELETED)

    def get_urls(self) -> list[URLPattern]:
        return [*moderation_pages(self.admin_site.admin_view), *super().get_urls()]

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> Any:
        return queue.one(request, parse_number(object_id) or 0)
