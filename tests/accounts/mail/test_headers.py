"""Names with any character make headers that mail servers take and mail programs read as they were
written.
"""

from email import message_from_bytes, policy
from typing import Any

import pytest
from django.core.mail import EmailMessage

from accounts.mail import headers

LONGEST_LINE = 998  # bytes, RFC 5322

NAMES = [
    ("Smith, Jones & Co.", "Smith, Jones & Co."),
    ('The "Best" of it', 'The "Best" of it'),
    ("Back\\slash", "Back\\slash"),
    ("The\r\nDaily\tPress", "The Daily Press"),
    ("A\r\nBcc: eve@evil.example", "A Bcc: eve@evil.example"),
    ("The\u2028Daily\u2029Press\x85Now", "The Daily Press Now"),
    ("The\x00 Daily\x07", "The Daily"),
    ("Ann <ann@evil.example>", "Ann <ann@evil.example>"),
    ("(The) Daily; at: home", "(The) Daily; at: home"),
    ("意見; 日報", "意見; 日報"),
    ("العربية, اليوم", "العربية, اليوم"),
    ("\u202emoc.live\u2066 Daily", "moc.live Daily"),
    ("روزنامه\u200cنگار", "روزنامه\u200cنگار"),  # a Persian word needs its joiner
    ("👩\u200d💻 Daily", "👩\u200d💻 Daily"),
    ("🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f Daily",) * 2,
]


def serialized(**given: str) -> Any:
    mail = EmailMessage("Subject", "Text.", "a@b.example", ["ann@reader.example"], headers=given)
    raw = mail.message().as_bytes()
    assert max(map(len, raw.splitlines())) <= LONGEST_LINE
    return message_from_bytes(raw, policy=policy.default)


@pytest.mark.promise("A name with any character gives valid headers", section="newsletters")
@pytest.mark.parametrize(("name", "shown"), NAMES)
def test_a_name_stands_in_list_id_and_from(name: str, shown: str) -> None:
    mail = serialized(
        **{
            "List-Id": headers.list_id(name, "week.opinion.example"),
            "From": headers.mailbox(name, "a@b.c"),
        }
    )
    phrase, _, host = mail["List-Id"].rpartition(" <")
    assert host == "week.opinion.example>"
    assert (
        phrase[1:-1].replace("\\\\", "\\").replace('\\"', '"') if phrase[0] == '"' else phrase
    ) == shown
    [sender] = mail["From"].addresses
    assert (sender.display_name, sender.addr_spec) == (shown, "a@b.c")
    assert "Bcc" not in mail


@pytest.mark.parametrize("name", ["Élan vital, " * 400, "word " * 400, "x" * 3000, "意" * 3000])
def test_a_name_of_any_length_fits(name: str) -> None:
    mail = serialized(
        **{
            "List-Id": headers.list_id(name, "week.opinion.example"),
            "From": headers.mailbox(name, "a@b.c"),
        }
    )
    assert mail["List-Id"].endswith("<week.opinion.example>")
    assert mail["From"].addresses[0].addr_spec == "a@b.c"


@pytest.mark.parametrize("name", ["", " ", "\n", "\u202e"])
def test_a_name_of_nothing_leaves_the_identifier(name: str) -> None:
    assert headers.list_id(name, "week.opinion.example") == "<week.opinion.example>"


def test_a_long_line_is_cut_with_an_ellipsis() -> None:
    assert headers.one_line("a" * 250) == "a" * 250
    assert headers.one_line("a" * 251) == "a" * 249 + "…"
