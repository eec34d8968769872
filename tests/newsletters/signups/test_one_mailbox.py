"""A mailbox at an international domain is one recipient, and a bounce stops all of its spellings."""

from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.db import connection

from newsletters.models import Newsletter, Recipient, SignUp, Suppression
from tests.cast import NOON, Person
from tests.newsletters.conftest import Join, MakeIssue, send
from tests.newsletters.sending.test_mail_events import SECRET, send_events
from tests.newsletters.signups.test_signing_up import confirm_path, sign_up

ASCII = "ada@xn--bcher-kva.example"
SPELLINGS = ["ada@bücher.example", "ada@bu\u0308cher.example", ASCII]


def test_one_recipient_and_one_limit(noon: Any, the_week: Newsletter, visitor: Person) -> None:
    for entered in SPELLINGS:
        assert sign_up(visitor.client, entered).status_code == 302
    assert [message.to for message in mail.outbox] == [[ASCII]]
    visitor.client.post(confirm_path())
    assert SignUp.objects.get().recipient.address == ASCII


@pytest.mark.promise(
    "One mailbox at an international domain is one account and one recipient; a bounce stops all spellings",
    section="newsletters",
)
@pytest.mark.parametrize("bounced", [*SPELLINGS, "ada@bücher.example."])
def test_a_bounce_stops_every_spelling(
    bounced: str, visitor: Person, join: Join, make_issue: MakeIssue, settings: Any
) -> None:
    settings.MAIL_EVENTS_SECRET = SECRET
    assert {join(entered).pk for entered in SPELLINGS} == {Recipient.objects.get().pk}
    send_events(visitor, {"event": "bounce", "permanent": True, "address": bounced})
    send(make_issue())
    assert not mail.outbox


def test_doubles_become_one(noon: Any, join: Join, the_week: Newsletter) -> None:
    other = Newsletter.objects.create(name="Daily", slug="daily", description="-", rhythm="Daily")
    stays, double, alone = join(ASCII), join("bob@mail.example"), join("cem@mail.example")
    join("bob@mail.example", other)
    Suppression.objects.create(address=ASCII, since=NOON)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE newsletters_recipient SET address = 'ada@bücher.example' WHERE id = %s", [double.pk])
        cursor.execute("UPDATE newsletters_recipient SET address = 'cem@bücher.example' WHERE id = %s", [alone.pk])
    rewrite = import_module("newsletters.migrations.0004_canonical_addresses").rewrite
    rewrite(apps, SimpleNamespace(connection=connection))

    recipients = Recipient.objects.values_list("pk", "address")
    assert set(recipients) == {(stays.pk, ASCII), (alone.pk, "cem@xn--bcher-kva.example")}
    assert set(stays.sign_ups.values_list("newsletter", flat=True)) == {the_week.pk, other.pk}
