"""The development mailbox: e-mails are not sent but stored as files and shown at /mail/."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as ParsedMail
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

MAX_LISTED = 100  # mails


class EmailBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder().mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            path = folder() / file_name(timezone.now())
            path.write_bytes(message.message().as_bytes())
        return len(email_messages)


@dataclass(frozen=True)
class StoredEmail:
    name: str
    subject: str
    to: str
    stored_at: datetime
    text: str
    html: str


def is_on() -> bool:
    return bool(settings.DEBUG) and f"{__name__}.EmailBackend" == settings.EMAIL_BACKEND


def folder() -> Path:
    return Path(settings.EMAIL_FILE_PATH or settings.STATE_DIR / "mail")


def file_name(at: datetime) -> str:
    # Sorts by time; the random part makes two e-mails of one moment distinct.
    return f"{at:%Y%m%d-%H%M%S-%f}-{secrets.token_hex(4)}.eml"


def newest() -> list[StoredEmail]:
    names = sorted((path.name for path in folder().glob("*.eml")), reverse=True)[:MAX_LISTED]
    return [mail for mail in map(find, names) if mail]


def find(name: str) -> StoredEmail | None:
    # Path().stem drops folders, so a name in the URL cannot leave the mailbox folder.
    path = folder() / f"{Path(name).stem}.eml"
    if not path.is_file():
        return None
    parsed = message_from_bytes(path.read_bytes(), policy=policy.default)
    stored_at = datetime.fromtimestamp(path.stat().st_mtime, tz=timezone.get_default_timezone())
    subject, to = str(parsed["Subject"] or ""), str(parsed["To"] or "")
    return StoredEmail(
        path.stem,
        subject,
        to,
        stored_at,
        body_of_type(parsed, "plain"),
        body_of_type(parsed, "html"),
    )


def body_of_type(mail: ParsedMail, kind: str) -> str:
    body = mail.get_body(preferencelist=(kind,))
    return str(body.get_content()) if body else ""
