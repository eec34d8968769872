"""Read settings from environment variables.

For a wrong value, raise ImproperlyConfigured with the variable's name.
"""

import importlib.util
import os
import re
import zoneinfo
from email.headerregistry import Address
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.core.mail.message import sanitize_address

from accounts.email_addresses import ascii_domain
from accounts.mail import headers
from accounts.text.numbers import parse_number_in

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}
CACHE_SECONDS = 2
DEFAULT_PORTS = {"http": 80, "https": 443}
LABEL = r"(?!-)[a-z0-9_-]{1,63}(?<!-)"
HOST = re.compile(rf"{LABEL}(\.{LABEL})*")
MAIL_ADDRESS = re.compile(r"[!-?A-~]+@[^@\s]+")  # the host may be written in any script
MIN_SECRET_LENGTH = 20  # shorter is surely a mistake; `check --deploy` warns below 50


def text(name: str, default: str = "") -> str:
    """Return the variable, or the default if it is empty.

    Container tools often pass empty variables.
    """
    return os.environ.get(name, "").strip() or default


def one_line(name: str, default: str) -> str:
    """Return text for mail headers and headings.

    Spaces replace line breaks and control characters.
    """
    return headers.one_line(text(name)) or default


def comma_separated(name: str) -> list[str]:
    return [word.strip() for word in text(name).split(",") if word.strip()]


def flag(name: str, *, default: bool = False) -> bool:
    value = text(name, "1" if default else "0").lower()
    if value not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")
    return value in TRUE


def whole_number(name: str, default: int, *, largest: int = 10**9) -> int:
    value = text(name, str(default))
    number = parse_number_in(value, 0, largest)
    if number is None:
        raise ImproperlyConfigured(
            f"{name} must be a whole number from 0 to {largest}, not {value!r}."
        )
    return number


def secret_key(*, debug: bool) -> str:
    value = text("SECRET_KEY")
    if not value and debug:
        return "only-for-development-the-same-on-every-machine"
    if len(value) < MIN_SECRET_LENGTH:
        raise ImproperlyConfigured(
            f"SECRET_KEY must be a random text of at least {MIN_SECRET_LENGTH} characters (it has"
            f" {len(value)}). To try the site on your own machine, set DEBUG=1 instead."
        )
    return value


def allowed_hosts(*, debug: bool) -> list[str]:
    hosts = []
    for host in comma_separated("ALLOWED_HOSTS"):
        # A leading dot allows all subdomains.
        dot = "." if host.startswith(".") else ""
        try:
            hosts.append(f"{dot}{ascii_domain(host.removeprefix('.'))}")
        except ValueError as problem:
            raise ImproperlyConfigured(
                f"ALLOWED_HOSTS must hold host names, not {host!r}."
            ) from problem
    if not hosts and not debug:
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS must name the hosts that the site answers to, separated by commas."
        )
    if "*" in hosts and not debug:
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS must name the site's hosts: * would let anybody choose one."
        )
    return hosts or ["localhost", "127.0.0.1", "[::1]"]


def site_url(*, debug: bool) -> str:
    """Return the site's origin as browsers send it: ASCII host, no default port, no slash.

    Its scheme decides about HTTPS.
    """
    value = text("SITE_URL", "http://localhost:8000" if debug else "").rstrip("/")
    error = ImproperlyConfigured(f"SITE_URL must look like https://opinion.example, not {value!r}.")
    try:
        parts = urlsplit(value)
        host, port = parts.hostname or "", parts.port
        host = f"[{host}]" if ":" in host else ascii_domain(host)
    except ValueError as problem:
        raise error from problem
    has_more = parts.path or parts.query or parts.fragment or "@" in parts.netloc
    is_host = host.startswith("[") or HOST.fullmatch(host)
    if parts.scheme not in DEFAULT_PORTS or has_more or not is_host:
        raise error
    has_port = port is not None and port != DEFAULT_PORTS[parts.scheme]
    return f"{parts.scheme}://{host}:{port}" if has_port else f"{parts.scheme}://{host}"


