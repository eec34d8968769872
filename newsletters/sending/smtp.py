"""Send e-mails by SMTP so that it is nearly always known whether one was sent.

An e-mail is complete for the server with the final line, a single dot. Just before that line a
callback stores that it is being sent: a worker that dies earlier has sent nothing, one that dies
later has sent it. Only between the callback and the dot the result is unknown; such an e-mail is
not sent again automatically.
"""

import re
import smtplib
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.smtp import EmailBackend

SMTP_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
LEADING_DOT = re.compile(rb"(?m)^\.")
GO_ON = 354
BeforeFinalLine = Callable[[], None]


class Withheld(Exception):
    """Raised by the callback if the e-mail must not be sent.

    Another worker has it, or the mailing was paused.
    """


class _SMTPWithCallback(smtplib.SMTP):
    """smtplib, with a callback before the final line."""

    before_final_line: BeforeFinalLine | None = None

    def connect(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Connect with TCP_NODELAY.

        Otherwise the short final line would wait about 40 ms for each e-mail.
        """
        answer = super().connect(*args, **kwargs)
        assert self.sock is not None  # noqa: S101 - connect() has just made it
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return answer

    def data(self, msg: Any) -> tuple[int, bytes]:
        code, answer = self.docmd("data")
        if code != GO_ON:
            raise smtplib.SMTPDataError(code, answer)
        # Dot-stuffing (RFC 5321, 4.5.2), as smtplib does it.
        body = LEADING_DOT.sub(b"..", msg)
        self.send(body if body.endswith(b"\r\n") else body + b"\r\n")
        if self.before_final_line is not None:
            self.before_final_line()
        self.send(b".\r\n")
        return self.getreply()


class _SMTPSSLWithCallback(_SMTPWithCallback, smtplib.SMTP_SSL):
    """The same with TLS from the start."""


class TwoStepSMTPBackend(EmailBackend):
    """Django's SMTP backend with a callback before the final line of each e-mail."""

    before_final_line: BeforeFinalLine | None = None

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _SMTPSSLWithCallback if self.use_ssl else _SMTPWithCallback

    def send(self, mail: EmailMultiAlternatives, before_final_line: BeforeFinalLine) -> None:
        self.open()
        self.connection.before_final_line = before_final_line  # type: ignore[union-attr]  # open() has made it, of our own class
        self.send_messages([mail])

    def abort(self) -> None:
        """Close the connection in the middle of an e-mail.

        The server discards it without the final line.
        """
        if self.connection is not None:
            self.connection.close()
            self.connection = None


class GenericBackend:
    """Any other e-mail backend, such as a provider's API.

    The callback runs before the whole e-mail.
    """

    def __init__(self) -> None:
        self.backend = get_connection()

    def send(self, mail: EmailMultiAlternatives, before_final_line: BeforeFinalLine) -> None:
        before_final_line()
        self.backend.send_messages([mail])

    def abort(self) -> None:
        return


Connection = TwoStepSMTPBackend | GenericBackend


@contextmanager
def open_connection() -> Iterator[Connection]:
    if settings.EMAIL_BACKEND != SMTP_BACKEND:
        yield GenericBackend()
        return
    connection = TwoStepSMTPBackend()
    try:
        yield connection
    finally:
        connection.close()
