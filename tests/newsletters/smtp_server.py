"""A real mail server on loopback that keeps what it is given, as it came over the line."""

import logging
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

ACCEPTED = "250 OK"
logging.getLogger("mail.log").setLevel(logging.WARNING)  # the server tells every line


class SmtpServer:
    """`refuse` says what the server answers to an address, instead of taking mail for it."""

    def __init__(self) -> None:
        self.letters: list[tuple[str, EmailMessage]] = []
        self.refuse: dict[str, str] = {}
        self.refuse_text: dict[str, str] = {}

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return ACCEPTED

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - as above
        [address] = envelope.rcpt_tos
        if address in self.refuse_text:
            return self.refuse_text[address]
        parsed: Any = message_from_bytes(envelope.content, policy=policy.default)
        self.letters.append((address, parsed))
        return ACCEPTED

    def counted(self) -> Counter[str]:
        return Counter(address for address, _ in self.letters)

    def to(self, address: str) -> EmailMessage:
        [email] = [letter for to, letter in self.letters if to == address]
        return email


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def run_smtp_server() -> Iterator[tuple[SmtpServer, int]]:
    box, port = SmtpServer(), free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield box, port
    finally:
        controller.stop()


def body_of_type(email: EmailMessage, kind: str) -> str:
    body = email.get_body(preferencelist=(kind,))
    assert body is not None
    return str(body.get_content())
