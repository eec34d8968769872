"""Safe values for e-mail headers, from names that may contain any character."""

import unicodedata
from email.header import Header
from email.headerregistry import Address
from email.utils import formataddr

from accounts.text.invisible import DIRECTIONS

LONGEST = 250  # characters; mail servers refuse lines of more than 998 bytes
LINE_ENDS = {"Cc", "Cs", "Zl", "Zp"}


def one_line(text: str) -> str:
    """Return the text on one line of at most LONGEST characters.

    Control characters and direction marks are removed.
    """
    plain = "".join(
        " " if unicodedata.category(sign) in LINE_ENDS else sign
        for sign in DIRECTIONS.sub("", text)
    )
    line = " ".join(plain.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1].rstrip()}…"


def list_id(name: str, host: str) -> str:
    # RFC 2919
    line = one_line(name)
    if line.isascii():
        return formataddr((line, host)) if line else f"<{host}>"
    # formataddr() would write one encoded word of any length, which no line can hold.
    return f"{Header(line, 'utf-8').encode(linesep='')} <{host}>"


def mailbox(name: str, address: str) -> str:
    return str(Address(one_line(name), addr_spec=address))
