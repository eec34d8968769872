"""Fail each test that uses the network, the mail server or an encoder inside a transaction.

On SQLite an open transaction blocks all other writers, so a slow provider would stop the whole
site.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import stripe
from django.core.mail import EmailMessage
from django.db import connection
from PIL import Image

from articles import sandboxed_process
from subscriptions.gateways.sandbox.gateway import SandboxGateway

VERBS = (
    *(
        "create_checkout",
        "retrieve_checkout",
        "expire_checkout",
        "subscription",
        "subscriptions",
        "payment",
        "refund",
    ),
    *("cancel_at_period_end", "resume", "cancel_now", "change_terms", "portal_url"),
)
OUTSIDE: list[tuple[Any, str]] = [
    (EmailMessage, "send"),
    (stripe.RequestsClient, "request"),
    (Image.Image, "save"),
    (sandboxed_process, "run"),
    *((SandboxGateway, verb) for verb in VERBS),
]


def own_transactions() -> list[Any]:
    """Return the open transactions, without those that pytest-django opens around a test."""
    return [block for block in connection.atomic_blocks if not block._from_testcase]  # type: ignore[attr-defined] # not in the stubs


@pytest.fixture(autouse=True)
def _no_requests_inside_transactions(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    calls: list[str] = []
    for owner, name in OUTSIDE:
        monkeypatch.setattr(
            owner, name, watched(getattr(owner, name), f"{owner.__name__}.{name}", calls)
        )
    yield
    if request.node.get_closest_marker("rolls_back") is None:
        assert calls == [], (
            "Asked inside a transaction: use transaction.on_commit, or ask before it begins."
        )


def watched(call: Callable[..., Any], name: str, calls: list[str]) -> Callable[..., Any]:
    def watch(*args: Any, **kwargs: Any) -> Any:
        if own_transactions():
            calls.append(name)
        return call(*args, **kwargs)

    return watch
