"""What is sold, who may read, and the meter, at the desk: a module a subject."""

from subscriptions.admin import groups, institutions, plans, policy, rights

__all__ = ["groups", "institutions", "plans", "policy", "rights"]
