"""Logs hold no key to a page and no e-mail address."""

import logging
import smtplib
import sys
from collections.abc import Iterator
from datetime import timedelta
from logging.config import DictConfigurator
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from gunicorn.config import Config

from config.log_format import GunicornLogger, RedactingFormatter, redact

# Names of parts of addresses that are no key.
OPEN = {
    "slug",
    "pk",
    "kind",
    "name",
    "path",
    "part",
    "section",
    "year",
    "month",
    "key",
    "act",
    "who",
}
SECRET = "Zm9v:1abc-DEF_x"


def routes(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for each in resolver.url_patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from routes(each, route)
        else:
            yield route, each


@pytest.mark.promise("Logs contain no secret key and no e-mail address", section="operations")
def test_every_address_with_a_key_is_redacted() -> None:
    seen = []
    for route, pattern in routes(get_resolver()):
        if "<" not in route or route.startswith(("admin/", "^")) or "(?P" in route:
            continue
        for name in set(pattern.pattern.converters) - OPEN:
            path = "/" + route
            for each in pattern.pattern.converters:
                path = path.replace(f"<str:{each}>", SECRET).replace(f"<uuid:{each}>", SECRET)
            assert SECRET not in redact(path), f"{route}: {name}"
            seen.append(route)
    assert len(seen) > 10


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("GET /feed/own/abcDEF123/ HTTP/1.1", "GET /feed/own/[secret]/ HTTP/1.1"),
        ("Not Found: /donate/stop/a:b:c/", "Not Found: /donate/stop/[secret]/"),
        ("https://opinion.example/preview/abc?x=1", "https://opinion.example/preview/[secret]?x=1"),
        ("/contracts/abc/receipt.txt", "/contracts/[secret]/receipt.txt"),
        ("/contracts/confirm/abc/", "/contracts/confirm/[secret]/"),
        ("/contracts/cancel/ /contracts/withdraw/", "/contracts/cancel/ /contracts/withdraw/"),
        ("/newsletters/read/abc/open/", "/newsletters/read/[secret]/open/"),
        (
            "{'ada@mail.example': (550, b'no <ada.b+c@mail.example>')}",
            "{'[address]': (550, b'no <[address]>')}",
        ),
        ("/admin/why/?reader=ada%40mail.example", "/admin/why/?reader=[address]"),
        ("Ünï@zürich.example", "[address]"),
        ("/columns/a-gift/ 200", "/columns/a-gift/ 200"),
        ("/newsletters/the-week/12/", "/newsletters/the-week/12/"),
        ("/subscribe/ /donate/ /feed/", "/subscribe/ /donate/ /feed/"),
        ("/gift-code/AB-CD/", "/gift-code/[secret]/"),
        ("?to=ada%2Bnews%40mail.example&x", "?to=[address]&x"),
    ],
)
def test_a_line_says_no_key_and_no_address(line: str, written: str) -> None:
    assert redact(line) == written


def test_a_traceback_says_no_address() -> None:
    try:
        raise smtplib.SMTPRecipientsRefused(
            {"ada@mail.example": (550, b"5.1.1 <ada@mail.example> unknown")}
        )
    except smtplib.SMTPException:
        record = logging.LogRecord(
            "mail", logging.ERROR, "", 0, "Not sent to %s", ("bob@mail.example",), sys.exc_info()
        )
    source = RedactingFormatter().format(record)
    assert "SMTPRecipientsRefused" in source
    assert "@" not in source


def test_what_the_site_logs_is_redacted() -> None:
    logging_settings: dict[str, Any] = settings.LOGGING
    formatter = DictConfigurator(logging_settings).configure_formatter(
        dict(logging_settings["formatters"]["line"])
    )
    record = logging.LogRecord(
        "django.request", logging.WARNING, "", 0, "Not Found: %s", ("/feed/own/abc/",), None
    )
    assert formatter.format(record).endswith("Not Found: /feed/own/[secret]/")


def test_gunicorns_access_log_is_redacted() -> None:
    logger = GunicornLogger(Config())
    request = SimpleNamespace(headers=[("REFERER", "http://x/preview/abc/")])
    environ = {
        "REQUEST_METHOD": "GET",
        "RAW_URI": "/gift/abc/?mail=ada@mail.example",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "PATH_INFO": "/gift/abc/",
        "QUERY_STRING": "mail=ada@mail.example",
        "HTTP_REFERER": "http://x/preview/abc/",
    }
    response = SimpleNamespace(status="200 OK", sent=1, headers=[])
    atoms = logger.atoms(response, request, environ, timedelta(microseconds=1))
    assert not [
        value
        for value in atoms.values()
        if isinstance(value, str) and ("abc" in value or "@" in value)
    ]
