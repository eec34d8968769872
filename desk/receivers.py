from typing import Any

from django.apps import apps as present

from desk import permissions


def create_groups(*, using: str, apps: Any = present, **kwargs: Any) -> None:
    """Create missing groups, and give new permissions to existing ones (post_migrate)."""
    permissions.create_missing_groups(using=using, apps=apps)
    permissions.grant_new(permissions.before_migration.pop(using, None), using=using, apps=apps)


def remember_permissions(*, using: str, apps: Any = present, **kwargs: Any) -> None:
    """Store the existing permissions (pre_migrate).

    They tell new ones from ones that an operator removed.
    """
    permissions.before_migration[using] = permissions.existing_permissions(using=using, apps=apps)
