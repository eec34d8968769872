"""A worker killed with SIGKILL at random moments, ten times: exactly one mail each."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from newsletters.models import Delivery, Recipient, SignUp
from newsletters.sending import mailings
from tests.newsletters.conftest import MakeIssue
from tests.newsletters.smtp_server import SmtpServer

pytestmark = pytest.mark.slow

READERS = int(
    os.environ.get("MAILED_READERS", "400")
)  # more by hand: the figure is in docs/newsletters.md
KILLS = 10
SECONDS = 120 + READERS // 10


def database_url() -> str:
    name, at = connection.settings_dict["NAME"], connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{name}"


@pytest.mark.promise(
    "A worker killed with SIGKILL ten times sends exactly one e-mail to each recipient",
    section="newsletters",
)
@pytest.mark.promise(
    "Killed workers are tested with 400 readers, and by hand with 10,000 "
    "(`MAILED_READERS=10000`); rate and memory are measured by `python -m bench.mailing`",
    section="newsletters",
)
@pytest.mark.django_db(transaction=True)
def test_ten_kills_lose_nothing_and_double_nothing(
    smtp_server: SmtpServer, make_issue: MakeIssue, settings: Any
) -> None:
    now = datetime.now(UTC)
    issue = make_issue()
    people = Recipient.objects.bulk_create(
        Recipient(address=f"reader{number}@mail.example", confirmed_at=now)
        for number in range(READERS)
    )
    SignUp.objects.bulk_create(
        SignUp(recipient=each, newsletter=issue.newsletter, since=now) for each in people
    )
    mailing = mailings.schedule(issue, due_at=datetime.now(UTC))
    connection.close()
    run_the_workers(settings.EMAIL_PORT)

    mailing.refresh_from_db()
    report = mailings.report(mailing)
    assert (report.total, report.left, report.failed, mailing.state) == (READERS, 0, 0, "sent")
    came = smtp_server.counted()
    assert max(came.values()) == 1, "Nobody gets it twice."
    doubtful = mailing.deliveries.filter(state=Delivery.State.UNSURE)
    in_doubt = set(doubtful.values_list("recipient__address", flat=True))
    assert {each.address for each in people} - set(came) <= in_doubt, "Nobody is left out."
    assert len(in_doubt) <= KILLS
    print(f"{len(in_doubt)} in doubt, {len(in_doubt - set(came))} of them did not come")


def run_the_workers(port: int) -> None:
    values = {"DATABASE_URL": database_url(), "EMAIL_URL": f"smtp://127.0.0.1:{port}", "DEBUG": "0"}
    command = [sys.executable, "-m", "tests.newsletters.killed", str(KILLS)]
    subprocess.run(
        command, check=True, cwd=settings.BASE_DIR, env={**os.environ, **values}, timeout=SECONDS
    )
