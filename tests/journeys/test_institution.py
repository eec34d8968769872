"""A reader in the library's reading room: every column, no account, no meter; next door the wall
stands.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from articles.models import Column
from subscriptions.institutions import ip_ranges, lookup
from subscriptions.models import FreeRead, Institution, InstitutionNetwork
from tests.cast import MakeColumn
from tests.journeys.test_visitor import HIDDEN

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.promise(
        "An institution's IP addresses open every wall during its contract, to the second; the next"
        " address does not",
        section="institutions",
    ),
]
Visit = Callable[[str], str]


@pytest.fixture
def library(settings: object) -> Institution:
    """Under contract; the browser's own address stands behind one proxy, so that a journey can be
    anywhere.
    """
    settings.TRUSTED_PROXIES = 1  # type: ignore[attr-defined]
    now = datetime.now(UTC)
    made = Institution.objects.create(
        name="Tarn Library", starts_at=now - timedelta(days=1), ends_at=now + timedelta(days=1)
    )
    first, last = ip_ranges.parse("198.51.100.0/24").digits()
    InstitutionNetwork.objects.create(
        institution=made, text="198.51.100.0/24", family=4, first=first, last=last
    )
    return made


def comes_from(page: Page, address: str) -> None:
    page.set_extra_http_headers({"X-Forwarded-For": address})


def test_reads_everything_in_the_reading_room(
    page: Page,
    site: Visit,
    shelf: list[Column],
    make_column: MakeColumn,
    library: Institution,
    axe: Callable[[Page], None],
) -> None:
    walled = make_column("subscribers", published_at=datetime.now(UTC) - timedelta(hours=1))
    comes_from(page, "198.51.100.20")
    for column in [*shelf[:5], walled]:
        site(column.get_absolute_url())
        assert HIDDEN in page.content()
        assert page.locator(".meter, .wall").count() == 0
    assert not FreeRead.objects.exists()
    site("/account/reading/")
    expect(page.get_by_role("main")).to_contain_text("You read with Tarn Library")
    axe(page)


def test_at_home_and_after_the_contract_the_wall_stands(
    page: Page, site: Visit, make_column: MakeColumn, library: Institution
) -> None:
    walled = make_column("subscribers", published_at=datetime.now(UTC) - timedelta(hours=1))
    comes_from(page, "198.51.100.20, 203.0.113.5")
    site(walled.get_absolute_url())
    expect(page.locator(".wall")).to_be_visible()
    assert HIDDEN not in page.content()
    comes_from(page, "198.51.100.20")
    page.reload()
    assert HIDDEN in page.content()
    Institution.objects.update(ends_at=datetime.now(UTC))
    lookup.current.cache_clear()  # what other processes do within seconds
    page.reload()
    expect(page.locator(".wall")).to_be_visible()
    assert HIDDEN not in page.content()
