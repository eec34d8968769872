"""Admin of price changes: prepare, confirm, announce; after that only call off."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from accounts.models import User
from accounts.staff.local_time_fields import MOMENTS
from subscriptions.billing import price_changes
from subscriptions.forms.price_change import PriceChangeForm
from subscriptions.models import PriceChange

CHANGE = "admin:subscriptions_pricechange_change"


@admin.register(PriceChange)
class PriceChangeAdmin(admin.ModelAdmin[PriceChange]):
    form = PriceChangeForm
    list_display = [
        "what",
        "takes_effect_at",
        "stage",
        "notified_count",
        "declined_count",
        "accept",
        "leave",
    ]
    list_select_related = ["old__plan", "new"]
    formfield_overrides = MOMENTS
    fields = ["old", "new", "takes_effect_at", "reason", "may_keep_old_price", "silence"]

    def has_change_permission(self, request: HttpRequest, obj: PriceChange | None = None) -> bool:
        # Subscribers were notified of it as it is.
        return super().has_change_permission(request, obj) and (
            obj is None or obj.announced_at is None
        )

    def has_delete_permission(self, request: HttpRequest, obj: PriceChange | None = None) -> bool:
        return super().has_delete_permission(request, obj) and (
            obj is None or obj.announced_at is None
        )

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        # Deleting many at once would not check whether they were announced.
        return {}

    @admin.display(description="change")
    def what(self, change: PriceChange) -> str:
        return f"{change.old.plan}: {change}"

    @admin.display(description="stage")
    def stage(self, change: PriceChange) -> str:
        if change.called_off_at is not None:
            return "Withdrawn"
        return "Announced" if change.announced_at else "Not announced"

    @admin.display(description="notified")
    def notified_count(self, change: PriceChange) -> int:
        return change.answers.exclude(notified_at=None).count()

    @admin.display(description="keep")
    def declined_count(self, change: PriceChange) -> int:
        return change.answers.filter(answer=price_changes.Answer.KEEP_OLD_PRICE).count()

    @admin.display(description="accept")
    def accept(self, change: PriceChange) -> int:
        return change.answers.filter(answer=price_changes.Answer.MOVE).count()

    @admin.display(description="leave")
    def leave(self, change: PriceChange) -> int:
        return change.answers.filter(answer=price_changes.Answer.LEAVE).count()

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                "<int:pk>/announce/",
                self._action_view(self.announce),
                name="subscriptions_pricechange_announce",
            ),
            path(
                "<int:pk>/call-off/",
                self._action_view(self.call_off),
                name="subscriptions_pricechange_call_off",
            ),
        ]
        return [*own, *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        change = self.get_object(request, object_id)
        acts: dict[str, Any] = {}
        if change is not None and super().has_change_permission(request):
            may_call_off = price_changes.may_be_called_off(change, at=timezone.now())
            acts = {"may_announce": change.announced_at is None, "may_call_off": may_call_off}
        return super().change_view(request, object_id, form_url, {**acts, **(extra_context or {})})

    def announce(self, request: HttpRequest, change: PriceChange, at: datetime) -> HttpResponse:
        troubles = price_changes.errors_by_field(change, at=at)
        if change.announced_at is not None:
            troubles = {"": "It has been announced."}
        if request.method != "POST" or troubles:
            context = {
                "troubles": troubles.values(),
                "subscribers": price_changes.affected(change).count(),
            }
            return self._page(request, change, "Announce a change of price", context)
        requested = price_changes.announce(change, by=_staff_user(request), at=at)
        whom = "1 subscriber" if requested == 1 else f"{requested} subscribers"
        self.log_change(request, change, f"Announced to {whom}.")
        self.message_user(
            request, f"Announced. {whom} will be notified within ten minutes.", messages.SUCCESS
        )
        return HttpResponseRedirect(reverse(CHANGE, args=[change.pk]))

    def call_off(self, request: HttpRequest, change: PriceChange, at: datetime) -> HttpResponse:
        may = price_changes.may_be_called_off(change, at=at)
        if request.method != "POST" or not may:
            message = change.answers.exclude(notified_at=None).count()
            troubles = (
                [] if may else ["It cannot be withdrawn: it is not announced, or has taken effect."]
            )
            context = {"troubles": troubles, "subscribers": message, "calls_off": True}
            return self._page(request, change, "Withdraw a price change", context)
        price_changes.call_off(change, by=_staff_user(request), at=at)
        self.log_change(request, change, "Withdrawn.")
        self.message_user(
            request, "Withdrawn. Subscribers who were notified will be informed.", messages.SUCCESS
        )
        return HttpResponseRedirect(reverse(CHANGE, args=[change.pk]))

    def _action_view(
        self, act: Callable[[HttpRequest, PriceChange, datetime], HttpResponse]
    ) -> Callable[..., Any]:
        """Return a view of the action, for users who may change prices."""

        def view(request: HttpRequest, pk: int) -> HttpResponse:
            if not super(PriceChangeAdmin, self).has_change_permission(request):
                raise PermissionDenied
            found = PriceChange.objects.select_related("old__plan", "new__plan")
            return act(request, get_object_or_404(found, pk=pk), timezone.now())

        return self.admin_site.admin_view(view)

    def _page(
        self, request: HttpRequest, change: PriceChange, title: str, context: dict[str, Any]
    ) -> HttpResponse:
        frame = {**self.admin_site.each_context(request), "title": title, "change": change}
        return render(request, "desk/price_change.html", {**frame, **context})


def _staff_user(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]  # only people enter the desk
