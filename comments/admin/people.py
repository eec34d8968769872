"""Admin of commenters: profile, suspensions, pre-moderation."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.paginator import Paginator
from django.db.models import Case, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.reader import mailboxes
from accounts.responses import make_private
from accounts.staff.pages import staff_user
from accounts.staff.read_only import WithoutAdd, WithoutDelete
from comments.models import Commenter, Suspension
from comments.moderation import commenter_record
from comments.threads import display_names

EMAILS = "accounts.view_user"  # the permission to search by e-mail address
PAGE_SIZE = 20  # comments on each page of a profile


class SuspensionInline(WithoutAdd, admin.TabularInline[Suspension, Commenter]):
    model = Suspension
    fields = ("starts_at", "ends_at", "why", "by", "lifted_at")
    readonly_fields = fields
    extra = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Suspension]:
        return super().get_queryset(request).select_related("by")


@admin.register(Commenter)
class CommenterAdmin(WithoutAdd, WithoutDelete, admin.ModelAdmin[Commenter]):
    list_display = ["name", "always_waits", "made_at"]
    list_filter = ["always_waits"]
    search_fields = ["name"]
    search_help_text = "The name under comments; an e-mail address too, if you may look at accounts"
    fields = ["name", "always_waits", "made_at"]
    inlines = [SuspensionInline]
    show_full_result_count = False

    def get_readonly_fields(self, request: HttpRequest, obj: Commenter | None = None) -> list[str]:
        # Nobody ends the pre-moderation of their own comments.
        own = obj is not None and mailboxes.is_same_reader(obj.user, staff_user(request))
        return ["name", "made_at", *(["always_waits"] if own else [])]

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        return ["name", "user__email"] if request.user.has_perm(EMAILS) else ["name"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Commenter], search_term: str
    ) -> tuple[QuerySet[Commenter], bool]:
        """List exact matches of the name before names that contain it."""
        commenters, may_have_doubles = super().get_search_results(request, queryset, search_term)
        if search_term and "o" not in request.GET:
            exact = Case(
                When(name_key=display_names.key(search_term), then=Value(0)), default=Value(1)
            )
            commenters = commenters.order_by(exact, "name", "pk")
        return commenters, may_have_doubles

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        commenter = self.get_object(request, unquote(object_id))
        profile = self._profile(request, commenter) if commenter else {}
        answer = super().change_view(
            request, object_id, form_url, {**profile, **(extra_context or {})}
        )
        return make_private(answer)

    def _profile(self, request: HttpRequest, commenter: Commenter) -> dict[str, Any]:
        own = commenter.comments.select_related("column").order_by("-posted_at", "-pk")
        return {
            "title": "Profile",
            "tally": commenter_record.tally(commenter),
            "suspension": commenter.suspension_at(timezone.now()),
            "comments": Paginator(own, PAGE_SIZE).get_page(request.GET.get("page")),
        }
