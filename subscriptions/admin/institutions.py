"""Admin of institutions: IP ranges, e-mail domains and seats on one page."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from subscriptions.admin.seats import SeatInline, SeatsAdmin
from subscriptions.forms.institutions import (
    DomainForm,
    InstitutionForm,
    NetworkForm,
    NetworkFormSet,
)
from subscriptions.institutions import institution_seats
from subscriptions.models import Institution, InstitutionDomain, InstitutionNetwork, InstitutionSeat


class NetworkInline(admin.TabularInline[InstitutionNetwork, Institution]):
    model = InstitutionNetwork
    form = NetworkForm
    formset = NetworkFormSet  # type: ignore[assignment]  # its form is the one above
    extra = 1
    verbose_name_plural = "addresses: whoever comes from one reads, without an account"


class DomainInline(admin.TabularInline[InstitutionDomain, Institution]):
    model = InstitutionDomain
    form = DomainForm
    extra = 1
    verbose_name_plural = "e-mail domains: readers with a verified address there take a seat"


class InstitutionSeatInline(SeatInline):
    model = InstitutionSeat
    fields = ["slot", "user", "claimed_at", "free_it"]
    readonly_fields = ["slot", "user", "claimed_at", "free_it"]
    verbose_name_plural = "seats taken"

    def get_queryset(self, request: HttpRequest) -> QuerySet[InstitutionSeat]:
        return super().get_queryset(request).select_related("user", "institution")


@admin.register(Institution)
class InstitutionAdmin(SeatsAdmin):
    """Changes affect seats immediately, and IP ranges within seconds in every worker."""

    form = InstitutionForm
    list_display = ["name", "starts_at", "ends_at", "in_force", "seats_taken", "contact"]
    search_fields = ["name", "note", "domains__domain", "networks__text"]
    inlines = [NetworkInline, DomainInline, InstitutionSeatInline]
    fieldsets = [
        (None, {"fields": ["name", ("starts_at", "ends_at"), "seats", "contact", "note"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Institution]:
        rows: QuerySet[Institution] = super().get_queryset(request)
        return rows.annotate(taken=Count("taken_seats", distinct=True))

    @admin.display(boolean=True)
    def in_force(self, institution: Institution) -> bool:
        return institution.is_in_force(timezone.now())

    @admin.display(description="seats taken")
    def seats_taken(self, institution: Any) -> str:
        return f"{institution.taken} of {institution.seats or 'any number'}"

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        institution_seats.sync_contract(form.instance, at=timezone.now())

    def seats_of(self, owner: Institution) -> QuerySet[InstitutionSeat]:
        return owner.taken_seats.select_related("user")

    def free(self, seat: InstitutionSeat) -> None:
        institution_seats.free(seat, at=timezone.now())
