"""A sign-up box mails one question and does nothing else; nobody learns who is known; a yes is a
POST.
"""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.responses import PRIVATE
from articles.models import Page
from newsletters.models import Newsletter, Recipient, SignUp, Suppression
from tests.cast import NETWORK, NOON, Person
from tests.newsletters.conftest import Join

OURS = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
SIGN_UP = "/newsletters/sign-up/"
ASKED = "/newsletters/check-your-mail/"
ADDRESS = "ada@mail.example"


def sign_up(client: Client, address: str = ADDRESS, *, headers: Any = OURS, **more: Any) -> Any:
    return client.post(
        SIGN_UP, {"address": address, "what": "newsletter:the-week", **more}, headers=headers
    )


def confirm_path(number: int = -1) -> str:
    match = re.search(r"http://testserver(/newsletters/confirm/\S+)", str(mail.outbox[number].body))
    assert match
    return match[1]


@pytest.fixture
def strict() -> Client:
    """A browser for which Django's check of tokens is on."""
    return Client(enforce_csrf_checks=True, REMOTE_ADDR=NETWORK)


@pytest.mark.promise(
    "A sign-up sends one confirmation e-mail, stores nothing before it is confirmed, and confirms"
    " by POST",
    section="newsletters",
)
def test_asking_confirming_and_nothing_before_it(
    noon: Any, the_week: Newsletter, visitor: Person
) -> None:
    answer = sign_up(visitor.client)
    assert (answer.status_code, answer["Location"]) == (302, ASKED)
    assert not Recipient.objects.exists()
    assert mail.outbox[-1].to == [ADDRESS]
    assert "The week" in mail.outbox[-1].body

    page = visitor.client.get(confirm_path())
    assert "The week" in page.content.decode()
    assert not Recipient.objects.exists(), "A program that follows links signs nobody up."

    done = visitor.client.post(confirm_path())
    assert "Thank you" in done.content.decode()
    assert SignUp.objects.get().recipient.address == ADDRESS
    visitor.client.post(confirm_path())
    assert SignUp.objects.count() == 1


def test_a_newsletter_chosen_many_times_is_named_once(
    the_week: Newsletter, visitor: Person
) -> None:
    """Anybody may type anybody's address: the mail grows no longer, and its link neither."""
    sign_up(visitor.client, what=["newsletter:the-week"] * 900)
    body = str(mail.outbox[-1].body)
    assert body.count("The week") == 1
    assert len(confirm_path()) < 300


@pytest.mark.promise(
    "A sign-up sends one confirmation e-mail, stores nothing before it is confirmed, and confirms"
    " by POST",
    section="newsletters",
)
def test_the_question_ends_after_three_days(
    noon: time_machine.Traveller, the_week: Newsletter, visitor: Person
) -> None:
    sign_up(visitor.client)
    noon.move_to(NOON + timedelta(days=3, seconds=1))
    assert visitor.client.post(confirm_path()).status_code == 404
    assert not Recipient.objects.exists()


def test_a_signed_link_of_another_kind_confirms_nothing(
    noon: Any, join: Join, visitor: Person
) -> None:
    sign_up(visitor.client)
    token = confirm_path().split("/")[3]
    assert visitor.client.get(f"/newsletters/yours/{token}/").status_code == 404
    assert visitor.client.get(f"/newsletters/confirm/{token}x/").status_code == 404


@pytest.mark.promise(
    "Sign-up gives everybody the same answer, limits e-mails by mailbox and network, and ignores"
    " robots",
    section="newsletters",
)
def test_the_same_answer_whoever_is_known(
    noon: Any, the_week: Newsletter, join: Join, visitor: Person
) -> None:
    """New, signed up, suppressed, or asked too often: nobody learns which."""
    join("known@mail.example")
    Suppression.objects.create(address="gone@mail.example", since=NOON)
    addresses = ["new@mail.example", "known@mail.example", "gone@mail.example", "new@mail.example"]
    answers = [sign_up(visitor.client, address) for address in addresses]
    assert {(answer.status_code, answer["Location"], answer.content) for answer in answers} == {
        (302, ASKED, b"")
    }
    assert [email.to[0] for email in mail.outbox] == ["new@mail.example", "known@mail.example"]


@pytest.mark.promise(
    "Sign-up gives everybody the same answer, limits e-mails by mailbox and network, and ignores"
    " robots",
    section="newsletters",
)
def test_nobodys_letter_box_is_filled(noon: time_machine.Traveller, the_week: Newsletter) -> None:
    """Three an hour to one address, whichever networks ask."""
    for number in range(10):
        noon.shift(timedelta(minutes=2))
        client = Client(REMOTE_ADDR=f"198.51.100.{number}")
        assert sign_up(client)["Location"] == ASKED
    assert len(mail.outbox) == 3


