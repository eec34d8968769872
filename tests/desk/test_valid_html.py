"""Rules of HTML that the desk once broke: labels point to fields, options have a name, links lead
somewhere.
"""

from html.parser import HTMLParser
from typing import Any

import pytest

from articles.models import Column, Columnist, Series
from newsletters.models import Issue, Newsletter
from subscriptions.models import Plan, Price
from tests.cast import DAY, NOON, MakeColumn, Person


class Faults(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.hidden: set[str] = set()
        self.fields: set[str] = set()
        self.labels: set[str] = set()
        self.found: list[str] = []
        self.option: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        messages = dict(attrs)
        if tag in {"input", "select", "textarea"} and messages.get("type") != "hidden":
            self.fields.add(messages.get("id") or "")
        if tag == "label" and "for" in messages:
            self.labels.add(messages["for"] or "")
        if tag in {"table", "thead", "tbody", "tr", "th", "td", "figure"} and "role" in messages:
            self.found.append(f"role on {tag}")
        if tag == "option":
            self.option = ""
        if tag == "a" and not messages.get("href"):
            self.found.append("link without an address")
        if tag == "form" and messages.get("method") != "post" and not messages.get("action"):
            self.found.append("form without an address")

    def handle_data(self, data: str) -> None:
        if self.option is not None:
            self.option += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "option":
            if not (self.option or "").strip():
                self.found.append("option without a name")
            self.option = None


def faults(page: str) -> list[str]:
    parser = Faults()
    parser.feed(page)
    return [*parser.found, *(f"label for {name}" for name in parser.labels - parser.fields)]


@pytest.fixture
def content(make_column: MakeColumn) -> dict[str, Any]:
    ada = Columnist.objects.create(name="Ada", slug="ada")
    newsletter = Newsletter.objects.create(name="The week", slug="week")
    plan = Plan.objects.create(name="Paper")
    Price.objects.create(plan=plan, amount=399, currency="USD", interval="month")
    make_column(published_at=NOON + DAY)
    return {
        "column": make_column(
            columnists=(ada,), series=Series.objects.create(name="Tides", slug="tides")
        ).pk,
        "draft": make_column(state=Column.State.DRAFT, published_at=None).pk,
        "ada": ada.pk,
        "issue": Issue.objects.create(newsletter=newsletter, subject="One").pk,
        "plan": plan.pk,
    }


@pytest.mark.promise("Desk pages are valid HTML without dead links", section="accessibility")
@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("editor", "/admin/"),
        ("publisher", "/admin/"),
        ("editor", "/admin/articles/column/"),
        ("editor", "/admin/articles/column/add/"),
        ("editor", "/admin/articles/column/{column}/change/"),
        ("editor", "/admin/articles/column/{draft}/delete/"),
        ("editor", "/admin/articles/column/calendar/"),
        ("editor", "/admin/articles/columnist/{ada}/change/"),
        ("editor", "/admin/newsletters/issue/{issue}/change/"),
        ("publisher", "/admin/subscriptions/plan/{plan}/change/"),
    ],
)
def test_the_desk_is_valid(
    content: dict[str, Any], request: pytest.FixtureRequest, who: str, address: str
) -> None:
    person: Person = request.getfixturevalue(who)
    answer = person.client.get(address.format(**content))
    assert answer.status_code == 200
    assert faults(answer.content.decode()) == []
