import json
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.db.models import F, Value
from django.db.models.functions import Concat

from accounts.extensions import account_page as sections
from accounts.models import User
from articles.models import Column
from subscriptions.links import gift
from subscriptions.models import Refusal
from tests.cast import NOON, MakeColumn, Person

pytestmark = pytest.mark.slow


def account_page(person: Person) -> str:
    return str(person.client.get("/account/").content.decode())


def test_visitors_are_asked_to_sign_in_and_come_back(visitor: Person) -> None:
    assert visitor.client.get("/account/").headers["Location"] == "/accounts/login/?next=/account/"


def test_a_registered_reader_sees_the_meter(registered: Person, make_column: MakeColumn) -> None:
    registered.reads(make_column())
    page = account_page(registered)
    assert registered.user.email in page
    assert "You have 4 free columns left this month." in page


def test_a_subscriber_sees_the_end_of_the_right(subscriber: Person) -> None:
    page = account_page(subscriber)
    assert "<strong>8 December 2026</strong>" in page
    assert "free column" not in page


def test_a_right_without_an_end_names_none(gifted: Person) -> None:
    page = account_page(gifted)
    assert "Every column." in page
    assert "until" not in page


def test_a_right_that_has_ended_is_not_shown(lapsed: Person) -> None:
    assert "Every column" not in account_page(lapsed)


@pytest.mark.promise("Other apps can add account sections and exporters", section="accounts")
def test_other_apps_add_sections_in_their_order(
    registered: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sections, "_sections", {})
    for title, order in (("Later", 20), ("Sooner", 10)):
        section = sections.Section(
            title, "accounts/closed.html", lambda request, at: {}, order=order
        )
        sections.register(title, section)
    page = account_page(registered)
    assert 0 < page.index("Sooner</h2>") < page.index("Later</h2>")


@pytest.mark.parametrize("name", ["Ann Brook", "آنا بروك", "<b>Ann</b>", "अन्‍ना"])
def test_ordinary_names_are_accepted(registered: Person, name: str) -> None:
    registered.client.post("/account/name/", {"name": f"  {name} "})
    assert User.objects.get(pk=registered.user.pk).name == name
    assert "<b>Ann" not in account_page(registered)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Ann\u202eknurb", "There is an invisible character in this."),
        ("Ann\x07", "There is an invisible character in this."),
        ("Ann\x00", "Null characters are not allowed."),
        ("n" * 500, "at most 120 characters (it has 500)"),
    ],
)
def test_a_refused_name_stays_in_the_form(registered: Person, name: str, sentence: str) -> None:
    page = registered.client.post("/account/name/", {"name": name}).content.decode()
    assert sentence in page
    assert f'value="{name}"' in page
    assert User.objects.get(pk=registered.user.pk).name == registered.user.name


def exported(person: Person) -> dict[str, Any]:
    answer = person.client.get("/account/export/")
    assert (
        answer.headers["Content-Disposition"] == 'attachment; filename="my-account-2026-11-18.json"'
    )
    return dict(json.loads(answer.content))


@pytest.mark.promise("The data export is complete and contains no secret", section="accounts")
def test_the_export_holds_everything_and_no_secret(
    subscriber: Person, make_column: MakeColumn
) -> None:
    subscriber.signs_out()
    subscriber.signs_in(subscriber.account or User.objects.get())
    content = exported(subscriber)
    assert content["profile"]["email"] == subscriber.user.email
    assert content["addresses"] == [
        {"email": subscriber.user.email, "verified": True, "primary": True}
    ]
    assert content["rights_to_read"][0]["source"] == "subscription"
    assert content["sessions"][0]["ip"] == "192.0.2.7"
    text = json.dumps(content)
    assert UserSession.objects.get().session_key not in text
    assert subscriber.user.password not in text


def test_the_export_names_what_was_read(registered: Person, make_column: MakeColumn) -> None:
    column = make_column(headline="The harbour")
    registered.reads(column)
    [read] = exported(registered)["free_reads"]
    assert read["column__headline"] == "The harbour"


@pytest.mark.promise(
    "The export does not name a column that became a draft again",
    section="accounts",
)
def test_the_export_names_nothing_that_became_a_draft_again(
    registered: Person, subscriber: Person, make_column: MakeColumn
) -> None:
    """Read, refused or given once, then taken back and put in other words: nobody outside the desk
    may know these.
    """
    read, refused, column = make_column(), make_column("subscribers"), make_column()
    registered.reads(read)
    Refusal.objects.create(
        reader_key=f"user:{registered.user.pk}",
        period=NOON.date().replace(day=1),
        column=refused,
        refused_at=NOON,
    )
    gift.get_or_create_link(subscriber.user, column.pk, at=NOON)
    Column.objects.update(
        state="draft", headline="The secret draft", slug=Concat(Value("secret-"), F("slug"))
    )
    for person, names in ((registered, ("free_reads", "walls_met")), (subscriber, ("gift_links",))):
        content = exported(person)
        assert "secret" not in json.dumps(content).lower()
        assert [content[name][0]["column__headline"] for name in names] == [None] * len(names)


@pytest.mark.promise("Other apps can add account sections and exporters", section="accounts")
def test_every_registered_exporter_is_asked(
    registered: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sections, "_exporters", {"letters": lambda user: [user.email]})
    assert exported(registered)["letters"] == [registered.user.email]
