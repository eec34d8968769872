"""Tests that accounts without a password sign in again before anything that could take the account
over.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client

from accounts.models import User
from tests.cast import NETWORK, MakeReader

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.promise(
        "Accounts without a password need a recent sign-in for changes, too", section="accounts"
    ),
]
Code = Callable[[], str]
GUARDED = [
    "/account/close/",
    "/accounts/password/set/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/2fa/recovery-codes/generate/",
]
NEW_PASSWORD = {"password1": "another quiet room", "password2": "another quiet room"}


@pytest.fixture
def ann(make_reader: MakeReader) -> User:
    user = make_reader("ann")
    user.set_unusable_password()
    user.save()
    return user


def sign_in(user: User, code: Code) -> Client:
    browser = Client(REMOTE_ADDR=NETWORK)
    page = browser.post("/accounts/login/code/", {"email": user.email}).headers["Location"]
    browser.post(page, {"code": code()})
    return browser


def age(browser: Client, by: timedelta) -> None:
    """Move the session's sign-in into the past."""
    session = browser.session
    records = session[AUTHENTICATION_METHODS_SESSION_KEY]
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {**each, "at": each["at"] - by.total_seconds()} for each in records
    ]
    session.save()


def asks(path: str) -> str:
    return f"/account/sign-in-again/?next={quote(path, safe='')}"


@pytest.mark.parametrize("path", GUARDED)
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_old_sign_in_is_not_enough(ann: User, mailed_code: Code, path: str, method: str) -> None:
    browser = sign_in(ann, mailed_code)
    age(browser, timedelta(minutes=6))
    data = {"email": ann.email, **NEW_PASSWORD} if method == "post" else {}
    answer = getattr(browser, method)(path, data)
    assert answer.headers["Location"] == asks(path)
    assert not User.objects.get(pk=ann.pk).has_usable_password()
    assert not Authenticator.objects.exists()


def test_a_session_that_only_knows_its_cookie_changes_nothing(ann: User) -> None:
    browser = Client(REMOTE_ADDR=NETWORK)
    browser.force_login(ann)
    changes = [
        ("/accounts/email/", {"email": "mallory@reader.example", "action_add": ""}),
        ("/accounts/password/set/", NEW_PASSWORD),
        ("/account/close/", {"email": ann.email}),
    ]
    for path, data in changes:
        assert browser.post(path, data).headers["Location"] == asks(path)
    assert not mail.outbox
    assert not User.objects.get(pk=ann.pk).has_usable_password()


@pytest.mark.parametrize("path", GUARDED[:-1])
def test_a_new_sign_in_is_enough(ann: User, mailed_code: Code, path: str) -> None:
    browser = sign_in(ann, mailed_code)
    age(browser, timedelta(minutes=4))
    assert browser.get(path).status_code == 200


def test_the_code_leads_back_to_the_page(ann: User, mailed_code: Code) -> None:
    browser = sign_in(ann, mailed_code)
    age(browser, timedelta(days=2))
    page = browser.get("/accounts/password/set/", follow=True).content.decode()
    assert ann.email in page
    found = re.search('name="next" value="([^"]+)"', page)
    assert found
    sent = browser.post("/account/sign-in-again/", {"next": found[1]})
    assert browser.get("/account/").status_code == 302
    answer = browser.post(sent.headers["Location"], {"code": mailed_code(), "next": found[1]})
    assert answer.headers["Location"] == "/accounts/password/set/"
    browser.post("/accounts/password/set/", NEW_PASSWORD)
    assert User.objects.get(pk=ann.pk).has_usable_password()


def test_it_leads_to_no_other_site(ann: User, mailed_code: Code) -> None:
    browser = sign_in(ann, mailed_code)
    assert (
        "evil.example"
        not in browser.get("/account/sign-in-again/?next=https://evil.example/").content.decode()
    )
    answer = browser.post("/account/sign-in-again/", {"next": "https://evil.example/"})
    signed_in = browser.post(
        answer.headers["Location"], {"code": mailed_code(), "next": "https://evil.example/"}
    )
    assert signed_in.headers["Location"] == "/account/"


def test_the_password_page_of_strangers_is_the_sign_in(client: Client, db: None) -> None:
    assert client.get("/accounts/password/set/").headers["Location"].startswith("/accounts/login/")
