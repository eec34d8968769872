"""Read-only log of moderation."""

from django.contrib import admin

from comments.models import LegalNotice, ModerationAct, Report
from subscriptions.admin.read_only import LookingAdmin


@admin.register(ModerationAct)
class ModerationActAdmin(LookingAdmin[ModerationAct]):
    list_display = ["done_at", "act", "why", "by", "commenter", "comment"]
    list_filter = ["act", "why"]
    list_select_related = ["by", "commenter", "comment__commenter"]
    date_hierarchy = "done_at"


@admin.register(Report)
class ReportAdmin(LookingAdmin[Report]):
    list_display = ["made_at", "why", "comment", "settled_at", "upheld"]
    list_filter = ["why", "upheld"]
    list_select_related = ["comment__commenter"]


@admin.register(LegalNotice)
class LegalNoticeAdmin(LookingAdmin[LegalNotice]):
    list_display = ["made_at", "address", "answered_at", "upheld"]
    list_filter = ["upheld"]
