from typing import Any

from django.apps import apps as present

from desk import groups


def make_groups(*, using: str, apps: Any = present, **kwargs: Any) -> None:
    """After every migration: a group that is missing comes with what it may do; one that stands is left alone."""
    groups.make_missing(using=using, apps=apps)
