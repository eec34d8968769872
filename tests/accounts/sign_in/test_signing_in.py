import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.responses import PRIVATE
from tests.cast import PASSWORD, MakeReader, Person

pytestmark = pytest.mark.django_db
LOGIN, LOGOUT = "/accounts/login/", "/accounts/logout/"
Code = Callable[[], str]


@pytest.fixture
def ann(make_reader: MakeReader) -> User:
    return make_reader("ann")


def sign_in(client: Client, user: User, password: str = PASSWORD, **fields: str) -> str:
    answer = client.post(LOGIN, {"login": user.email, "password": password, **fields})
    return str(answer.headers.get("Location", ""))


def test_with_a_password_back_to_the_column(client: Client, ann: User) -> None:
    assert sign_in(client, ann, next="/columns/the-harbour/") == "/columns/the-harbour/"


def test_with_a_mailed_code_back_to_the_column(
    client: Client, ann: User, mailed_code: Code
) -> None:
    response = client.post("/accounts/login/code/", {"email": ann.email, "next": "/columns/"})
    code_page = response.headers["Location"]
    assert 'name="next" value="/columns/"' in client.get(code_page).content.decode()
    answer = client.post(code_page, {"code": mailed_code(), "next": "/columns/"})
    assert answer.headers["Location"] == "/columns/"


@pytest.mark.promise("E-mail addresses cannot be enumerated", section="accounts")
def test_only_an_email_says_that_an_address_is_unknown(client: Client, ann: User) -> None:
    known = Client().post("/accounts/login/code/", {"email": ann.email})
    unknown = client.post("/accounts/login/code/", {"email": "nobody@reader.example"})
    assert known.headers["Location"] == unknown.headers["Location"]
    assert mail.outbox[-1].to == ["nobody@reader.example"]
    assert "no account" in mail.outbox[-1].subject


@pytest.mark.promise("E-mail addresses cannot be enumerated", section="accounts")
def test_a_wrong_password_and_an_unknown_address_get_the_same_sentence(
    client: Client, ann: User
) -> None:
    for email in (ann.email, "nobody@reader.example"):
        page = client.post(LOGIN, {"login": email, "password": "wrong"}).content.decode()
        assert "Wrong address or password." in page
        assert f'value="{email}"' in page


@pytest.mark.promise("Rate limits hold across workers", section="accounts")
def test_guessing_ends_after_five_tries_even_with_the_right_password(ann: User) -> None:
    for _ in range(5):
        sign_in(Client(), ann, "wrong")
    page = Client().post(LOGIN, {"login": ann.email.upper(), "password": PASSWORD}).content.decode()
    assert "Too many attempts." in page


@pytest.mark.promise("Rate limits hold across workers", section="accounts")
def test_the_limits_are_shared_by_every_worker(ann: User, settings: Any) -> None:
    """In the database cache, which each process opens for itself; a cache in memory would start
    anew.
    """
    backend = "django.core.cache.backends.db.DatabaseCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": "standfirst_cache"}}
    call_command("createcachetable")
    for _ in range(5):
        sign_in(Client(), ann, "wrong")
    settings.CACHES = {
        "default": {"BACKEND": backend, "LOCATION": "standfirst_cache", "OPTIONS": {}}
    }
    page = Client().post(LOGIN, {"login": ann.email, "password": PASSWORD}).content.decode()
    assert "Too many attempts." in page


def test_a_new_password_by_code(client: Client, ann: User, mailed_code: Code) -> None:
    response = client.post("/accounts/password/reset/", {"email": ann.email, "next": "/columns/"})
    chosen = client.post(response.headers["Location"], {"code": mailed_code(), "next": "/columns/"})
    new = {
        "password1": "another quiet room",
        "password2": "another quiet room",
        "next": "/columns/",
    }
    client.post(chosen.headers["Location"], new)
    assert mail.outbox[-1].subject == "Your password was changed"
    assert client.get("/account/").status_code == 200
    cache.clear()
    assert sign_in(Client(), ann, "another quiet room") == "/account/"


