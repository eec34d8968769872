"""Cookies and signed links: whatever a browser sends, only what we signed, whole and unchanged,
says anything.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from accounts.reader import cookies
from accounts.sign_in import known_browsers
from articles.readers import personal_feeds
from comments.threads import emails
from newsletters.models import Recipient
from newsletters.signups import tokens
from newsletters.signups.tokens import SignupRequest
from submissions.replies import workflow
from submissions.story_ideas import form_stamp
from subscriptions.billing import donations
from subscriptions.groups import invitations
from subscriptions.links import email, gift, preview, redemption
from tests.cast import DAY, NOON, MakeColumn, Person
from tests.fuzzing.budget import damaged_text, tries

# What a character of a signed value may be confused with, and what a decoder may stumble over.
TRICKS = (
    ":",
    ".",
    "~",
    "|",
    "=",
    "==",
    "%00",
    "\x00",
    "é",
    "\u0660",
    "A",
    "-",
    "_",
    "eyJ",
    "..",
    "/",
    "\n",
    "1" * 30,
)


@dataclass
class Signed:
    """A value that is good, and the function that says what it is good for (None or empty: for
    nothing).
    """

    value: str
    read: Callable[[str], Any]


def cookie(name: str, value: str) -> Any:
    request = RequestFactory().get("/")
    request.COOKIES[name] = value
    return request


def set_by(act: Callable[[HttpResponse], None], name: str) -> str:
    response = HttpResponse()
    act(response)
    return response.cookies[name].value


@pytest.fixture
def signed(
    noon: Any, registered: Person, subscriber: Person, editor: Person, make_column: MakeColumn
) -> dict[str, Signed]:
    column = make_column("subscribers")
    draft = make_column(state="draft", published_at=None)
    recipient = Recipient.objects.create(address="ada@reader.example", confirmed_at=NOON)
    link = gift.get_or_create_link(subscriber.user, column.pk, at=NOON)
    assert link is not None
    personal_feeds.make(subscriber.user, at=NOON)
    feed = personal_feeds.of_reader(subscriber.user)
    assert feed is not None
    _, secret = preview.make(draft.pk, note="n", days=3, by=editor.user, at=NOON)

    def last_part(address: str) -> str:
        return address.rstrip("/").rsplit("/", 1)[1]

    def browser(value: str) -> str | None:
        return known_browsers.browser_id(
            cookie(known_browsers.COOKIE.name, value), registered.user.email
        )

    request = RequestFactory().get("/")
    known = set_by(
        lambda answer: known_browsers.remember(request, answer, registered.user),
        known_browsers.COOKIE.name,
    )
    return {
        "visitor": Signed(
            set_by(
                lambda answer: cookies.VISITOR.set(answer, cookies.new_visitor_id()),
                cookies.VISITOR.name,
            ),
            lambda value: cookies.VISITOR.read(cookie(cookies.VISITOR.name, value)),
        ),
        "tokens": Signed(
            set_by(
                lambda answer: cookies.set_link_tokens(answer, redemption.add_token(link, [])),
                cookies.LINK_TOKENS.name,
            ),
            lambda value: cookies.read_link_tokens(cookie(cookies.LINK_TOKENS.name, value)),
        ),
        "known browser": Signed(known, browser),
        "gift link": Signed(gift.token_of(link), gift.from_token),
        "letter link": Signed(
            email.build_token("r1", column.pk, user_pk=registered.user.pk, at=NOON),
            email.from_token,
        ),
        "preview": Signed(secret, preview.from_secret),
        "personal feed": Signed(personal_feeds.signed(feed), personal_feeds.feed_by_secret),
        "sign-up": Signed(
            last_part(tokens.confirm_url(SignupRequest("ada@reader.example", ("weekly",)))),
            tokens.request_from_token,
        ),
        "own mails": Signed(last_part(tokens.own_url(recipient)), tokens.recipient_of),
        "leaving": Signed(last_part(tokens.leave_url(recipient, None)), tokens.leaving_of),
    }


NAMES = (
    *("visitor", "tokens", "known browser", "gift link", "letter link", "preview", "personal feed"),
    *("sign-up", "own mails", "leaving"),
)


@pytest.mark.parametrize("name", NAMES)
def test_what_we_signed_is_read(name: str, signed: dict[str, Signed]) -> None:
    assert signed[name].read(signed[name].value)


@pytest.mark.promise("Cookies and links that we did not sign are refused", section="hostile")
@pytest.mark.parametrize("name", NAMES)
@tries(30)
@given(data=st.data())
def test_what_we_did_not_sign_says_nothing(
    name: str, signed: dict[str, Signed], data: st.DataObject
) -> None:
    """Also what we signed for another purpose: each has a salt of its own."""
    own = signed[name]
    others = [each.value for each in signed.values()]
    value = data.draw(
        st.one_of(damaged_text([own.value], TRICKS), st.sampled_from(others), st.text(max_size=60))
    )
    if value != own.value:
        assert not own.read(value)


@tries(30)
@given(value=st.one_of(st.text(max_size=60), st.integers().map(str)), data=st.data())
def test_forms_and_mails_of_readers_take_no_forged_mark(value: str, data: st.DataObject) -> None:
    mark = form_stamp.fresh(NOON)
    forged = data.draw(st.one_of(damaged_text([mark], TRICKS), st.just(value)))
    if forged != mark:
        with pytest.raises(form_stamp.StampError):
            form_stamp.stamp_id(forged, at=NOON + DAY / 2)
    assert emails.from_token(value) is None
    assert workflow.of_address(value) is None
    assert donations.from_token(value) is None
    assert invitations.seat_for(value, at=NOON) is None


@pytest.mark.django_db
@tries(15)
@given(st.binary(max_size=80))
def test_bytes_that_browsers_cannot_send_are_no_cookie(client: Any, raw: bytes) -> None:
    """Through the site itself, as a raw header."""
    for name in ("visitor", "tokens", "known_browser", "sessionid", "csrftoken"):
        header = f"{name}=".encode() + raw
        assert client.get("/about/", HTTP_COOKIE=header.decode("latin-1")).status_code in {
            200,
            400,
            404,
        }
