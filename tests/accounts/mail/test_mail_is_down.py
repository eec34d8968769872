"""A mail server that refuses or hangs: a short wait, one sentence, and the way in without mail."""

import re
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.core import context
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import call_command
from django.test import Client

from accounts.mail import compose
from accounts.models import User
from tests.cast import PASSWORD, MakeReader, Person

pytestmark = pytest.mark.django_db
LOGIN, SIGNUP, CODE, RESET = (
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/login/code/",
    "/accounts/password/reset/",
)
IS_DOWN = "Our mail isn’t going out at the moment."
MAILED = ["A code is on its way.", "We have mailed a code to"]


@pytest.fixture
def refusing(settings: Any) -> None:
    """Nobody listens there."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with socket.create_server(("127.0.0.1", 0)) as closed:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", closed.getsockname()[1]


@pytest.fixture
def hanging(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The connection is taken and nothing is ever said."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    monkeypatch.setattr(compose, "REQUEST_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", silent.getsockname()[1]
        yield


ASKING = [
    (SIGNUP, {"email": "new@reader.example", "password1": PASSWORD}),
    (SIGNUP, {"email": "ann@reader.example", "password1": PASSWORD}),
    (CODE, {"email": "ann@reader.example"}),
    (CODE, {"email": "nobody@reader.example"}),
    (RESET, {"email": "ann@reader.example"}),
    (RESET, {"email": "nobody@reader.example"}),
]


@pytest.mark.promise(
    "A mail server that hangs or refuses causes a short wait and one message",
    section="operations",
)
@pytest.mark.parametrize(("path", "data"), ASKING)
def test_one_sentence_and_the_form_again(
    refusing: None, make_reader: MakeReader, path: str, data: dict[str, str]
) -> None:
    make_reader("ann")
    answer = Client().post(path, {**data, "next": "/columns/"}, follow=True)
    page = answer.content.decode()
    assert page.count(IS_DOWN) == 1
    assert not [words for words in MAILED if words in page]
    assert answer.redirect_chain == [(f"{path}?next=%2Fcolumns%2F", 302)]


@pytest.mark.promise(
    "A mail server that hangs or refuses causes a short wait and one message",
    section="operations",
)
@pytest.mark.parametrize(("path", "data"), ASKING)
def test_a_server_that_hangs_is_not_waited_for(
    hanging: None, make_reader: MakeReader, path: str, data: dict[str, str]
) -> None:
    make_reader("ann")
    began = time.monotonic()
    assert IS_DOWN in Client().post(path, data, follow=True).content.decode()
    assert time.monotonic() - began < 5


def test_a_request_waits_three_seconds_and_commands_as_long_as_they_may(settings: Any) -> None:
    assert compose.REQUEST_SECONDS == 3
    assert settings.EMAIL_TIMEOUT == 20


def test_after_one_failure_a_request_waits_for_no_other_mail(
    refusing: None, make_reader: MakeReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = []
    monkeypatch.setattr(compose, "get_connection", lambda **options: opened.append(options))
    request = type("Request", (), {})()
    with context.request_context(request):
        results = [
            compose.send(compose.compose("account_closed", "ann@reader.example", {}))
            for _ in range(3)
        ]
    assert results == [False, False, False]
    assert opened == [{"timeout": 3, "requests_timeout": 3}]


def test_whoever_signed_up_meanwhile_signs_up_again(refusing: None, settings: Any) -> None:
    Client().post(SIGNUP, {"email": "new@reader.example", "password1": PASSWORD})
    assert not User.objects.exists()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    client = Client()
    client.post(SIGNUP, {"email": "new@reader.example", "password1": PASSWORD})
    code = re.search(r"^[A-Z]{4}-[A-Z]{4}$", str(mail.outbox[-1].body), re.MULTILINE)
    assert code
    client.post("/accounts/confirm-email/", {"code": code[0]})
    assert client.get("/account/").status_code == 200


def test_a_new_password_counts_though_no_mail_says_so(
    refusing: None, make_reader: MakeReader
) -> None:
    user, client = make_reader("ann"), Client()
    client.post(LOGIN, {"login": user.email, "password": PASSWORD})
    new = {
        "oldpassword": PASSWORD,
        "password1": "another quiet room",
        "password2": "another quiet room",
    }
    page = client.post("/accounts/password/change/", new, follow=True).content.decode()
    assert "Your password is changed." in page
    assert IS_DOWN not in page
    assert User.objects.get(pk=user.pk).check_password("another quiet room")


# The first sign-in of a new site


@pytest.mark.promise("The first sign-in to a new site needs no e-mail", section="accounts")
def test_the_first_sign_in_needs_no_mail(refusing: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", interactive=False, email="Owner@Opinion.example", verbosity=0)
    client = Client()
    answer = client.post(LOGIN, {"login": "owner@opinion.example", "password": PASSWORD})
    assert answer.headers["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200
    assert User.objects.get().is_verified


def test_the_first_sign_in_needs_no_mail_with_second_factors_either(
    refusing: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.STAFF_MFA = True
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", interactive=False, email="owner@opinion.example", verbosity=0)
    client = Client()
    client.post(LOGIN, {"login": "owner@opinion.example", "password": PASSWORD})
    assert client.get("/admin/").headers["Location"] == "/accounts/2fa/"
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert client.get("/accounts/2fa/totp/activate/").status_code == 200


# Where signing in leads


@pytest.mark.parametrize(
    ("who", "following", "lands"),
    [
        ("editor", "", "/admin/"),
        ("columnist", "", "/admin/"),
        ("moderator", "", "/admin/"),
        ("publisher", "", "/admin/"),
        ("editor", "/columns/", "/columns/"),
        ("editor", "https://evil.example/", "/admin/"),
        ("registered", "", "/account/"),
        ("subscriber", "", "/account/"),
    ],
)
def test_staff_land_at_the_desk_and_readers_at_their_account(
    request: Any, who: str, following: str, lands: str
) -> None:
    person: Person = request.getfixturevalue(who)
    client = Client()
    data = {
        "login": person.user.email,
        "password": PASSWORD,
        **({"next": following} if following else {}),
    }
    assert client.post(LOGIN, data).headers["Location"] == lands
    assert client.get(LOGIN).headers["Location"] == (
        "/account/" if lands == "/account/" else "/admin/"
    )


class RaisingBackend(BaseEmailBackend):
    """A provider's package, whose errors have no base class that we know."""

    def send_messages(self, messages: Any) -> int:
        raise LookupError("All recipients were refused.")


@pytest.mark.parametrize(
    ("backend", "subject"),
    [
        (f"{__name__}.RaisingBackend", "Hello"),
        ("django.core.mail.backends.locmem.EmailBackend", "Hello\nBcc: x@y.example"),
    ],
)
def test_a_mail_that_cannot_go_is_a_failure_of_this_mail_only(
    settings: Any, backend: str, subject: str
) -> None:
    settings.EMAIL_BACKEND = backend
    assert not compose.send(compose.SiteEmail(subject, "Text.", to=["ann@reader.example"]))
