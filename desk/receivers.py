from typing import Any

from django.apps import apps as present

from desk import permissions


def make_groups(*, using: str, apps: Any = present, **kwargs: Any) -> None:
    """Create missing groups, and give new permissions to existing ones (post_migrate)."""
    permissions.make_missing(using=using, apps=apps)
    permissions.hand_out_new(permissions.known.pop(using, None), using=using, apps=apps)


def remember_permissions(*, using: str, apps: Any = present, **kwargs: Any) -> None:
    """Store the existing permissions (pre_migrate), to tell new ones from ones that an operator
    removed.
    """
    permissions.known[using] = permissions.permissions_there(using=using, apps=apps)
