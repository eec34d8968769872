"""A bad setting stops the start with a sentence that names it."""

import os
import re
import runpy
import subprocess
import sys
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives

from config import environment

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
GOOD = {
    "SECRET_KEY": "a-long-and-random-value-of-more-than-fifty-characters-0123",
    "ALLOWED_HOSTS": "opinion.example",
    "SITE_URL": "https://opinion.example",
}


def settings_with(monkeypatch: pytest.MonkeyPatch, **given: str) -> dict[str, Any]:
    """The settings module, run afresh in this environment."""
    for name, value in {"DEBUG": "0", **GOOD, **given}.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(ROOT / "config" / "settings.py"))


def manage(tmp_path: Path, *command: str, **given: str) -> subprocess.CompletedProcess[str]:
    env = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3",
        **GOOD,
        **given,
    }
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.promise("An invalid setting stops the start with a message", section="http")
@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SECRET_KEY", "", "SECRET_KEY must be a random text of at least 20 characters"),
        (
            "SECRET_KEY",
            "short",
            "SECRET_KEY must be a random text of at least 20 characters (it has 5)",
        ),
        ("ALLOWED_HOSTS", "", "ALLOWED_HOSTS must name the hosts"),
        ("ALLOWED_HOSTS", "*", "ALLOWED_HOSTS must name the site's hosts"),
        ("ALLOWED_HOSTS", "opinion.example, *", "ALLOWED_HOSTS must name the site's hosts"),
        ("SITE_URL", "", "SITE_URL must look like"),
        (
            "SITE_URL",
            "opinion.example",
            "SITE_URL must look like https://opinion.example, not 'opinion.example'",
        ),
        ("SITE_URL", "https://opinion.example/blog", "SITE_URL must look like"),
        ("SITE_URL", "https://opinion.example:99999", "SITE_URL must look like"),
        ("SITE_URL", "https://opinion.example:abc", "SITE_URL must look like"),
        ("SITE_URL", "https://[opinion.example", "SITE_URL must look like"),
        ("SITE_URL", "https://user:word@opinion.example", "SITE_URL must look like"),
        ("SITE_URL", "https://opinion.example/#top", "SITE_URL must look like"),
        ("SITE_URL", "https://opinion daily.example", "SITE_URL must look like"),
        ("SITE_URL", "https://opinion..example", "SITE_URL must look like"),
        ("SITE_URL", "https://xn--ü.example", "SITE_URL must look like"),
        ("ALLOWED_HOSTS", "opinion..für", "ALLOWED_HOSTS must hold host names, not 'opinion..für'"),
        ("DEBUG", "maybe", "DEBUG must be 1 or 0, not 'maybe'"),
        (
            "TIME_ZONE",
            "Mars/Olympus",
            "TIME_ZONE must be a name like Europe/London, not 'Mars/Olympus'",
        ),
        (
            "DATABASE_URL",
            "mysql://localhost/x",
            "DATABASE_URL must begin with sqlite:// or postgres://",
        ),
        ("DATABASE_URL", "nonsense", "DATABASE_URL"),
        (
            "CACHE_URL",
            "memcached://x",
            "CACHE_URL must begin with dbcache://, redis:// or rediss://",
        ),
        ("EMAIL_URL", "carrier-pigeon://x", "EMAIL_URL must look like"),
        (
            "DEFAULT_FROM_EMAIL",
            "Smith, Jones <a@b.example>",
            "DEFAULT_FROM_EMAIL must be an address, as hello@",
        ),
        (
            "DEFAULT_FROM_EMAIL",
            "Opinion: the daily <a@b.example>",
            "not 'Opinion: the daily <a@b.example>'",
        ),
        ("DEFAULT_FROM_EMAIL", "hello", "DEFAULT_FROM_EMAIL must be an address"),
        ("DEFAULT_FROM_EMAIL", "Name <>", "DEFAULT_FROM_EMAIL must be an address"),
        ("DEFAULT_FROM_EMAIL", "a@b.example, c@b.example", "DEFAULT_FROM_EMAIL must be an address"),
        ("DEFAULT_FROM_EMAIL", "The Daily\n<a@b.example>", "DEFAULT_FROM_EMAIL must be an address"),
        ("TRUSTED_PROXIES", "-1", "TRUSTED_PROXIES must be a whole number from 0 to 10, not '-1'"),
        ("TRUSTED_PROXIES", "many", "TRUSTED_PROXIES must be a whole number"),
        ("HSTS_SECONDS", "1.5", "HSTS_SECONDS must be a whole number"),
        ("STAFF_MFA", "perhaps", "STAFF_MFA must be 1 or 0"),
        ("GATEWAY", "bank", "GATEWAY must be sandbox or stripe, not 'bank'"),
        ("GATEWAY", "sandbox", "GATEWAY=sandbox takes no real money"),
        ("GATEWAY", "stripe", "GATEWAY=stripe needs STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET"),
        ("STRIPE_SECRET_KEY", "sk_test_x", "STRIPE_WEBHOOK_SECRET is missing"),
        ("STRIPE_SECRET_KEY", "pk_test_x", "STRIPE_SECRET_KEY must be the secret key (sk_...)"),
        ("STRIPE_SECRET_KEY", "whsec_x", "not one that begins with whsec_."),
        ("STRIPE_WEBHOOK_SECRET", "whsec_x", "STRIPE_SECRET_KEY is missing"),
        (
            "STRIPE_WEBHOOK_SECRET",
            "whsec_x, sk_test_x",
            "must be the endpoint's signing secret (whsec_...)",
        ),
        (
            "STRIPE_API_URL",
            "127.0.0.1:12111",
            "STRIPE_API_URL must look like http://127.0.0.1:12111, not '127",
        ),
        ("STRIPE_API_URL", "ftp://stripe.example", "STRIPE_API_URL must look like"),
        ("STRIPE_API_URL", "https://stripe.example/v1", "STRIPE_API_URL must look like"),
    ],
)
def test_a_bad_value_is_named_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        settings_with(monkeypatch, **{name: value})
    assert sentence in str(refusal.value)


