"""Every address in every mail is the site's own (SITE_URL), whatever host a request names."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from accounts.models import User
from tests.cast import PASSWORD, MakeReader

pytestmark = pytest.mark.django_db
MAILS = sorted((settings.BASE_DIR / "templates/emails").glob("*"))
ADDRESS = re.compile(r"https?://[^\s\"'<>)]+")
OTHER_HOST = "localhost:6666"  # answered to, but not SITE_URL
NEW = {"password1": "another quiet room", "password2": "another quiet room"}


def addresses_in(message: EmailMultiAlternatives) -> list[str]:
    return ADDRESS.findall(
        "\n".join([str(message.body), *(str(part[0]) for part in message.alternatives)])
    )


def sign_up(client: Client, email: str) -> None:
    client.post("/accounts/signup/", {"email": email, "password1": PASSWORD})


def request_code(client: Client, email: str) -> None:
    client.post("/accounts/login/code/", {"email": email})


def reset(client: Client, email: str) -> None:
    client.post("/accounts/password/reset/", {"email": email})


def change_address(client: Client, email: str) -> None:
    client.post("/accounts/login/", {"login": email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.post("/accounts/email/", {"action_add": "", "email": "elsewhere@reader.example"})


def change_password(client: Client, email: str) -> None:
    client.post("/accounts/login/", {"login": email, "password": PASSWORD})
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, **NEW})


@pytest.mark.promise("Every link in every e-mail uses the site's own host", section="newsletters")
@pytest.mark.parametrize(
    ("act", "email", "subject"),
    [
        (sign_up, "ann@reader.example", "You already have an account"),
        (sign_up, "new@reader.example", ""),
        (request_code, "ann@reader.example", ""),
        (request_code, "nobody@reader.example", "There is no account"),
        (reset, "ann@reader.example", ""),
        (reset, "nobody@reader.example", "There is no account"),
        (change_address, "ann@reader.example", ""),
        (change_password, "ann@reader.example", "password was changed"),
    ],
)
def test_a_forged_host_reaches_no_mail(
    make_reader: MakeReader, act: Any, email: str, subject: str
) -> None:
    make_reader("ann")
    act(Client(HTTP_HOST=OTHER_HOST), email)
    [message] = mail.outbox
    assert isinstance(message, EmailMultiAlternatives)
    assert subject in message.subject
    results = addresses_in(message)
    assert results
    assert all(
        address == "http://testserver" or address.startswith("http://testserver/")
        for address in results
    ), results


def test_the_path_of_an_address_stays(make_reader: MakeReader) -> None:
    user: User = make_reader("ann")
    sign_up(Client(HTTP_HOST=OTHER_HOST), user.email)
    assert "http://testserver/accounts/password/reset/" in addresses_in(mail.outbox[0])  # type: ignore[arg-type]


@pytest.mark.parametrize("template", MAILS, ids=lambda path: path.name)
def test_no_mails_template_asks_the_request(template: Path) -> None:
    assert not re.search(r"\brequest\b|current_site|get_host|//\w+\.\w", template.read_text())


def test_no_code_builds_addresses_from_the_request() -> None:
    apps = [
        "accounts",
        "articles",
        "comments",
        "config",
        "desk",
        "newsletters",
        "operations",
        "submissions",
        "subscriptions",
    ]
    code = [path for app in apps for path in (settings.BASE_DIR / app).rglob("*.py")]
    assert len(code) > 300
    assert [path for path in code if "build_absolute_uri" in path.read_text()] == []