def test_changing_the_address_asks_who_is_there_then_for_a_code(
    client: Client, ann: User, mailed_code: Code
) -> None:
    sign_in(client, ann)
    response = client.post("/accounts/email/", {"action_add": "", "email": "anna@reader.example"})
    shown = client.post(response.headers["Location"], {"password": PASSWORD})
    assert shown.headers["Location"] == "/accounts/confirm-email/"
    assert User.objects.get(pk=ann.pk).email == ann.email
    client.post("/accounts/confirm-email/", {"code": mailed_code()})
    assert User.objects.get(pk=ann.pk).email == "anna@reader.example"


def test_a_session_that_only_knows_its_cookie_must_show_who_it_is(
    client: Client, ann: User
) -> None:
    client.force_login(ann)
    answer = client.post("/accounts/email/", {"action_add": "", "email": "mallory@reader.example"})
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
    assert not mail.outbox


@pytest.mark.promise(
    "Signing out clears the browser's cache, and the back button shows nothing",
    section="accounts",
)
def test_signing_out_asks_and_clears_the_browsers_cache(registered: Person) -> None:
    page = registered.client.get(LOGOUT)
    assert page.status_code == 200
    assert "Clear-Site-Data" not in page.headers
    answer = registered.client.post(LOGOUT)
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert registered.client.get("/account/").status_code == 302


@pytest.mark.parametrize(
    "path",
    ["/account/", "/account/name/", "/accounts/email/", "/accounts/2fa/", "/accounts/sessions/"],
)
def test_no_cache_keeps_a_readers_pages(registered: Person, path: str) -> None:
    answer = registered.client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == PRIVATE
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "DENY"


def test_a_closed_account_cannot_sign_in(client: Client, ann: User) -> None:
    User.objects.filter(pk=ann.pk).update(is_active=False)
    assert sign_in(client, ann) == "/accounts/inactive/"
    assert "This account is deactivated" in client.get("/accounts/inactive/").content.decode()
    assert client.get("/account/").status_code == 302


@pytest.mark.promise(
    "A session that is ended elsewhere is signed out at the next request",
    section="accounts",
)
def test_one_session_ended_elsewhere_is_out_at_the_next_request(ann: User) -> None:
    here, there, phone = Client(), Client(HTTP_USER_AGENT="Mozilla/5.0 (iPhone) Safari/1"), Client()
    for browser in (here, there, phone):
        sign_in(browser, ann)
    page = here.get("/accounts/sessions/").content.decode()
    assert "Safari on iPhone" in page
    ended = UserSession.objects.get(session_key=there.session.session_key)
    assert here.post(reverse("accounts:end-session", args=[ended.pk])).status_code == 302
    assert [browser.get("/account/").status_code for browser in (here, there, phone)] == [
        200,
        302,
        200,
    ]

    here.post("/accounts/sessions/")
    assert [browser.get("/account/").status_code for browser in (here, phone)] == [200, 302]


def test_nobody_ends_anothers_session(ann: User, make_reader: MakeReader) -> None:
    annes, bobs = Client(), Client()
    sign_in(annes, ann)
    sign_in(bobs, make_reader("bob"))
    target = UserSession.objects.get(user=ann)
    assert bobs.post(reverse("accounts:end-session", args=[target.pk])).status_code == 404
    assert annes.get("/account/").status_code == 200


def test_sessions_live_in_the_database(client: Client, ann: User) -> None:
    sign_in(client, ann)
    Session.objects.all().delete()
    assert client.get("/account/").status_code == 302


def test_a_text_browser_is_shown_no_words_about_passkeys_that_fail(client: Client) -> None:
    """It shows what is hidden by style too, so these words come with the script."""
    page = client.get(LOGIN).content.decode()
    words = re.sub(
        r"<noscript>.*?</noscript>|<script.*?</script>|<[^>]*>", " ", page, flags=re.DOTALL
    )
    assert "Use a passkey" not in words
    assert "did not work" not in words
    assert 'data-passkey="Use a passkey"' in page
