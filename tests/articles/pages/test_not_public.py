"""Tests of the line that tells staff that readers cannot see this column."""

from typing import Any

import pytest
from django.test import Client

from tests.cast import DAY, NOON, MakeColumn, Person

pytestmark = pytest.mark.promise("Staff are told when readers do not see a page", section="columns")


SAYS = "readers do not see this page"


@pytest.mark.parametrize(
    ("state", "dated", "expires", "status"),
    [
        ("draft", None, None, "Draft"),
        ("in-review", None, None, "In review"),
        ("approved", None, None, "Approved"),
        ("published", DAY, None, "Scheduled"),
        ("published", -2 * DAY, -DAY, "Licence expired"),
        ("withdrawn", -DAY, None, "Withdrawn"),
    ],
)
def test_staff_see_that_readers_do_not(
    editor: Person, make_column: MakeColumn, state: str, dated: object, expires: object, status: str
) -> None:
    moments: dict[str, Any] = {
        name: None if step is None else NOON + step  # type: ignore[operator]  # a timedelta
        for name, step in (("published_at", dated), ("expires_at", expires))
    }
    column = make_column(state=state, **moments)
    page = editor.reads(column).content.decode()
    assert SAYS in page
    assert f"<strong>{status}:</strong>" in page
    assert Client().get(column.get_absolute_url()).status_code in {404, 410}


@pytest.mark.parametrize("wall", ["free", "metered", "subscribers"])
def test_a_live_column_says_nothing_of_it(
    editor: Person, visitor: Person, make_column: MakeColumn, wall: str
) -> None:
    column = make_column(wall=wall)
    for person in (editor, visitor):
        assert SAYS not in person.reads(column).content.decode()