def time_zone() -> str:
    value = text("TIME_ZONE", "UTC")
    if value not in zoneinfo.available_timezones():
        raise ImproperlyConfigured(f"TIME_ZONE must be a name like Europe/London, not {value!r}.")
    return value


def state_folder(path: Path) -> Path:
    try:
        path.mkdir(exist_ok=True)
    except OSError as problem:
        raise ImproperlyConfigured(
            f"The folder {path} cannot be made ({problem.strerror}). Make it, for the user that"
            " runs the site."
        ) from problem
    return path


def database(default: str) -> dict[str, Any]:
    """Parse DATABASE_URL: SQLite in WAL mode, or PostgreSQL with persistent connections.

    The connections are checked.
    """
    url = text("DATABASE_URL") or default
    if urlsplit(url).scheme not in {"sqlite", "postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must begin with sqlite:// or postgres://.")
    try:
        config = dict(environ.Env.db_url_config(url))
    except (ValueError, KeyError) as problem:
        raise ImproperlyConfigured(
            "DATABASE_URL is not an address that Django can read."
        ) from problem
    options = config.get("OPTIONS", {})
    if config["ENGINE"] == "django.db.backends.sqlite3":
        pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
        # IMMEDIATE takes the write lock at BEGIN. With the default (DEFERRED) SQLite cannot wait
        # when a transaction begins to write later, and fails with "database is locked".
        options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas}
    return {**config, "OPTIONS": options, "CONN_MAX_AGE": 300, "CONN_HEALTH_CHECKS": True}


def cache() -> dict[str, Any]:
    """Parse CACHE_URL: a database table by default, Redis in production."""
    url = text("CACHE_URL", "dbcache://standfirst_cache")
    if urlsplit(url).scheme not in {"dbcache", "redis", "rediss", "unix"}:
        raise ImproperlyConfigured("CACHE_URL must begin with dbcache://, redis:// or rediss://.")
    config = dict(environ.Env.cache_url_config(url))
    if url.startswith("redis"):
        # Seconds: a Redis server that hangs must not block requests.
        options = {"socket_connect_timeout": CACHE_SECONDS, "socket_timeout": CACHE_SECONDS}
        config = {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": url,
            "OPTIONS": options,
        }
    if url.startswith("dbcache"):
        config["BACKEND"] = (
            "accounts.caching.cache_table.CacheTable"  # never evicts: rate limits live here
        )
    return config


def email(default: str) -> dict[str, Any]:
    url = text("EMAIL_URL") or default
    try:
        return dict(environ.Env.email_url_config(url))
    except (ValueError, KeyError, ImproperlyConfigured) as problem:
        raise ImproperlyConfigured(
            "EMAIL_URL must look like smtp+tls://user:password@host:587."
        ) from problem


def sender(site_name: str, url: str) -> str:
    """Return the From header: DEFAULT_FROM_EMAIL, or the site's name and hello@ its host."""
    value = text("DEFAULT_FROM_EMAIL")
    if not value:
        host = urlsplit(url).hostname or ""
        domain = (
            f"[{host}]" if ":" in host else host
        )  # an IPv6 address is written as a domain literal
        return str(
            Address(site_name, "hello", domain)
        )  # adds quotation marks where a header needs them
    try:
        sanitize_address(value, "utf-8")  # as Django does when it sends a mail
        name, address = parseaddr(value)
        if not MAIL_ADDRESS.fullmatch(address):
            raise ValueError("no address")
        user, _, domain = address.rpartition("@")
        # Django would encode the domain by IDNA 2003: faß.example would become another domain.
        return str(Address(name, user, ascii_domain(domain)))
    except (ValueError, TypeError, IndexError) as problem:
        raise ImproperlyConfigured(
            "DEFAULT_FROM_EMAIL must be an address, as hello@opinion.example or "
            f'"Smith, Jones & Co." <hello@opinion.example>, not {value!r}.'
        ) from problem


