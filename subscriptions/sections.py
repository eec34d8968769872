"""What subscriptions adds to the account page and to the reader's own copy of the data."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest

from accounts.models import User
from accounts.reader import ReaderRequest, user_key
from accounts.sections import Section, register, register_exporter
from subscriptions.models import Entitlement, FreeRead, Refusal
from subscriptions.readings import reading_context


def register_all() -> None:
    register("rights", Section("What you may read", "subscriptions/_account_rights.html", rights, order=10))
    register_exporter("rights_to_read", entitlements)
    register_exporter("free_reads", free_reads)
    register_exporter("walls_met", walls_met)


def rights(request: HttpRequest | ReaderRequest, at: datetime) -> dict[str, Any]:
    """The rights in force with their ends; without any, where the meter stands."""
    in_force = Entitlement.objects.in_force(at).filter(user=request.user.pk).order_by("ends_at", "pk")
    return {"entitlements": list(in_force), **reading_context(request.reader, at=at)}  # type: ignore[union-attr]


def entitlements(user: User) -> list[Any]:
    return list(user.entitlements.order_by("starts_at").values("source", "starts_at", "ends_at"))


def free_reads(user: User) -> list[Any]:
    reads = FreeRead.objects.filter(reader_key=user_key(user.pk)).order_by("period", "slot")
    return list(reads.values("period", "column__headline", "column__slug", "read_at"))


def walls_met(user: User) -> list[Any]:
    refusals = Refusal.objects.filter(reader_key=user_key(user.pk)).order_by("refused_at")
    return list(refusals.values("period", "column__headline", "column__slug", "refused_at"))
