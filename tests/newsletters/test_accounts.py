"""Mail and accounts: on the account page, in the export, after a change of address, and gone with the account."""

import json
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from accounts import closing
from articles.models import Topic
from newsletters import sections
from newsletters.models import Follow, Newsletter, Recipient, SignUp
from tests.cast import NOON, Person
from tests.newsletters.conftest import Join


def test_the_account_page_and_the_export_tell_what_comes(
    registered: Person, subscriber: Person, the_week: Newsletter, join: Join
) -> None:
    recipient = join(registered.user.email)
    topic = Topic.objects.create(name="Foreign policy", slug="foreign-policy")
    Follow.objects.create(recipient=recipient, topic=topic, since=NOON)
    page = registered.client.get("/account/").content.decode()
    assert "The week" in page
    assert "Foreign policy" in page
    kept = json.loads(registered.client.get(reverse("accounts:export")).content)
    assert [each["sign_ups__newsletter__name"] for each in kept["newsletters"]] == ["The week"]
    assert [each["what"] for each in kept["follows"]] == ["Foreign policy"]
    assert "You get no newsletter" in subscriber.client.get("/account/").content.decode()


def test_lists_are_chosen_with_an_account(registered: Person, the_week: Newsletter) -> None:
    assert not Recipient.objects.exists()
    assert registered.client.get("/account/mail/").status_code == 200
    assert not Recipient.objects.exists(), "Looking keeps nothing."
    registered.client.post("/account/mail/", {"lists": [the_week.pk]})
    assert SignUp.objects.get().recipient.address == registered.user.email
    registered.client.post("/account/mail/", {})
    assert not SignUp.objects.exists()


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