def mail_provider() -> str:
    """Return the name of a django-anymail backend, such as "postmark".

    "" means SMTP (EMAIL_URL).
    """
    value = text("MAIL_PROVIDER")
    if value and importlib.util.find_spec("anymail") is None:
        raise ImproperlyConfigured(
            "MAIL_PROVIDER needs django-anymail: install requirements/anymail.txt."
        )
    if value and importlib.util.find_spec(f"anymail.backends.{value}") is None:
        raise ImproperlyConfigured(
            f"MAIL_PROVIDER must be a backend of django-anymail, not {value!r}."
        )
    secret = text("ANYMAIL_WEBHOOK_SECRET")
    if value and (":" not in secret or len(secret) < MIN_SECRET_LENGTH):
        raise ImproperlyConfigured(
            "MAIL_PROVIDER needs ANYMAIL_WEBHOOK_SECRET, two random words with a colon between"
            f" them and at least {MIN_SECRET_LENGTH} characters: without it anybody could report"
            " bounces."
        )
    return value


def mail_events_secret() -> str:
    value = text("MAIL_EVENTS_SECRET")
    if value and len(value) < MIN_SECRET_LENGTH:
        raise ImproperlyConfigured(
            f"MAIL_EVENTS_SECRET must have at least {MIN_SECRET_LENGTH} characters."
        )
    return value


def with_prefix(prefix: str) -> dict[str, str]:
    """Return all variables with this prefix, without it.

    They are for a package that defines its own setting names.
    """
    names = [name for name in os.environ if name.startswith(prefix)]
    return {name.removeprefix(prefix): value for name in names if (value := text(name))}


def stripe_secret_key() -> str:
    value = text("STRIPE_SECRET_KEY")
    if value.startswith(("pk_", "whsec_")):
        raise ImproperlyConfigured(
            "STRIPE_SECRET_KEY must be the secret key (sk_...) or a restricted key (rk_...), "
            f"not one that begins with {value.split('_')[0]}_."
        )
    if value and not comma_separated("STRIPE_WEBHOOK_SECRET"):
        raise ImproperlyConfigured(
            "STRIPE_WEBHOOK_SECRET is missing: with STRIPE_SECRET_KEY alone no payment is heard of."
        )
    return value


def stripe_webhook_secret() -> str:
    """Return the endpoint's signing secret, or several with commas while it is being replaced."""
    secrets = comma_separated("STRIPE_WEBHOOK_SECRET")
    if any(secret.startswith(("sk_", "pk_", "rk_")) for secret in secrets):
        raise ImproperlyConfigured(
            "STRIPE_WEBHOOK_SECRET must be the endpoint's signing secret (whsec_...), not an API"
            " key."
        )
    if secrets and not text("STRIPE_SECRET_KEY"):
        raise ImproperlyConfigured(
            "STRIPE_SECRET_KEY is missing: with STRIPE_WEBHOOK_SECRET alone nothing can be sold."
        )
    return ",".join(secrets)


def stripe_api_url() -> str:
    """Return the URL of a server with Stripe's API, for tests; "" means Stripe itself."""
    value = text("STRIPE_API_URL").rstrip("/")
    parts = urlsplit(value)
    if value and (
        parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query
    ):
        raise ImproperlyConfigured(
            f"STRIPE_API_URL must look like http://127.0.0.1:12111, not {value!r}."
        )
    return value


def checkout_origins(gateway: str, api_url: str) -> list[str]:
    """Return the CSP `form-action` origins for hosted checkout.

    Browsers block redirects of a form to other origins.
    """
    if gateway != "stripe":
        return []
    return [
        "https://checkout.stripe.com",
        "https://billing.stripe.com",
        *([api_url] if api_url else []),
    ]


def gateway(*, debug: bool) -> str:
    """Return which gateway takes payments: "sandbox", "stripe" or "" (none yet)."""
    stripe_ready = bool(stripe_secret_key() and stripe_webhook_secret())
    value = text("GATEWAY") or ("stripe" if stripe_ready else "sandbox" if debug else "")
    if value not in {"", "sandbox", "stripe"}:
        raise ImproperlyConfigured(f"GATEWAY must be sandbox or stripe, not {value!r}.")
    if value == "sandbox" and not debug:
        raise ImproperlyConfigured("GATEWAY=sandbox takes no real money: it is only for DEBUG=1.")
    if value == "stripe" and not stripe_ready:
        raise ImproperlyConfigured(
            "GATEWAY=stripe needs STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET."
        )
    return value
