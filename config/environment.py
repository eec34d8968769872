"""Settings come from the environment only; a bad value stops the start with a sentence that names it."""

import os
import zoneinfo
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}
MIN_SECRET_LENGTH = 20  # below this it is surely a slip; `check --deploy` warns below 50


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def words(name: str) -> list[str]:
    """Comma-separated words."""
    return [word.strip() for word in text(name).split(",") if word.strip()]


def flag(name: str, *, default: bool = False) -> bool:
    value = text(name, "1" if default else "0").lower()
    if value not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")
    return value in TRUE


def whole_number(name: str, default: int, *, largest: int = 10**9) -> int:
    value = text(name, str(default))
    if not (value.isascii() and value.isdigit()) or int(value) > largest:
        raise ImproperlyConfigured(f"{name} must be a whole number from 0 to {largest}, not {value!r}.")
    return int(value)


def secret_key(*, debug: bool) -> str:
    value = text("SECRET_KEY")
    if not value and debug:
        return "only-for-development-the-same-on-every-machine"
    if len(value) < MIN_SECRET_LENGTH:
        raise ImproperlyConfigured(
            f"SECRET_KEY must be a random text of at least {MIN_SECRET_LENGTH} characters (it has {len(value)}). "
            "To try the site on your own machine, set DEBUG=1 instead."
        )
    return value


def allowed_hosts(*, debug: bool) -> list[str]:
    hosts = words("ALLOWED_HOSTS")
    if not hosts and not debug:
        raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts that the site answers to, separated by commas.")
    return hosts or ["localhost", "127.0.0.1", "[::1]"]


def site_url(*, debug: bool) -> str:
    """The site's public address, without a slash at the end; its scheme decides the transport."""
    value = text("SITE_URL", "http://localhost:8000" if debug else "").rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
        raise ImproperlyConfigured(f"SITE_URL must look like https://opinion.example, not {value!r}.")
    return value


def time_zone() -> str:
    value = text("TIME_ZONE", "UTC")
    if value not in zoneinfo.available_timezones():
        raise ImproperlyConfigured(f"TIME_ZONE must be a name like Europe/London, not {value!r}.")
    return value


def database(default: str) -> dict[str, Any]:
    """DATABASE_URL as Django wants it: SQLite in WAL mode, PostgreSQL with connections that are kept and checked."""
    url = text("DATABASE_URL") or default
    if urlsplit(url).scheme not in {"sqlite", "postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must begin with sqlite:// or postgres://.")
    try:
        config = dict(environ.Env.db_url_config(url))
    except (ValueError, KeyError) as problem:
        raise ImproperlyConfigured("DATABASE_URL is not an address that Django can read.") from problem
    options = config.get("OPTIONS", {})
    if config["ENGINE"] == "django.db.backends.sqlite3":
        pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
        options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas}
    return {**config, "OPTIONS": options, "CONN_MAX_AGE": 300, "CONN_HEALTH_CHECKS": True}


def cache() -> dict[str, Any]:
    """The shared cache: a database table by default, Redis in production."""
    url = text("CACHE_URL", "dbcache://standfirst_cache")
    if urlsplit(url).scheme not in {"dbcache", "redis", "rediss", "unix"}:
        raise ImproperlyConfigured("CACHE_URL must begin with dbcache://, redis:// or rediss://.")
    config = dict(environ.Env.cache_url_config(url))
    if url.startswith("redis"):
        config = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url}
    return config


def email(default: str) -> dict[str, Any]:
    url = text("EMAIL_URL") or default
    try:
        return dict(environ.Env.email_url_config(url))
    except (ValueError, KeyError, ImproperlyConfigured) as problem:
        raise ImproperlyConfigured("EMAIL_URL must look like smtp+tls://user:password@host:587.") from problem


def gateway(*, debug: bool) -> str:
    """Who takes payments: "sandbox", "stripe" or "" (nobody yet)."""
    stripe_ready = bool(text("STRIPE_SECRET_KEY") and text("STRIPE_WEBHOOK_SECRET"))
    value = text("GATEWAY") or ("stripe" if stripe_ready else "sandbox" if debug else "")
    if value not in {"", "sandbox", "stripe"}:
        raise ImproperlyConfigured(f"GATEWAY must be sandbox or stripe, not {value!r}.")
    if value == "sandbox" and not debug:
        raise ImproperlyConfigured("GATEWAY=sandbox takes no real money: it is only for DEBUG=1.")
    if value == "stripe" and not stripe_ready:
        raise ImproperlyConfigured("GATEWAY=stripe needs STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET.")
    return value
