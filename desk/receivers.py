from typing import Any

from desk import groups


def make_groups(*, using: str, apps: Any, **kwargs: Any) -> None:
    """After every migration: a group that is missing comes with what it may do; one that stands is left alone."""
    groups.make_missing(using=using, apps=apps)
