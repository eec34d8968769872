"""What a mail provider tells of mails that came back or were called unwanted: those addresses get no mailing more."""

import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.email_addresses import canonical_or_lower
from newsletters.models import Suppression

LONGEST_STAMP = 12  # digits
TOLERANCE = 300  # seconds between the provider's clock and ours
Reason = Suppression.Reason


class Forged(Exception):
    """The message was not signed with our secret, or too long ago."""


@dataclass(frozen=True)
class Event:
    """One thing that happened to one mail."""

    reason: str
    address: str
    note: str = ""


def read(body: bytes, *, signature: str, stamp: str, secret: str, at: datetime) -> list[Event]:
    """The events of a signed message; ValueError where it is not what docs/newsletters.md describes."""
    is_moment = stamp.isascii() and stamp.isdigit() and len(stamp) <= LONGEST_STAMP
    if not is_moment or abs(at.timestamp() - int(stamp)) > TOLERANCE:
        raise Forged
    if not hmac.compare_digest(signed(body, stamp=stamp, secret=secret).encode(), signature.encode()):
        raise Forged
    told = json.loads(body)
    if not isinstance(told, list):
        raise ValueError("A list of events is expected.")
    return [each for entry in told if (each := _event(entry)) is not None]


def signed(body: bytes, *, stamp: str, secret: str) -> str:
    return hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def _event(entry: Any) -> Event | None:
    """None for what stops no mail: deliveries, openings, and a full letter box."""
    if not isinstance(entry, dict) or not isinstance(entry.get("address"), str):
        raise ValueError("Each event names an address.")
    lasting = entry.get("event") == Reason.BOUNCE and entry.get("permanent") is True
    if not lasting and entry.get("event") != Reason.COMPLAINT:
        return None
    return Event(str(entry["event"]), entry["address"], str(entry.get("note", "")))


def take(events: Iterable[Event], *, at: datetime) -> None:
    """The first reason stays; hearing of it twice changes nothing."""
    rows = [
        Suppression(address=canonical_or_lower(each.address)[:254], reason=each.reason, note=each.note[:300], since=at)
        for each in events
    ]
    Suppression.objects.bulk_create(rows, ignore_conflicts=True)


def from_anymail(event: Any) -> Event | None:
    """What django-anymail says of a mail in its own words; None for what stops no mail."""
    if event.event_type == "complained":
        return Event(Reason.COMPLAINT, event.recipient)
    lasting = event.event_type in {"bounced", "rejected"} and event.reject_reason in {"bounced", "invalid"}
    return Event(Reason.BOUNCE, event.recipient, str(event.description or "")) if lasting else None