def test_a_command_prints_only_the_error_message(tmp_path: Path) -> None:
    run = manage(tmp_path, "check", SITE_URL="opinion.example")
    assert run.returncode == 1
    assert run.stderr.startswith("Standfirst cannot start: SITE_URL must look like")
    assert "Traceback" not in run.stderr


@pytest.mark.promise("An unreachable database is reported in one sentence", section="operations")
def test_a_database_that_does_not_answer_is_named_in_a_sentence(tmp_path: Path) -> None:
    run = manage(tmp_path, "migrate", DATABASE_URL="postgres://site:secret@127.0.0.1:1/site")
    assert run.returncode == 1
    assert run.stderr.startswith("The database (DATABASE_URL) does not answer: ")
    assert len(run.stderr.splitlines()) == 1
    assert "secret" not in run.stderr


def test_a_folder_that_cannot_be_made_is_named_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ImproperlyConfigured, match="file/var cannot be made \\(Not a directory\\)"):
        environment.state_folder(tmp_path / "file" / "var")


@pytest.mark.promise("`check --deploy` is clean with the three required settings", section="http")
def test_the_deploy_check_is_clean_with_nothing_but_what_must_be_set(tmp_path: Path) -> None:
    run = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING")
    assert run.returncode == 0, run.stderr
    assert "no issues" in run.stdout


@pytest.mark.parametrize(("scheme", "secure"), [("https", True), ("http", False)])
def test_the_scheme_of_the_address_decides_the_transport(
    monkeypatch: pytest.MonkeyPatch, scheme: str, secure: bool
) -> None:
    settings = settings_with(monkeypatch, SITE_URL=f"{scheme}://opinion.example")
    for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT"):
        assert settings[name] is secure
    assert bool(settings["SECURE_HSTS_SECONDS"]) is secure


