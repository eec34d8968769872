"""What is sold, who may read, and the meter, at the desk: a module a subject."""

from subscriptions.admin import plans, policy, rights

__all__ = ["plans", "policy", "rights"]
