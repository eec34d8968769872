"""Records of the sandbox: locked while they change; each change sends an event."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from subscriptions.gateways.base import NotFound, Subject
from subscriptions.gateways.sandbox.subscription import new_id
from subscriptions.models import SandboxRecord


def record_of(kind: str, record_id: str) -> SandboxRecord:
    sandbox_record = SandboxRecord.objects.filter(kind=kind, record_id=record_id).first()
    if sandbox_record is None:
        raise NotFound(record_id)
    return sandbox_record


@contextmanager
def changing(kind: str, record_id: str) -> Iterator[SandboxRecord]:
    """Lock a record, save changes of its data, and send an event if it changed."""
    with transaction.atomic():
        record = (
            SandboxRecord.objects.select_for_update().filter(kind=kind, record_id=record_id).first()
        )
        if record is None:
            raise NotFound(record_id)
        # As text, because `SandboxSubscription` changes the lists of `record.data` in place; with
        # sorted keys, because PostgreSQL's jsonb does not keep their order.
        before = json.dumps(record.data, sort_keys=True)
        yield record
        if json.dumps(record.data, sort_keys=True) != before:
            record.save(update_fields=["data"])
            send_event(record)


def send_event(record: SandboxRecord) -> None:
    subjects: dict[str, Subject] = {"page": "pay-page", "payment": "payment"}
    subject = subjects.get(record.kind, "subscription")
    event = {
        "id": new_id("event"),
        "kind": f"{subject}.changed",
        "subject": subject,
        "subject_id": record.record_id,
    }
    SandboxRecord.objects.create(record_id=event["id"], kind="event", data=event)