@pytest.mark.parametrize(
    ("proxies", "believed"), [("0", None), ("1", ("HTTP_X_FORWARDED_PROTO", "https"))]
)
def test_the_forwarded_scheme_is_believed_behind_proxies_only(
    monkeypatch: pytest.MonkeyPatch, proxies: str, believed: tuple[str, str] | None
) -> None:
    assert (
        settings_with(monkeypatch, TRUSTED_PROXIES=proxies)["SECURE_PROXY_SSL_HEADER"] == believed
    )


@pytest.mark.parametrize(
    ("url", "engine"),
    [
        ("sqlite:////tmp/x.sqlite3", "sqlite3"),
        ("postgres://u:p@localhost/x", "postgresql"),
        ("", "sqlite3"),
    ],
)
def test_the_database_is_one_address(
    monkeypatch: pytest.MonkeyPatch, url: str, engine: str
) -> None:
    database = settings_with(monkeypatch, DATABASE_URL=url)["DATABASES"]["default"]
    assert database["ENGINE"] == f"django.db.backends.{engine}"
    assert database["CONN_HEALTH_CHECKS"] is True


def from_header(sender: str) -> tuple[str, str]:
    """Name and address, as a mail program reads them from a mail that Django has written."""
    source = (
        EmailMultiAlternatives("Subject", "Text.", sender, ["ann@reader.example"])
        .message()
        .as_bytes()
    )
    [address] = message_from_bytes(source, policy=policy.default)["From"].addresses
    return address.display_name, address.addr_spec


@pytest.mark.promise("Any SITE_NAME gives a valid From header", section="newsletters")
@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Smith, Jones & Co.", "Smith, Jones & Co."),
        ("Opinion: the daily", "Opinion: the daily"),
        ('The "Best" of it', 'The "Best" of it'),
        ("Back\\slash", "Back\\slash"),
        ("Zürich, täglich", "Zürich, täglich"),
        ("意見; 日報", "意見; 日報"),
        ("Ann <ann@evil.example>", "Ann <ann@evil.example>"),
        ("(The) Daily @ Home", "(The) Daily @ Home"),
        ("The\r\n Daily\tPress", "The Daily Press"),
        ("The\u2028Daily", "The Daily"),
        ("👩\u200d💻 Daily", "👩\u200d💻 Daily"),
        ("روزنامه\u200cنگار", "روزنامه\u200cنگار"),
        ("\u202eyliaD", "yliaD"),
        ("", "Standfirst"),
    ],
)
def test_any_site_name_makes_a_from_header(
    monkeypatch: pytest.MonkeyPatch, name: str, shown: str
) -> None:
    settings = settings_with(monkeypatch, SITE_NAME=name)
    assert settings["SITE_NAME"] == shown
    assert from_header(settings["DEFAULT_FROM_EMAIL"]) == (shown, "hello@opinion.example")
    assert from_header(settings["SERVER_EMAIL"]) == (shown, "hello@opinion.example")


@pytest.mark.parametrize(
    ("sender", "read"),
    [
        ("desk@opinion.example", ("", "desk@opinion.example")),
        ('"Smith, Jones" <desk@opinion.example>', ("Smith, Jones", "desk@opinion.example")),
        ("Zürich <desk@zürich.example>", ("Zürich", "desk@xn--zrich-kva.example")),
        ("Straße <desk@straße.example>", ("Straße", "desk@xn--strae-oqa.example")),
        ("root@mailhost", ("", "root@mailhost")),
    ],
)
def test_a_sender_that_can_be_read_is_used(
    monkeypatch: pytest.MonkeyPatch, sender: str, read: tuple[str, str]
) -> None:
    assert (
        from_header(settings_with(monkeypatch, DEFAULT_FROM_EMAIL=sender)["DEFAULT_FROM_EMAIL"])
        == read
    )


