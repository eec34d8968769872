"""What is sold, who may read, and the meter, at the desk: a module a subject."""

from subscriptions.admin import (
    books,
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
