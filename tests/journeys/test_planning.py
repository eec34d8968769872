"""An editor plans a week: moves a column on the calendar (form, keyboard, dragging), publishes
several at once.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from articles.models import Column
from tests.cast import MakeColumn

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.promise(
        "The calendar and bulk actions in a browser: form, keyboard, dragging, a refusal among two"
        " published columns",
        section="desk",
    ),
]
Visit = Callable[[str], str]
Check = Callable[[Page], None]
CALENDAR = "/admin/articles/column/calendar/"


@pytest.fixture
def later(make_column: MakeColumn) -> Column:
    """Scheduled for the tenth of the month after next, at six: never past, whenever this runs."""
    month = (datetime.now(UTC).replace(day=1) + timedelta(days=64)).replace(day=10)
    return make_column(
        headline="The tide table",
        published_at=month.replace(hour=6, minute=0, second=0, microsecond=0),
    )


def moment_of(column: Column) -> datetime:
    return Column.objects.values_list("published_at", flat=True).get(
        pk=column.pk
    ) or datetime.min.replace(tzinfo=UTC)


def test_an_editor_moves_a_column_on_the_calendar(
    page: Page, site: Visit, axe: Check, later: Column, enter_the_desk: Callable[[str], User]
) -> None:
    enter_the_desk("editor")
    page.get_by_role("link", name="Calendar", exact=True).first.click()
    expect(page.get_by_role("heading", name="Calendar")).to_be_visible()
    axe(page)
    month = f"{moment_of(later):%Y-%m}"
    site(f"{CALENDAR}?month={month}")

    # By the form
    entry = page.locator(f"#column-{later.pk}")
    entry.get_by_text("Move", exact=False).first.click()
    axe(page)
    entry.get_by_label("Day").fill(f"{month}-12")
    entry.get_by_role("button", name="Move").click()
    expect(page.get_by_text("“The tide table” appears on 12")).to_be_visible()
    assert (moment_of(later).day, moment_of(later).hour) == (12, 6)

    # By the keyboard alone
    entry.locator("summary").focus()
    page.keyboard.press("Enter")
    entry.get_by_label("Time").focus()
    entry.get_by_label("Time").fill("07:30")
    page.keyboard.press("Enter")
    expect(page.get_by_text("07:30.")).to_be_visible()
    assert (moment_of(later).hour, moment_of(later).minute) == (7, 30)

    # By dragging
    entry.locator(".calendar-when").drag_to(page.locator(f"[data-day='{month}-14']"))
    expect(page.get_by_text("appears on 14")).to_be_visible()
    assert (moment_of(later).day, moment_of(later).hour) == (14, 7)

    # A day that is past, on a phone
    page.set_viewport_size({"width": 390, "height": 800})
    entry.locator("summary").click()
    entry.get_by_label("Day").fill("2020-01-01")
    entry.get_by_role("button", name="Move").click()
    expect(page.get_by_role("alert")).to_contain_text("is in the past")
    expect(entry.get_by_label("Day")).to_have_value("2020-01-01")
    axe(page)
    assert moment_of(later).day == 14


def test_an_editor_publishes_two_and_is_told_why_not_the_third(
    page: Page,
    site: Visit,
    axe: Check,
    make_column: MakeColumn,
    enter_the_desk: Callable[[str], User],
) -> None:
    for name, state in (("Ready", "approved"), ("Ready too", "approved"), ("Begun", "draft")):
        make_column(headline=name, state=state, published_at=None)
    make_column(headline="Old")
    enter_the_desk("editor")
    site("/admin/articles/column/")
    axe(page)
    page.get_by_label("Status").select_option("Approved")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#result_list tbody tr")).to_have_count(2)
    page.get_by_role("link", name="All columns").click()
    for name in ("Ready", "Ready too", "Begun"):
        page.get_by_role("row").filter(
            has=page.get_by_role("link", name=name, exact=True)
        ).get_by_role("checkbox").check()
    page.get_by_label("Action:").select_option("Publish or schedule")
    page.get_by_role("button", name="Go").click()
    expect(page.get_by_role("heading", name="2 columns will change")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Begun")).to_contain_text(
        "It is not approved yet."
    )
    axe(page)
    page.get_by_role("button", name="Publish or schedule").click()
    expect(page.get_by_text("2 columns published or scheduled, 1 not.")).to_be_visible()
    assert sorted(Column.objects.filter(state="published").values_list("headline", flat=True)) == [
        "Old",
        "Ready",
        "Ready too",
    ]
