"""Shared fixtures and helpers: a cache with unused rate limits, and the codes of sent e-mails."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.core.cache import cache


@pytest.fixture(autouse=True)
def fresh_rate_limits() -> None:
    cache.clear()


@pytest.fixture
def mailed_code() -> Callable[[], str]:
    """The code in the newest mail."""

    def newest() -> str:
        match = re.search(r"^[A-Z]{4}-[A-Z]{4}$", str(mail.outbox[-1].body), re.MULTILINE)
        assert match, f"No code in {mail.outbox[-1].body}"
        return match[0]

    return newest