@pytest.mark.promise(
    "SITE_URL and ALLOWED_HOSTS are accepted in any script, and used as browsers send them",
    section="http",
)
@pytest.mark.parametrize(
    ("address", "origin", "host"),
    [
        (
            "https://zeitung-für.example",
            "https://xn--zeitung-fr-ieb.example",
            "xn--zeitung-fr-ieb.example",
        ),
        (
            "https://faß.example:8443",
            "https://xn--fa-hia.example:8443",
            "xn--fa-hia.example",
        ),  # IDNA 2008
        ("https://пример.рф/", "https://xn--e1afmkfd.xn--p1ai", "xn--e1afmkfd.xn--p1ai"),
        ("https://例え.テスト", "https://xn--r8jz45g.xn--zckzah", "xn--r8jz45g.xn--zckzah"),
        (
            "https://fu\u0308r.example",
            "https://xn--fr-xka.example",
            "xn--fr-xka.example",
        ),  # u with a combining mark
        ("HTTPS://Opinion.Example", "https://opinion.example", "opinion.example"),
        ("https://opinion.example:443", "https://opinion.example", "opinion.example"),
        ("http://opinion.example:80/", "http://opinion.example", "opinion.example"),
        ("http://opinion.example:443", "http://opinion.example:443", "opinion.example"),
        ("http://my_host:8000", "http://my_host:8000", "my_host"),
        ("http://10.0.0.1:8000", "http://10.0.0.1:8000", "10.0.0.1"),
    ],
)
def test_the_site_has_one_address_the_one_that_browsers_send(
    monkeypatch: pytest.MonkeyPatch, address: str, origin: str, host: str
) -> None:
    settings = settings_with(monkeypatch, SITE_URL=address)
    assert settings["SITE_URL"] == origin
    assert settings["CSRF_TRUSTED_ORIGINS"] == [origin]
    assert from_header(settings["DEFAULT_FROM_EMAIL"]) == ("Standfirst", f"hello@{host}")


@pytest.mark.promise(
    "SITE_URL and ALLOWED_HOSTS are accepted in any script, and used as browsers send them",
    section="http",
)
def test_hosts_in_any_script_are_allowed_as_browsers_send_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = settings_with(
        monkeypatch, ALLOWED_HOSTS="zeitung-für.example, .Für.example, Opinion.example, [::1]"
    )
    hosts = ["xn--zeitung-fr-ieb.example", ".xn--fr-xka.example", "opinion.example", "[::1]"]
    assert settings["ALLOWED_HOSTS"] == hosts


def test_a_site_at_an_ipv6_address_can_send_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_with(monkeypatch, SITE_URL="http://[::1]:8000")
    assert from_header(settings["DEFAULT_FROM_EMAIL"]) == ("Standfirst", "hello@[::1]")


def documented_settings() -> list[str]:
    """The names in the table of docs/deploy.md."""
    table = (
        (ROOT / "docs" / "deploy.md").read_text().partition("## Settings")[2].partition("\n## ")[0]
    )
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    return [name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)]


@pytest.mark.promise("An empty variable counts as unset", section="http")
def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [name for name in documented_settings() if name not in GOOD]
    assert {"CACHE_URL", "HSTS_SECONDS", "TIME_ZONE", "WEB_CONCURRENCY"} <= set(names)
    for name in names:
        monkeypatch.delenv(name, raising=False)
    not_set = plain(settings_with(monkeypatch))
    empty = plain(settings_with(monkeypatch, **dict.fromkeys(names, "")))
    blank = plain(settings_with(monkeypatch, **dict.fromkeys(names, "  ")))
    assert not_set == empty == blank


def plain(settings: dict[str, Any]) -> dict[str, str]:
    """What can be compared of a settings module."""
    return {
        name: repr(value)
        for name, value in settings.items()
        if name.isupper() and "0x" not in repr(value)
    }


def test_gunicorn_takes_an_empty_variable_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["BIND", "WEB_CONCURRENCY", "WEB_THREADS", "ACCESS_LOG"]
    read = []
    for value in (None, ""):
        for name in names:
            monkeypatch.delenv(name, raising=False) if value is None else monkeypatch.setenv(
                name, value
            )
        config = runpy.run_path(str(ROOT / "config" / "gunicorn.py"))
        read.append([config[name] for name in ("bind", "workers", "threads", "accesslog")])
    assert read[0] == read[1]
