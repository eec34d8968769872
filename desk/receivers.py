from typing import Any

from django.apps import apps as present

from desk import permissions


def make_groups(*, using: str, apps: Any = present, **kwargs: Any) -> None:
    """After every migration: a group that is missing comes with what it may do; one that stands gets what is new."""
    permissions.make_missing(using=using, apps=apps)
    permissions.hand_out_new(permissions.known.pop(using, None), using=using, apps=apps)


def remember_permissions(*, using: str, apps: Any = present, **kwargs: Any) -> None:
    """Before every migration: which permissions there were, so that a new one can be told from one taken away."""
    permissions.known[using] = permissions.permissions_there(using=using, apps=apps)
