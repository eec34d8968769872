"""Read-only log of moderation."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.staff.read_only import ReadOnlyAdmin
from comments.admin.people import EMAILS
from comments.models import LegalNotice, ModerationAct, Report


@admin.register(ModerationAct)
class ModerationActAdmin(ReadOnlyAdmin[ModerationAct]):
    list_display = ["done_at", "act", "why", "by", "commenter", "comment"]
    list_filter = ["act", "why"]
    list_select_related = ["by", "commenter", "comment__commenter"]
    date_hierarchy = "done_at"


class ComplaintAdmin(ReadOnlyAdmin[Any]):
    """An admin of complaints.

    It names who complained only to people who may look at accounts.
    """

    complainant: tuple[str, ...] = ()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        hidden = () if request.user.has_perm(EMAILS) else self.complainant
        return [field for field in super().get_fields(request, obj) if field not in hidden]


@admin.register(Report)
class ReportAdmin(ComplaintAdmin):
    complainant = ("by",)
    list_display = ["made_at", "why", "comment", "resolved_at", "upheld"]
    list_filter = ["why", "upheld"]
    list_select_related = ["comment__commenter"]


@admin.register(LegalNotice)
class LegalNoticeAdmin(ComplaintAdmin):
    complainant = ("name", "email")
    list_display = ["made_at", "address", "answered_at", "upheld"]
    list_filter = ["upheld"]
