"""What `manage.py prune` forgets of mail."""

from datetime import timedelta
from typing import Any

import pytest

from newsletters.account import retention
from newsletters.models import Recipient
from newsletters.sending import mailings
from subscriptions.links import email
from subscriptions.models import EmailLink
from tests.cast import NOON, SECOND, MakeColumn
from tests.newsletters.conftest import Join, MakeIssue, send

pytestmark = pytest.mark.promise(
    "Old mailings keep numbers without names, unsubscribed addresses are deleted, and the"
    " demo has its newsletters once",
    section="newsletters",
)


MONTH = timedelta(days=30)


def test_an_old_mailing_keeps_its_numbers_and_no_names(
    noon: Any, join: Join, make_issue: MakeIssue
) -> None:
    join("ada@mail.example")
    mailing = send(make_issue())
    assert retention.names(NOON + MONTH - SECOND) == 0
    assert retention.names(NOON + MONTH) == 1
    assert mailings.report(mailing).sent == 1
    assert not mailing.deliveries.exclude(recipient=None).exists()


def test_who_has_left_everything_is_forgotten(noon: Any, join: Join, make_issue: MakeIssue) -> None:
    ada, _bob = join("ada@mail.example"), join("bob@mail.example")
    send(make_issue())
    ada.sign_ups.all().delete()
    assert retention.recipients(NOON + MONTH) == 0, "A mail to it is on record."
    retention.names(NOON + MONTH)
    assert retention.recipients(NOON + MONTH) == 1
    assert [each.address for each in Recipient.objects.all()] == ["bob@mail.example"]


def test_ended_links_go(noon: Any, make_column: MakeColumn) -> None:
    email.from_token(email.build_token("1", make_column().pk, user_pk=None, at=NOON))
    assert retention.links(NOON + email.OPEN_FOR) == 0
    assert retention.links(NOON + email.OPEN_FOR + MONTH) == 1
    assert not EmailLink.objects.exists()
