"""Leaving: one click, from a mail program too; and the page with all that comes."""

from typing import Any

import pytest
from django.test import Client

from accounts.responses import PRIVATE
from newsletters.models import Newsletter, Recipient, SignUp
from newsletters.signups import tokens
from newsletters.signups.tokens import SignupRequest
from tests.cast import NETWORK, NOON, Person
from tests.newsletters.conftest import Join

pytestmark = pytest.mark.promise(
    "One click unsubscribes, also in mail programs (RFC 8058), and a link works for one recipient"
    " only",
    section="newsletters",
)


def path(address: str) -> str:
    return address.removeprefix("http://testserver")


@pytest.fixture
def ada(join: Join) -> Recipient:
    return join("ada@mail.example")


@pytest.fixture
def daily(db: None) -> Newsletter:
    return Newsletter.objects.create(
        name="The day", slug="the-day", description="Today.", rhythm="Daily", position=1
    )


def test_one_post_of_a_mail_program_is_enough(
    noon: Any, ada: Recipient, the_week: Newsletter
) -> None:
    """RFC 8058: no cookie, no token, no redirect."""
    client = Client(enforce_csrf_checks=True, REMOTE_ADDR=NETWORK)
    address = path(tokens.leave_url(ada, the_week))
    answer = client.post(address, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not SignUp.objects.exists()
    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200


def test_looking_at_the_link_leaves_nothing(
    noon: Any, ada: Recipient, the_week: Newsletter, visitor: Person
) -> None:
    answer = visitor.client.get(path(tokens.leave_url(ada, the_week)))
    assert "Write no more to you?" in answer.content.decode()
    assert SignUp.objects.exists()


def test_one_list_is_left_and_the_others_stay(
    noon: Any, ada: Recipient, the_week: Newsletter, daily: Newsletter, visitor: Person
) -> None:
    SignUp.objects.create(recipient=ada, newsletter=daily, since=NOON)
    visitor.client.post(path(tokens.leave_url(ada, the_week)))
    assert [each.newsletter for each in ada.sign_ups.all()] == [daily]
    visitor.client.post(path(tokens.leave_url(ada, None)))
    assert not ada.sign_ups.exists()


def test_a_link_is_one_recipients_own(
    noon: Any, ada: Recipient, join: Join, the_week: Newsletter
) -> None:
    bob = join("bob@mail.example")
    client = Client()
    token = tokens.leave_url(ada, the_week).split("/")[-2]
    forged = token.replace(f"{ada.pk}~", f"{bob.pk}~", 1)
    client.post(f"/newsletters/leave/{forged}/")
    client.post(f"/newsletters/leave/{tokens.own_url(bob).split('/')[-2]}/")
    assert SignUp.objects.count() == 2


def test_all_that_comes_is_seen_and_changed_without_signing_in(
    noon: Any, ada: Recipient, the_week: Newsletter, daily: Newsletter, visitor: Person
) -> None:
    address = path(tokens.own_url(ada))
    page = visitor.client.get(address)
    assert page["Cache-Control"] == PRIVATE
    assert "The day" in page.content.decode()
    visitor.client.post(address, {"lists": [daily.pk]})
    assert [each.newsletter for each in ada.sign_ups.all()] == [daily]
    visitor.client.post(address, {})
    assert not ada.sign_ups.exists()


def test_a_closed_list_is_still_shown_to_whoever_is_on_it(
    noon: Any, ada: Recipient, the_week: Newsletter, visitor: Person
) -> None:
    Newsletter.objects.update(is_open=False)
    assert "The week" in visitor.client.get(path(tokens.own_url(ada))).content.decode()


@pytest.mark.parametrize("token", ["x", "1.x", "~.~"])
def test_a_made_up_link_shows_nothing(db: None, visitor: Person, token: str) -> None:
    assert visitor.client.get(f"/newsletters/yours/{token}/").status_code == 404
    assert visitor.client.post(f"/newsletters/leave/{token}/").status_code == 200


def test_a_signed_link_asks_for_no_cookie(the_week: Newsletter, join: Join) -> None:
    """As a browser without cookies answers: the link itself is the proof."""
    client = Client(enforce_csrf_checks=True)
    signup_request = SignupRequest("ada@mail.example", ("newsletter:the-week",))
    confirm = tokens.confirm_url(signup_request).removeprefix("http://testserver")
    own = tokens.own_url(join("bob@mail.example")).removeprefix("http://testserver")
    for address in (confirm, own):
        page = client.get(address)
        assert not page.cookies
        assert client.post(address).status_code in {200, 302}
    assert [each.recipient.address for each in SignUp.objects.all()] == ["ada@mail.example"]


def test_the_account_page_still_asks_for_the_token(
    registered: Person, the_week: Newsletter
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(registered.user)
    assert client.post("/account/mail/", {"lists": [the_week.pk]}).status_code == 403
