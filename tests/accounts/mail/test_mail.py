from email import message_from_bytes, policy
from pathlib import Path
from smtplib import SMTPServerDisconnected
from typing import Any

import allauth
import pytest
from django.conf import settings
from django.core import mail as sent
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from accounts.mail import compose, dev_mailbox
from subscriptions.models import Purchase, Subscription
from tests.cast import NOON

pytestmark = pytest.mark.promise(
    "E-mails have a text and an HTML part; they are stored at `/mail/` in development only",
    section="accounts",
)


NAMES = sorted(path.stem for path in (settings.BASE_DIR / "templates/emails").glob("[a-z]*.txt"))
EVERYTHING = {
    "code": "BCDF-GHJK",
    "email": "ann@reader.example",
    "signup_url": "http://testserver/accounts/signup/",
    "password_reset_url": "http://testserver/accounts/password/reset/",
    "user_agent": "Mozilla/5.0 (X11; Linux) Firefox/150",
    "subscription": Subscription(
        pk=1,
        purchase=Purchase(product="Digital"),
        amount=399,
        currency="USD",
        interval="month",
        started_at=NOON,
        period_ends_at=NOON,
        paid_until=NOON,
    ),
}


@pytest.fixture
def developing(
    settings: Any, tmp_path: Path
) -> Path:  # pytest-django's settings, put back afterwards
    settings.DEBUG = True
    settings.EMAIL_BACKEND = "accounts.mail.dev_mailbox.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    return tmp_path / "mail"


def html_of(message: EmailMultiAlternatives) -> str:
    [(html, kind)] = message.alternatives
    assert kind == "text/html"
    return str(html)


@pytest.mark.parametrize("name", NAMES)
def test_every_mail_reads_well_as_text_and_html(name: str) -> None:
    message = compose.compose(name, "ann@reader.example", EVERYTHING)
    assert message.subject
    assert "\n" not in message.subject
    assert message.body.rstrip().endswith("Standfirst\nhttp://testserver")
    for text in (message.subject, message.body, html_of(message)):
        assert not {"{{", "{%", "None", "&amp;#"} & set(text.split())
    assert message.body.split("\n\n")[0] in html_of(message).replace("&#x27;", "'")


def test_styles_stand_on_the_elements_and_dark_colours_stay_a_rule() -> None:
    html = html_of(compose.compose("login_code", "ann@reader.example", EVERYTHING))
    assert 'style="' in html.split("<body", 1)[1]
    assert "prefers-color-scheme: dark" in html
    assert ">BCDF-GHJK</p>" in html


def test_what_a_stranger_typed_cannot_write_the_mail() -> None:
    context = {**EVERYTHING, "email": '<a href="http://evil.example">ann</a>@reader.example'}
    html = html_of(compose.compose("unknown_account", "ann@reader.example", context))
    assert '<a href="http://evil.example' not in html


def test_a_link_becomes_a_button() -> None:
    html = html_of(compose.compose("account_already_exists", "ann@reader.example", EVERYTHING))
    assert 'href="http://testserver/accounts/password/reset/"' in html
    assert ">Choose a new password</a>" in html


def test_a_mail_server_that_is_down_undoes_nothing(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*args: Any, **kwargs: Any) -> int:
        raise SMTPServerDisconnected("gone")

    monkeypatch.setattr(EmailMultiAlternatives, "send", fails)
    answer = client.post(
        "/accounts/signup/",
        {"email": "ann@reader.example", "password1": "a quiet reading room"},
        follow=True,
    )
    assert "Our mail isn’t going out at the moment." in answer.content.decode()
    assert not sent.outbox


