"""One way to write a date, and one way to type it, on every page of the desk."""

import re

import pytest
from django.utils.formats import localize
from django.utils.timezone import localtime

from newsletters.models import Issue, Mailing, Newsletter
from tests.cast import DAY, NOON, MakeColumn, Person

TWELVE_HOURS = re.compile(
    r"\b[ap]\.m\.|\bnoon\b|\bmidnight\b|\d (Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)\b"
)


def test_dates_without_a_format_of_their_own() -> None:
    assert localize(localtime(NOON)) == "18 November 2026, 12:00"
    assert localize(NOON.date()) == "18 November 2026"
    assert localize(NOON.time()) == "12:00"


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("editor", "/admin/newsletters/issue/"),
        ("editor", "/admin/articles/column/"),
        ("editor", "/admin/comments/comment/"),
        ("publisher", "/admin/subscriptions/payment/"),
        ("publisher", "/admin/subscriptions/subscription/"),
        ("publisher", "/admin/subscriptions/paywallchange/"),
        ("publisher", "/admin/accounts/user/"),
    ],
)
def test_lists_write_dates_as_pages_do(
    paying: Person, make_column: MakeColumn, request: pytest.FixtureRequest, who: str, address: str
) -> None:
    make_column()
    issue = Issue.objects.create(
        newsletter=Newsletter.objects.create(name="Week", slug="week"), subject="One"
    )
    Mailing.objects.create(issue=issue, due_at=NOON + DAY)
    person: Person = request.getfixturevalue(who)
    answer = person.client.get(address)
    assert answer.status_code == 200
    page = answer.content.decode().partition('id="content"')[2]
    assert not TWELVE_HOURS.search(page), TWELVE_HOURS.search(page)


def test_forms_and_filters_use_the_same_controls(editor: Person, make_column: MakeColumn) -> None:
    column = make_column()
    form = editor.client.get(f"/admin/articles/column/{column.pk}/change/").content.decode()
    assert 'type="date" name="published_at_0" value="2026-11-18"' in form
    assert "vDateField" not in form
    assert (
        'type="date" name="since"' in editor.client.get("/admin/articles/column/").content.decode()
    )
