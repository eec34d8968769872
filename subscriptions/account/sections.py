"""The sections of the account page and of the data export that subscriptions registers."""

from datetime import datetime
from typing import Any, cast

from django.db.models import Count
from django.http import HttpRequest
from django.utils import timezone

from accounts.extensions.account_page import Section, register, register_exporter
from accounts.models import User
from accounts.reader import ReaderRequest, user_key
from subscriptions.account import gifts, shared_reading
from subscriptions.account.reading import reading_context, with_column_names
from subscriptions.billing import cancellation_requests, price_changes, status
from subscriptions.links import gift
from subscriptions.models import (
    CancellationRequest,
    Entitlement,
    FreeRead,
    Payment,
    Refusal,
    Withdrawal,
)


def register_all() -> None:
    register(
        "rights",
        Section(
            "What you may read",
            "subscriptions/_account_entitlements.html",
            entitlements_section,
            order=10,
        ),
    )
    register(
        "others",
        Section(
            "Reading with others",
            "subscriptions/_account_others.html",
            shared_reading.shared_reading_section,
            order=20,
        ),
    )
    register_exporter("institution_seats", shared_reading.institution_seats)
    register_exporter("group_seats", shared_reading.group_seats)
    register_exporter("own_group", shared_reading.own_group)
    own = Section(
        "Your subscription", "subscriptions/_account_subscription.html", own_subscriptions, order=5
    )
    register("subscription", own)
    register_exporter("subscriptions", subscriptions)
    register_exporter("payments", payments)
    register_exporter("withdrawals", withdrawals)
    register_exporter("cancellation_requests", contract_declarations)
    register(
        "given",
        Section(
            "Gifts and donations",
            "subscriptions/_account_gifts.html",
            gifts.gifts_section,
            order=45,
        ),
    )
    register_exporter("gifts_bought", gifts.export_gifts_bought)
    register_exporter("gifts_redeemed", gifts.export_gifts_redeemed)
    register_exporter("donations", gifts.export_donations)
    register_exporter("rights_to_read", entitlements)
    register_exporter("free_reads", free_reads)
    register_exporter("walls_met", walls_met)
    register(
        "gift_links",
        Section(
            "Gift links", "subscriptions/_account_gift_links.html", gift_links_section, order=40
        ),
    )
    register_exporter("gift_links", export_gift_links)


def own_subscriptions(request: HttpRequest | ReaderRequest, at: datetime) -> dict[str, Any]:
    user: User = request.user  # type: ignore[assignment]  # signed in
    has_paid = Payment.objects.filter(user=user, amount__gt=0).exists()
    questions = price_changes.questions(user, at=at)
    return {
        "standings": status.of_reader(user, at=at),
        "has_paid": has_paid,
        "questions": questions,
    }


def entitlements_section(request: HttpRequest | ReaderRequest, at: datetime) -> dict[str, Any]:
    in_force = (
        Entitlement.objects.in_force(at).filter(user=request.user.pk).order_by("ends_at", "pk")
    )
    in_force = in_force.select_related("subscription").annotate(
        renews=status.RENEWS, shared=status.SHARED
    )
    return {"entitlements": list(in_force), **reading_context(request.reader, at=at)}  # type: ignore[union-attr]  # behind the middleware


def subscriptions(user: User) -> list[Any]:
    fields = [
        "amount",
        "currency",
        "interval",
        "interval_count",
        "status",
        "started_at",
        "paid_until",
        "canceled_at",
    ]
    agreed = [
        "ended_at",
        "card_brand",
        "card_last4",
        "purchase__product",
        "purchase__terms_text",
        "purchase__terms_shown_at",
    ]
    messages = ["cancellation_reason__reason", "cancellation_reason__words"]
    return list(user.subscriptions.order_by("started_at").values(*fields, *agreed, *messages))


def payments(user: User) -> list[Any]:
    fields = [
        "description",
        "amount",
        "refunded",
        "currency",
        "state",
        "billed_to",
        "made_at",
        "paid_at",
        "number",
        "url",
    ]
    return list(user.payments.order_by("made_at").values(*fields))


def withdrawals(user: User) -> list[Any]:
    fields = ["name", "email", "contract", "received_at", "done_at"]
    return list(Withdrawal.objects.filter(subscription__user=user).values(*fields))


def contract_declarations(user: User) -> list[Any]:
    fields = ["kind", "contract", "name", "email", "details", "reason", "ends_on"]
    rows = CancellationRequest.objects.filter(cancellation_requests.filter_for_user(user)).order_by(
        "received_at"
    )
    return list(rows.values(*fields, "received_at", "confirmed_at", "done_at"))


def entitlements(user: User) -> list[Any]:
    return list(user.entitlements.order_by("starts_at").values("source", "starts_at", "ends_at"))


def free_reads(user: User) -> list[Any]:
    reads = FreeRead.objects.filter(reader_key=user_key(user.reader_number)).order_by(
        "period", "slot"
    )
    return with_column_names(reads, "period", "read_at", at=timezone.now())


def walls_met(user: User) -> list[Any]:
    refusals = Refusal.objects.filter(reader_key=user_key(user.reader_number)).order_by(
        "refused_at"
    )
    return with_column_names(refusals, "period", "refused_at", at=timezone.now())


def gift_links_section(request: HttpRequest, at: datetime) -> dict[str, Any]:
    return gift.allowance(cast(User, request.user), at=at)


def export_gift_links(user: User) -> list[Any]:
    links = user.gift_links.order_by("made_at").annotate(readers=Count("devices"))
    return with_column_names(
        links, "made_at", "expires_at", "revoked_at", "readers", at=timezone.now()
    )
