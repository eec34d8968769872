"""Log formatting that removes secrets in URLs and e-mail addresses."""

import logging
import re
from datetime import timedelta
from typing import Any

from gunicorn.glogging import Logger
from gunicorn.http.message import Request

# The path segment after these is a secret, which anybody who reads the log could use.
# tests/config/test_log_format.py compares this list with the URLconf.
SECRET_PATHS = (
    "gift",
    "gift-code",
    "preview",
    "feed/own",
    "replies",
    "comments/mail",
    "contracts",
    "contracts/confirm",
    "subscribe/paid",
    "subscribe/gift",
    "donate",
    "donate/stop",
    "group/join",
    "newsletters/confirm",
    "newsletters/leave",
    "newsletters/yours",
    "newsletters/read",
)
# Fixed words that follow one of these paths; they are not secrets.
NO_SECRETS = "(?:stop|cancel|withdraw|confirm)/"
LONGEST_FIRST = "|".join(sorted(SECRET_PATHS, key=len, reverse=True))
SECRET_IN_PATH = re.compile(rf"/(?P<path>{LONGEST_FIRST})/(?!{NO_SECRETS})[^/\s\"'<>?#]+")
EMAIL_ADDRESS = re.compile(r"(?:[\w.+~-]|%2B)+(?:@|%40)(?:[\w-]+\.)+[\w-]+")


def redact(text: str) -> str:
    return EMAIL_ADDRESS.sub("[address]", SECRET_IN_PATH.sub(r"/\g<path>/[secret]", text))


class RedactingFormatter(logging.Formatter):
    """Redact the finished log line, including message, traceback and stack."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


class GunicornLogger(Logger):  # type: ignore[misc]  # gunicorn is untyped
    """Redact the access log, and gunicorn's own messages about failed requests."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(RedactingFormatter(self.error_fmt, self.datefmt))

    def atoms(
        self, resp: Any, req: Request, environ: dict[str, Any], request_time: timedelta
    ) -> dict[str, Any]:
        result = super().atoms(resp, req, environ, request_time)
        return {
            name: redact(value) if isinstance(value, str) else value
            for name, value in result.items()
        }
