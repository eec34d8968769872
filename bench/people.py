"""Clients of the benchmark, and the cost of each page.

They are a visitor with free reads, one at the wall, and a subscriber.
"""

import gzip
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from subscriptions.models import Entitlement, MeterPolicy


@dataclass(frozen=True)
class Page:
    """A row of the table: a URL, the reader's cookies and a text that the page must contain."""

    name: str
    path: str
    cookie: str = ""
    must_hold: str = ""


@dataclass(frozen=True)
class Cost:
    """Queries and compressed bytes of one response."""

    statements: int
    compressed: int


def pages(*, at: datetime) -> list[Page]:
    """Visit as each reader and return the pages with the resulting cookies."""
    # All visitors come from 127.0.0.1, which would soon exceed the limit for newcomers.
    MeterPolicy.objects.update(network_burst=1000)
    midway, spent = Client(), Client()
    midway.get("/columns/column-0/")
    for number in range(4):
        spent.get(f"/columns/column-{number}/")
    user = User.objects.create_user("subscriber@bench.example", "not-used-to-sign-in")
    Entitlement.objects.create(user=user, starts_at=at)
    subscriber = Client()
    subscriber.force_login(user, backend="accounts.backends.AccountBackend")
    return [
        Page("front page", "/"),
        Page("list of columns", "/columns/"),
        Page(
            "metered column, counted already",
            "/columns/column-0/",
            _cookies(midway),
            "2 free columns left",
        ),
        Page("the wall", "/columns/column-9/", _cookies(spent), "all 3 of your free columns"),
        Page("subscriber reading", "/columns/column-9/", _cookies(subscriber)),
    ]


def cost(page: Page) -> Cost:
    """Measure the second request, when all caches are filled."""
    client = Client()
    headers = {"Cookie": page.cookie} if page.cookie else {}
    client.get(page.path, headers=headers)
    with CaptureQueriesContext(connection) as statements:
        answer = client.get(page.path, headers=headers)
    if answer.status_code != 200 or page.must_hold not in answer.content.decode():
        raise RuntimeError(f"{page.name} is not what it should be.")
    return Cost(len(statements), len(gzip.compress(answer.content, 6)))


def _cookies(client: Client) -> str:
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