def test_the_development_mailbox_stores_and_shows_emails(
    client: Client, db: None, developing: Path
) -> None:
    for name in ("login_code", "account_closed"):
        compose.send(compose.compose(name, "ann@reader.example", EVERYTHING))
    assert len(list(developing.glob("*.eml"))) == 2

    page = client.get("/mail/").content.decode()
    assert page.index("Your account is closed") < page.index("Your sign-in code for Standfirst")
    [_, older] = dev_mailbox.newest()
    page = client.get(f"/mail/{older.name}/").content.decode()
    assert "BCDF-GHJK" in page
    assert 'sandbox="' in page
    response = client.get(f"/mail/{older.name}/html/")
    policy = response.headers["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "default-src 'none'" in policy
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert ">BCDF-GHJK</p>" in response.content.decode()


def test_the_page_that_asks_for_a_code_leads_to_it(
    client: Client, db: None, developing: Path
) -> None:
    requested = {"email": "ann@reader.example", "password1": "a quiet reading room"}
    page = client.post("/accounts/signup/", requested, follow=True).content.decode()
    assert 'href="/mail/"' in page


def test_no_other_file_is_shown(client: Client, developing: Path) -> None:
    developing.mkdir()
    (developing.parent / "secret.eml").write_text("Subject: secret\n\nsecret")
    assert client.get("/mail/secret/").status_code == 404
    assert dev_mailbox.find("../secret") is None


@pytest.mark.parametrize("path", ["/mail/", "/mail/a/", "/mail/a/html/"])
def test_there_is_no_such_page_on_a_real_site(client: Client, db: None, path: str) -> None:
    assert client.get(path).status_code == 404


def test_allauths_mails_are_all_ours() -> None:
    """A mail that allauth sends and that has no words of ours would be a crash."""
    folder = Path(allauth.__file__).parent / "templates"
    theirs = {
        path.name.removesuffix("_message.txt") for path in folder.glob("*/email/*_message.txt")
    }
    others = {
        "base",
        "account_connected",
        "account_disconnected",
    }  # of sign-in by other sites, which is not installed
    assert theirs - others <= set(NAMES)
    assert len(theirs) > 15


def serialized(message: EmailMultiAlternatives) -> Any:
    return message_from_bytes(message.message().as_bytes(), policy=policy.default)


@pytest.mark.parametrize("name", NAMES)
def test_emails_are_marked_as_automatic_and_have_short_lines(name: str, settings: Any) -> None:
    settings.SITE_URL = "https://opinion.example"
    message = serialized(compose.compose(name, "ann@reader.example", EVERYTHING))
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"].endswith("@opinion.example>")
    text = message.get_body(preferencelist=("plain",)).get_content()
    assert [line for line in text.splitlines() if len(line) > 72 and "://" not in line] == []


def test_two_mails_have_two_message_ids() -> None:
    ids = {
        compose.compose("login_code", "ann@reader.example", EVERYTHING).extra_headers["Message-ID"]
        for _ in range(2)
    }
    assert len(ids) == 2


def test_the_host_of_a_message_id_is_written_in_ascii(settings: Any) -> None:
    settings.SITE_URL = "https://zürich.example"
    message = compose.compose("login_code", "ann@reader.example", EVERYTHING)
    assert message.extra_headers["Message-ID"].endswith("@xn--zrich-kva.example>")


LONG = " ".join(["words"] * 20)
ADDRESS = f"https://opinion.example/{'x' * 80}"


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        (LONG, ["words", "words"]),
        (f"> {LONG}", ["> words", "> words"]),
        (f"> > {LONG}", ["> > words", "> > words"]),
        (f"- {LONG}", ["- words", "  words"]),
        (f"12. {LONG}", ["12. words", "  words"]),
        (f"    - {LONG}", ["    - words", "      words"]),
        (f"> - {LONG}", ["> - words", ">   words"]),
        (f"Read on: {ADDRESS}", [f"Read on: {ADDRESS}"]),
        (f"One.\n\n{LONG}", ["One.", "", "words", "words"]),
        ("x" * 100, ["x" * 100]),
        ("well-known " * 10, ["well-known", "well-known"]),
    ],
)
def test_long_lines_are_broken_at_blanks(text: str, starts: list[str]) -> None:
    wrapped = compose.wrap(text)
    lines = wrapped.split("\n")
    assert len(lines) == len(starts)
    for line, start in zip(lines, starts, strict=True):
        assert line.startswith(start)
    assert wrapped.replace(">", "").split() == text.replace(">", "").split()


@pytest.mark.parametrize("begin", ["> ", ">", " ", "> - "])
def test_a_text_is_not_made_many_times_as_long(begin: str) -> None:
    text = begin * 4000 + "word " * 4000
    wrapped = compose.wrap(text)
    assert len(wrapped) < 2 * len(text)
    assert wrapped.count("word") == 4000


def test_an_address_in_a_long_paragraph_is_not_broken() -> None:
    wrapped = compose.wrap(f"{LONG} {ADDRESS} {LONG}")
    assert ADDRESS in wrapped.split("\n")
