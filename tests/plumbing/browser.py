"""Playwright with the machine's own Chromium, and axe for accessibility."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.plumbing.environment import skip_or_fail

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NO_CHROMIUM = (
    "Chromium was not found: install it (Debian: apt install chromium) or set CHROMIUM=/path/to/it."
)
# Chromium must run in containers and as root, and must send no requests except to the site under
# test.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


def find_chromium() -> str | None:
    named = os.environ.get("CHROMIUM")
    if named:
        return named if Path(named).exists() else None
    return next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    chromium = find_chromium()
    if chromium is None:
        skip_or_fail(NO_CHROMIUM)
    return {**browser_type_launch_args, "executable_path": chromium, "args": ARGUMENTS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A reader in England with an ordinary laptop."""
    return {**browser_context_args, "locale": "en-GB", "viewport": {"width": 1280, "height": 900}}


@pytest.fixture
def axe(request: pytest.FixtureRequest) -> Callable[[Page], None]:
    """axe(page): fail with a readable list of accessibility problems."""
    received: list[str] = (
        request.getfixturevalue("complaints") if "complaints" in request.fixturenames else []
    )

    def check(page: Page) -> None:
        page.wait_for_load_state()  # a script labels some fields of Django's admin
        before = len(received)
        results = Axe().run(page)
        del received[before:]  # axe injects styles, which the site's CSP reports
        if results.violations_count:
            pytest.fail(f"{page.url}\n{results.generate_report()}", pytrace=False)

    return check
