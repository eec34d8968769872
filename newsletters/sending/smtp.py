"""Handing mails to the mail server, so that a process that dies leaves as little doubt as there can be.

A mail is complete for the server with the line of a single dot at its end. Just before that line we write down that it
is going: whoever dies earlier has sent nothing, whoever dies later has sent it. What remains is the blink between the
note and the dot; such a mail is not sent again by itself.
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
Note = Callable[[], None]


class Withheld(Exception):
    """Raised by the note: this mail must not go after all. Another worker has it, or somebody paused."""


class _LastLine(smtplib.SMTP):
    """smtplib, but the last line goes by itself, after a note."""

    note: Note | None = None

    def connect(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Small pieces go at once: waiting for more of them would cost 40 milliseconds a mail."""
        answer = super().connect(*args, **kwargs)
        assert self.sock is not None  # noqa: S101 - connect() has just made it
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return answer

    def data(self, msg: Any) -> tuple[int, bytes]:
        code, answer = self.docmd("data")
        if code != GO_ON:
            raise smtplib.SMTPDataError(code, answer)
        body = LEADING_DOT.sub(b"..", msg)
        self.send(body if body.endswith(b"\r\n") else body + b"\r\n")
        if self.note is not None:
            self.note()
        self.send(b".\r\n")
        return self.getreply()


class _LastLineTls(_LastLine, smtplib.SMTP_SSL):
    """The same over TLS from the first byte."""


class CarefulBackend(EmailBackend):
    """Django’s own SMTP backend, with a note before each mail’s last line."""

    note: Note | None = None

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _LastLineTls if self.use_ssl else _LastLine

    def post(self, mail: EmailMultiAlternatives, note: Note) -> None:
        self.open()
        self.connection.note = note  # type: ignore[union-attr]  # open() has made it, of our own class
        self.send_messages([mail])

    def drop(self) -> None:
        """Leave in the middle of a mail: the server throws away what has no last line."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None


class AnyBackend:
    """Another way of sending, a provider’s API say: the note stands before the whole of it."""

    def __init__(self) -> None:
        self.backend = get_connection()

    def post(self, mail: EmailMultiAlternatives, note: Note) -> None:
        note()
        self.backend.send_messages([mail])

    def drop(self) -> None:
        return


Post = CarefulBackend | AnyBackend


@contextmanager
def open_connection() -> Iterator[Post]:
    """One connection for many mails."""
    post: Post = CarefulBackend() if settings.EMAIL_BACKEND == SMTP_BACKEND else AnyBackend()
    try:
        yield post
    finally:
        if isinstance(post, CarefulBackend):
            post.close()
