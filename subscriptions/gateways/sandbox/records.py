"""Records of the sandbox: locked while they change; each change sends an event."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from subscriptions.gateways.base import NotThere, Subject
from subscriptions.gateways.sandbox.books import new_id
from subscriptions.models import SandboxRecord


def record_of(kind: str, record_id: str) -> SandboxRecord:
    sandbox_record = SandboxRecord.objects.filter(kind=kind, record_id=record_id).first()
    if sandbox_record is None:
        raise NotThere(record_id)
    return sandbox_record


@contextmanager
def changing(kind: str, record_id: str) -> Iterator[SandboxRecord]:
    """Lock a record, save changes of its data, and send an event if it changed."""
    with transaction.atomic():
        record = (
            SandboxRecord.objects.select_for_update().filter(kind=kind, record_id=record_id).first()
        )
        if record is None:
            raise NotThere(record_id)
        before = _as_text(
            record.data
        )  # as text, because `Book` changes the lists of `record.data` in place
        yield record
        if _as_text(record.data) != before:
            record.save(update_fields=["data"])
            send_event(record)


def _as_text(data: object) -> str:
    """Return JSON with sorted keys; PostgreSQL's jsonb does not keep their order."""
    return json.dumps(data, sort_keys=True)


def send_event(record: SandboxRecord) -> None:
    subject: Subject = "pay-page" if record.kind == "page" else "subscription"
    if record.kind == "payment":
        subject = "payment"
    messages = {
        "id": new_id("event"),
        "kind": f"{subject}.changed",
        "subject": subject,
        "subject_id": record.record_id,
    }
    SandboxRecord.objects.create(record_id=messages["id"], kind="event", data=messages)
