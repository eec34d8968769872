"""Registry of account page sections and data exporters.

Higher apps register theirs in AppConfig.ready().
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from accounts.models import User

Context = Callable[[HttpRequest, datetime], dict[str, Any]]
Exporter = Callable[[User], Any]


@dataclass(frozen=True)
class Section:
    """A section of the account page; an empty rendered template hides it."""

    title: str
    template: str
    context: Context
    order: int = 50


_sections: dict[str, Section] = {}
_exporters: dict[str, Exporter] = {}


def register(name: str, section: Section) -> None:
    _sections[name] = section


def register_exporter(name: str, exporter: Exporter) -> None:
    """Register a function that returns data about a user for the data export.

    The data must be ready for JSON; it is exported as `name`.
    """
    _exporters[name] = exporter


def sections() -> list[Section]:
    return sorted(_sections.values(), key=lambda section: section.order)


def export(user: User) -> dict[str, Any]:
    return {name: exporter(user) for name, exporter in sorted(_exporters.items())}
