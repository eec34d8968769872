"""The admin: one module for each subject."""

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
