"""Admin of issues. Preview, test and sending have their own pages (newsletters.admin.views)."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.safestring import SafeString, mark_safe

from articles.admin.editor_admin import EditorAdmin
from articles.admin.related_fields import RelatedFieldsAdmin
from newsletters.admin.views import preview, sending
from newsletters.forms.issues import IssueForm
from newsletters.models import Issue, IssueColumn, Mailing


class ColumnInline(RelatedFieldsAdmin, admin.TabularInline[IssueColumn, Issue]):
    """Columns of an issue, with the permissions of the issue."""

    model = IssueColumn
    fields = ["column", "line", "position"]
    autocomplete_fields = ["column"]
    extra = 3
    verbose_name = "column"
    verbose_name_plural = "Columns, in their order"

    def has_view_permission(self, request: HttpRequest, obj: Issue | None = None) -> bool:
        return request.user.has_perm("newsletters.view_issue")

    def has_add_permission(self, request: HttpRequest, obj: Issue | None = None) -> bool:
        return _may_compose(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Issue | None = None) -> bool:
        return _may_compose(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Issue | None = None) -> bool:
        return _may_compose(request, obj)


def _may_compose(request: HttpRequest, issue: Issue | None) -> bool:
    """Return whether the issue may be changed.

    Not after sending has begun: the archive shows what was sent.
    """
    if issue is None:
        return request.user.has_perm("newsletters.add_issue")
    begun = Mailing.objects.filter(issue=issue).exclude(state=Mailing.State.WAITING).exists()
    return not begun and request.user.has_perm("newsletters.change_issue")


@admin.register(Issue)
class IssueAdmin(EditorAdmin):
    form = IssueForm
    inlines = [ColumnInline]
    list_display = ["subject", "newsletter", "status", "goes_out"]
    list_filter = ["newsletter"]
    list_select_related = ["newsletter", "mailing"]
    search_fields = ["subject"]
    readonly_fields = ["words_as_saved"]
    view_on_site = False  # type: ignore[assignment]  # the archive shows what was sent

    @admin.display(description="state", ordering="mailing__state")
    def status(self, issue: Issue) -> str:
        return issue.mailing.get_state_display() if hasattr(issue, "mailing") else "Draft"

    @admin.display(description="goes out", ordering="mailing__due_at")
    def goes_out(self, issue: Issue) -> Any:
        return issue.mailing.due_at if hasattr(issue, "mailing") else None

    @admin.display(description="words")
    def words_as_saved(self, issue: Issue) -> SafeString:
        return mark_safe(issue.words)  # noqa: S308 - cleaned at every way in

    def get_fieldsets(self, request: HttpRequest, obj: Issue | None = None) -> Any:
        words = "words" if _may_compose(request, obj) else "words_as_saved"
        return [(None, {"fields": ["newsletter", "subject", words], "classes": ["desk-writing"]})]

    def has_change_permission(self, request: HttpRequest, obj: Issue | None = None) -> bool:
        return _may_compose(request, obj) if obj else super().has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Issue | None = None) -> bool:
        may = super().has_delete_permission(request, obj)
        return may and (obj is None or _may_compose(request, obj))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Issue]:
        return super().get_queryset(request).select_related("newsletter")

    def save_model(self, request: HttpRequest, obj: Issue, form: Any, change: bool) -> None:
        if not change:
            obj.made_by = request.user  # type: ignore[assignment]  # only people enter the desk
        super().save_model(request, obj, form, change)

    def get_urls(self) -> list[URLPattern]:
        entered = self.admin_site.admin_view
        own = [
            path("<int:pk>/preview/", entered(preview.preview), name="newsletters_issue_preview"),
            path(
                "<int:pk>/preview/<str:who>/mail/",
                entered(preview.mail),
                name="newsletters_issue_mail",
            ),
            path("<int:pk>/test/", entered(preview.send_test), name="newsletters_issue_test"),
            path("<int:pk>/sending/", entered(sending.sending), name="newsletters_issue_sending"),
            path("<int:pk>/sending/<str:act>/", entered(sending.act), name="newsletters_issue_act"),
        ]
        return [*own, *super().get_urls()]
