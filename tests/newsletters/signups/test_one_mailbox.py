"""A mailbox at an international domain is one recipient, and a bounce stops all of its
spellings.
"""

from typing import Any

import pytest
from django.core import mail

from newsletters.models import Newsletter, Recipient, SignUp
from tests.cast import Person
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
    "One mailbox at an international domain is one account and one recipient; a bounce stops all"
    " spellings",
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
