"""What is sold, who may read, and the meter, at the desk: a module a subject."""

from subscriptions.admin import (
    books,
    cancellation_requests,
    donations,
    gifts,
    groups,
    institutions,
    paywall_changes,
    plans,
    policy,
    price_changes,
    rights,
)

__all__ = [
    "books",
    "cancellation_requests",
    "donations",
    "gifts",
    "groups",
    "institutions",
    "paywall_changes",
    "plans",
    "policy",
    "price_changes",
    "rights",
]
