"""A bad setting stops the start with a sentence that names it."""

import os
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

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
    env = {"PATH": os.environ["PATH"], "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3", **GOOD, **given}
    return subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SECRET_KEY", "", "SECRET_KEY must be a random text of at least 20 characters"),
        ("SECRET_KEY", "short", "SECRET_KEY must be a random text of at least 20 characters (it has 5)"),
        ("ALLOWED_HOSTS", "", "ALLOWED_HOSTS must name the hosts"),
        ("ALLOWED_HOSTS", "*", "ALLOWED_HOSTS must name the site's hosts"),
        ("ALLOWED_HOSTS", "opinion.example, *", "ALLOWED_HOSTS must name the site's hosts"),
        ("SITE_URL", "", "SITE_URL must look like"),
        ("SITE_URL", "opinion.example", "SITE_URL must look like https://opinion.example, not 'opinion.example'"),
        ("SITE_URL", "https://opinion.example/blog", "SITE_URL must look like"),
        ("DEBUG", "maybe", "DEBUG must be 1 or 0, not 'maybe'"),
        ("TIME_ZONE", "Mars/Olympus", "TIME_ZONE must be a name like Europe/London, not 'Mars/Olympus'"),
        ("DATABASE_URL", "mysql://localhost/x", "DATABASE_URL must begin with sqlite:// or postgres://"),
        ("DATABASE_URL", "nonsense", "DATABASE_URL"),
        ("CACHE_URL", "memcached://x", "CACHE_URL must begin with dbcache://, redis:// or rediss://"),
        ("EMAIL_URL", "carrier-pigeon://x", "EMAIL_URL must look like"),
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
        ("STRIPE_WEBHOOK_SECRET", "whsec_x, sk_test_x", "must be the endpoint's signing secret (whsec_...)"),
        ("STRIPE_API_URL", "127.0.0.1:12111", "STRIPE_API_URL must look like http://127.0.0.1:12111, not '127"),
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


def test_a_command_says_the_sentence_and_nothing_else(tmp_path: Path) -> None:
    run = manage(tmp_path, "check", SITE_URL="opinion.example")
    assert run.returncode == 1
    assert run.stderr.startswith("Standfirst cannot start: SITE_URL must look like")
    assert "Traceback" not in run.stderr


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


@pytest.mark.parametrize(("proxies", "believed"), [("0", None), ("1", ("HTTP_X_FORWARDED_PROTO", "https"))])
def test_the_forwarded_scheme_is_believed_behind_proxies_only(
    monkeypatch: pytest.MonkeyPatch, proxies: str, believed: tuple[str, str] | None
) -> None:
    assert settings_with(monkeypatch, TRUSTED_PROXIES=proxies)["SECURE_PROXY_SSL_HEADER"] == believed


@pytest.mark.parametrize(
    ("url", "engine"),
    [("sqlite:////tmp/x.sqlite3", "sqlite3"), ("postgres://u:p@localhost/x", "postgresql"), ("", "sqlite3")],
)
def test_the_database_is_one_address(monkeypatch: pytest.MonkeyPatch, url: str, engine: str) -> None:
    database = settings_with(monkeypatch, DATABASE_URL=url)["DATABASES"]["default"]
    assert database["ENGINE"] == f"django.db.backends.{engine}"
    assert database["CONN_HEALTH_CHECKS"] is True
