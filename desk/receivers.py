from typing import Any

from django.apps import apps as present

from desk import groups


def make_groups(*, using: str, apps: Any = present, **kwargs: Any) -> None:
    """After every migration: a group that is missing comes with what it may do; one that stands gets what is new."""
    groups.make_missing(using=using, apps=apps)
    groups.hand_out_new(groups.known.pop(using, None), using=using, apps=apps)


def remember_permissions(*, using: str, apps: Any = present, **kwargs: Any) -> None:
    """Before every migration: which permissions there were, so that a new one can be told from one taken away."""
    groups.known[using] = groups.permissions_there(using=using, apps=apps)
