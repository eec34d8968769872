"""What is sold, who may read, and the meter, at the desk: a module a subject."""

from subscriptions.admin import (
    cancellation_requests,
    donations,
    entitlements,
    gifts,
    groups,
    institutions,
    payments,
    paywall_changes,
    plans,
    policy,
    price_changes,
)

__all__ = [
    "cancellation_requests",
    "donations",
    "entitlements",
    "gifts",
    "groups",
    "institutions",
    "payments",
    "paywall_changes",
    "plans",
    "policy",
    "price_changes",
]