@pytest.mark.promise(
    "Sign-up gives everybody the same answer, limits e-mails by mailbox and network, and ignores"
    " robots",
    section="newsletters",
)
def test_a_network_is_paced_in_a_sentence(noon: Any, the_week: Newsletter, visitor: Person) -> None:
    answers = [sign_up(visitor.client, f"reader{number}@mail.example") for number in range(21)]
    assert [answer.status_code for answer in answers] == [302] * 20 + [429]
    message = answers[-1].content.decode()
    assert "Please wait 60 minutes" in message
    assert "reader20@mail.example" in message, "What was typed stays."


@pytest.mark.promise(
    "Sign-up accepts only this site's forms without a token, and public pages stay without cookies",
    section="newsletters",
)
@pytest.mark.parametrize(
    ("headers", "let_in"),
    [
        (OURS, True),
        ({"Origin": "http://testserver"}, True),
        ({"Referer": "http://testserver/columns/"}, True),
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}, False),
        ({"Origin": "http://testserver", "Sec-Fetch-Site": "cross-site"}, False),
        ({"Origin": "https://elsewhere.example"}, False),
        ({"Origin": "null"}, False),
        ({"Referer": "https://elsewhere.example/http://testserver"}, False),
        ({"Referer": "http://[testserver/"}, False),
        ({}, False),
    ],
)
def test_only_a_form_of_ours_mails(
    noon: Any, the_week: Newsletter, strict: Client, headers: dict[str, str], let_in: bool
) -> None:
    answer = sign_up(strict, headers=headers)
    assert answer.status_code == (302 if let_in else 403)
    assert len(mail.outbox) == int(let_in)
    assert not answer.cookies


@pytest.mark.promise(
    "Sign-up gives everybody the same answer, limits e-mails by mailbox and network, and ignores"
    " robots",
    section="newsletters",
)
def test_robots_that_fill_in_everything_get_the_same_answer_and_no_mail(
    noon: Any, the_week: Newsletter, visitor: Person
) -> None:
    assert sign_up(visitor.client, website="http://buy.example")["Location"] == ASKED
    assert not mail.outbox


@pytest.mark.parametrize(
    "address", ["", "ada", "ada@", "a\u202e@mail.example", "x" * 250 + "@mail.example"]
)
def test_a_slip_is_said_beside_the_field_and_loses_nothing(
    noon: Any, the_week: Newsletter, visitor: Person, address: str
) -> None:
    answer = sign_up(visitor.client, address)
    assert answer.status_code == 400
    assert answer["Cache-Control"] == PRIVATE
    assert 'class="errorlist"' in answer.content.decode()
    assert 'value="newsletter:the-week" id="list-the-week" checked' in answer.content.decode()
    assert not mail.outbox


def test_a_closed_list_is_not_signed_up_for(
    noon: Any, the_week: Newsletter, visitor: Person
) -> None:
    Newsletter.objects.update(is_open=False)
    assert sign_up(visitor.client).status_code == 400
    assert not mail.outbox


@pytest.mark.promise(
    "Sign-up accepts only this site's forms without a token, and public pages stay without cookies",
    section="newsletters",
)
def test_the_page_is_the_same_for_everyone_and_carries_nothing(
    the_week: Newsletter, visitor: Person
) -> None:
    for path in ("/newsletters/", ASKED):
        answer = visitor.client.get(path)
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "public, max-age=0, s-maxage=60"
        assert answer["ETag"]
        assert not answer.cookies
        assert "csrf" not in answer.content.decode()


def test_a_changed_list_is_on_the_page_at_once(the_week: Newsletter, visitor: Person) -> None:
    assert "Every Friday" in visitor.client.get("/newsletters/").content.decode()
    the_week.rhythm = "On Saturdays"
    the_week.save()
    assert "On Saturdays" in visitor.client.get("/newsletters/").content.decode()


def test_without_a_list_the_page_shows_the_feed(db: None, visitor: Person) -> None:
    assert reverse("articles:feed") in visitor.client.get("/newsletters/").content.decode()


def test_the_house_page_leads_here(the_week: Newsletter, visitor: Person) -> None:
    assert Page.objects.get(slug="newsletters").get_absolute_url() == "/newsletters/"
    answer = visitor.client.get("/pages/newsletters/")
    assert (answer.status_code, answer["Location"]) == (301, "/newsletters/")
    assert "with one click" in visitor.client.get("/newsletters/").content.decode()


def test_nothing_is_chosen_for_anybody(the_week: Newsletter, visitor: Person) -> None:
    assert " checked" not in visitor.client.get("/newsletters/").content.decode()
