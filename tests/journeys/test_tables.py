"""A reader on a phone scrolls a wide table by itself, with the keyboard too; the page does not
move.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.articles.text.test_tables import GRID, YEARS
from tests.cast import MakeColumn, prose

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDE = (
    "<table><caption>Dues</caption><tr>"
    + "<th>Ships calling" * 9
    + "</tr><tr>"
    + "<td>1,204" * 9
    + "</tr></table>"
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_wide_table_scrolls_by_itself(
    page: Page,
    site: Callable[[str], str],
    make_column: MakeColumn,
    axe: Callable[[Page], None],
    scheme: str,
) -> None:
    column = make_column("free", body=prose(2) + YEARS + WIDE + GRID)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        site(column.get_absolute_url())
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        region = page.get_by_role("region", name="Dues")
        region.focus()
        page.keyboard.press("ArrowRight")
        region.evaluate(
            "region => new Promise(done => { region.onscroll = done; if (region.scrollLeft)"
            " done(); })"
        )
        assert region.evaluate("region => region.scrollLeft") > 0
        expect(page.get_by_role("region", name="Table 1")).to_be_visible()
