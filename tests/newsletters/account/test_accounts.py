"""Mail and accounts: on the account page, in the export, after a change of address, and gone with
the account.
"""

import json
from typing import Any

import pytest
from django.http import HttpRequest
from django.urls import reverse

from accounts.extensions import closing
from articles.models import Topic
from newsletters.account import sections
from newsletters.models import Follow, Newsletter, Recipient, SignUp, Suppression
from newsletters.signups import tokens
from tests.cast import NOON, Person
from tests.newsletters.conftest import Join

pytestmark = pytest.mark.promise(
    "Newsletters are on the account page, in the export, and deleted with the account",
    section="newsletters",
)


def test_the_account_page_and_the_export_tell_what_comes(
    registered: Person, subscriber: Person, the_week: Newsletter, join: Join
) -> None:
    recipient = join(registered.user.email)
    topic = Topic.objects.create(name="Foreign policy", slug="foreign-policy")
    Follow.objects.create(recipient=recipient, topic=topic, since=NOON)
    page = registered.client.get("/account/").content.decode()
    assert "The week" in page
    assert "Foreign policy" in page
    saved = json.loads(registered.client.get(reverse("accounts:export")).content)
    assert [each["sign_ups__newsletter__name"] for each in saved["newsletters"]] == ["The week"]
    assert [each["what"] for each in saved["follows"]] == ["Foreign policy"]
    assert "You get no newsletter" in subscriber.client.get("/account/").content.decode()


def test_lists_are_chosen_with_an_account(registered: Person, the_week: Newsletter) -> None:
    assert not Recipient.objects.exists()
    assert registered.client.get("/account/mail/").status_code == 200
    assert not Recipient.objects.exists(), "Looking keeps nothing."
    registered.client.post("/account/mail/", {"lists": [the_week.pk]})
    assert SignUp.objects.get().recipient.address == registered.user.email
    registered.client.post("/account/mail/", {})
    assert not SignUp.objects.exists()


def suppress(address: str, reason: str, note: str = "") -> None:
    Suppression.objects.create(address=address, reason=reason, note=note, since=NOON)


@pytest.mark.promise(
    "A reader whose e-mails are blocked sees why and can end it",
    section="newsletters",
)
@pytest.mark.parametrize(
    ("reason", "note", "sentence"),
    [
        ("bounce", "550 5.1.1 no such user", "550 5.1.1 no such user"),
        ("complaint", "", "marked there as unwanted"),
        ("unsubscribed", "", "the mail provider’s own link"),
    ],
)
def test_whoever_gets_no_mail_reads_why_and_may_end_it(
    registered: Person, join: Join, reason: str, note: str, sentence: str
) -> None:
    address = registered.user.email
    recipient = join(address)
    pages = [
        "/account/mail/",
        "/account/",
        tokens.own_url(recipient).removeprefix("http://testserver"),
    ]
    for page in pages:
        assert "No newsletter or alert goes to" not in registered.client.get(page).content.decode()
    for page in (pages[0], pages[2]):
        suppress(address, reason, note)
        for each in pages:
            assert sentence in registered.client.get(each).content.decode()
        answer = registered.client.post(page, {"lift": address}, follow=True)
        assert "No newsletter or alert goes to" not in answer.content.decode()
        assert not Suppression.objects.exists()
        assert SignUp.objects.filter(recipient=recipient).exists(), "The lists stay as they are."


def test_what_the_desk_decided_only_the_desk_ends(registered: Person, join: Join) -> None:
    address = registered.user.email
    suppress(address, "desk", "An internal note.")
    page = registered.client.get("/account/mail/").content.decode()
    assert "by a decision of our desk" in page
    assert "An internal note." not in page
    assert 'name="lift"' not in page
    registered.client.post("/account/mail/", {"lift": address})
    assert Suppression.objects.exists()


def test_nobody_ends_it_for_another_address(
    registered: Person, visitor: Person, join: Join
) -> None:
    other, own = join("ada@mail.example"), join("bob@mail.example")
    suppress(other.address, "bounce")
    registered.client.post("/account/mail/", {"lift": other.address})
    visitor.client.post(tokens.own_url(own), {"lift": other.address})
    assert Suppression.objects.exists()
    assert "No newsletter" not in registered.client.get("/account/mail/").content.decode()


def test_a_visitor_signs_in_first(visitor: Person) -> None:
    assert visitor.client.get("/account/mail/").status_code == 302


def test_a_closed_account_gets_no_more_mail(registered: Person, join: Join) -> None:
    join(registered.user.email)
    join("somebody@mail.example")
    closing.close(registered.user, request=HttpRequest())
    assert [each.address for each in Recipient.objects.all()] == ["somebody@mail.example"]


def test_mail_follows_a_new_address(noon: Any, join: Join) -> None:
    join("old@mail.example")
    sections.move("Old@mail.example", "new@mail.example")
    assert [each.address for each in Recipient.objects.all()] == ["new@mail.example"]
    join("other@mail.example")
    sections.move("new@mail.example", "other@mail.example")
    assert [each.address for each in Recipient.objects.all()] == ["other@mail.example"]
