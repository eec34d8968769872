"""Bounces and complaints reported by a mail provider, which suppress the address."""

import hashlib
import hmac
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.email_addresses import canonical_or_lower
from accounts.text.invisible import without_invisible
from accounts.text.numbers import parse_number
from newsletters.models import Suppression

LONGEST_ADDRESS = 254
LONGEST_NOTE = 300
LONGEST_STAMP = 12  # digits
TOLERANCE = 300  # seconds between the provider's clock and ours
Reason = Suppression.Reason

# Enhanced status codes (RFC 3463) for a mailbox that will never accept e-mail: unknown mailbox,
# host or address, moved, disabled. Not 5.2.2 (full) or 5.7.x (policy), which may change.
NO_MAILBOX = re.compile(r"5\.(1\.[12369]|1\.10|2\.1)(?![\d.])")
ENHANCED_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}(?![\d.])")
# For servers without such a code; 550 alone is not enough, because blocklists use it too.
NO_MAILBOX_WORDS = re.compile(
    r"(?:no such|unknown|invalid|non-?existent) (?:user|mailbox|recipient|address|account|person)"
    r"|(?:user|mailbox|recipient|address|account) (?:is )?(?:unknown|not found|does not"
    r" exist|doesn't exist|not exist)",
    re.IGNORECASE,
)
REFUSALS_OF_A_MAILBOX = {550, 551, 553}
ANYMAIL_REASONS = {
    ("unsubscribed", None): Reason.UNSUBSCRIBED,
    ("complained", None): Reason.COMPLAINT,
    ("rejected", "unsubscribed"): Reason.UNSUBSCRIBED,
    ("rejected", "spam"): Reason.COMPLAINT,
    ("rejected", "bounced"): Reason.BOUNCE,
    ("rejected", "invalid"): Reason.BOUNCE,
    ("bounced", "bounced"): Reason.BOUNCE,
    ("bounced", "invalid"): Reason.BOUNCE,
}


class Forged(Exception):
    """Raised for a message with a wrong signature or an old timestamp."""


@dataclass(frozen=True)
class BounceEvent:
    """An event that suppresses an address."""

    reason: str
    address: str
    note: str = ""


def read(
    body: bytes, *, signature: str, stamp: str, secret: str, at: datetime
) -> list[BounceEvent]:
    """Return the events of a signed message.

    Raises Forged, or ValueError for another format than in docs/newsletters.md.
    """
    seconds = parse_number(stamp, digits=LONGEST_STAMP)
    if seconds is None or abs(at.timestamp() - seconds) > TOLERANCE:
        raise Forged
    if not hmac.compare_digest(
        signed(body, stamp=stamp, secret=secret).encode(), signature.encode()
    ):
        raise Forged
    try:
        message = json.loads(body)
    except RecursionError as problem:  # lists nested too deeply to be parsed
        raise ValueError("A list of events is expected.") from problem
    if not isinstance(message, list):
        raise ValueError("A list of events is expected.")
    entries = [
        entry
        for entry in message
        if isinstance(entry, dict) and isinstance(entry.get("address"), str)
    ]
    if message and not entries:
        raise ValueError("Each event names an address.")
    events = [_parse_event(entry) for entry in entries]
    return [event for event in events if event is not None]


def signed(body: bytes, *, stamp: str, secret: str) -> str:
    return hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def _parse_event(entry: dict[str, Any]) -> BounceEvent | None:
    """Return the event, or None if it suppresses nothing: a delivery, or a full mailbox."""
    reason, note = entry.get("event"), entry.get("note")
    if reason not in (Reason.BOUNCE, Reason.COMPLAINT, Reason.UNSUBSCRIBED) or not entry["address"]:
        return None
    if reason == Reason.BOUNCE and entry.get("permanent") is not True:
        return None
    return BounceEvent(str(reason), entry["address"], note if isinstance(note, str) else "")


def suppress(events: Iterable[BounceEvent], *, at: datetime) -> None:
    """Suppress the addresses. An existing suppression keeps its reason."""
    rows = (_suppression(each, at=at) for each in events)
    Suppression.objects.bulk_create([row for row in rows if row is not None], ignore_conflicts=True)


def _suppression(event: BounceEvent, *, at: datetime) -> Suppression | None:
    """Return the row to store, or None if the event's address is none."""
    # Databases store no NUL and no half of a surrogate pair; one bad row would lose the batch.
    if (
        len(event.address) > 2 * LONGEST_ADDRESS
        or without_invisible(event.address) != event.address
    ):
        return None
    address = canonical_or_lower(event.address)
    if "@" not in address or len(address) > LONGEST_ADDRESS:
        return None
    note = without_invisible(event.note[: 10 * LONGEST_NOTE], keep="\n")[:LONGEST_NOTE]
    return Suppression(address=address, reason=event.reason, note=note, since=at)


def mailbox_is_gone(code: int, words: str) -> bool:
    """Return whether a mail server's refusal means that the address will never accept e-mail."""
    status = ENHANCED_STATUS.match(words)
    if status:
        return NO_MAILBOX.match(words) is not None
    return code in REFUSALS_OF_A_MAILBOX and NO_MAILBOX_WORDS.search(words) is not None


def lift_suppressions(addresses: Iterable[str]) -> int:
    """Lift suppressions for the owner of the addresses; return how many.

    Those added at the desk stay.
    """
    deleted, _ = Suppression.objects.liftable().filter(address__in=list(addresses)).delete()
    return deleted


def from_anymail(event: Any) -> BounceEvent | None:
    """Convert a django-anymail event; return None if it is no reason to suppress the address."""
    by_kind = ANYMAIL_REASONS.get((event.event_type, None))
    reason = by_kind or ANYMAIL_REASONS.get((event.event_type, event.reject_reason))
    return (
        BounceEvent(reason, event.recipient or "", str(event.description or "")) if reason else None
    )
