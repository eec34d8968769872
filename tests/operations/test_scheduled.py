"""One run of the scheduled job does everything due; a failed job stops no other, and two runs at
once do no harm.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import OutboxEmail
from operations import scheduled
from subscriptions.fulfilment import sandbox_clock
from subscriptions.gateways.base import GatewayDown
from subscriptions.models import GatewayEvent
from tests.cast import DAY, NOON, Person
from tests.sandbox import RunScheduled, Subscribe
from tests.subscriptions.paywall.test_races import at_once

pytestmark = [
    pytest.mark.slow,
    pytest.mark.promise(
        "A failing scheduled job stops no other, and two parallel runs send everything once",
        section="subscriptions",
    ),
]

FAILS = NOON.replace(month=12)


@pytest.fixture
def late(registered: Person, subscribe: Subscribe, noon: Any) -> Person:
    """A subscriber whose payment is due now and fails."""
    subscribe(registered.user, card_works=False)
    noon.move_to(FAILS)
    return registered


def test_a_pass_says_what_it_did(late: Person, capsys: Any) -> None:
    call_command("run_scheduled")
    message = capsys.readouterr().out.splitlines()
    assert "notices of a failed payment: 1" in message
    assert any(line.startswith("time in the sandbox: ") for line in message)
    call_command("run_scheduled")
    assert capsys.readouterr().out == ""


def test_a_part_that_fails_is_named_and_the_others_go_on(
    late: Person, capsys: Any, caplog: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*args: Any, **kwargs: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr("subscriptions.fulfilment.webhooks.process_pending", fails)
    with pytest.raises(SystemExit) as ended:
        call_command("run_scheduled")
    assert ended.value.code == 1
    received = capsys.readouterr()
    assert received.err.splitlines() == ["events: failed, see the log"]
    assert "notices of a failed payment: 1" in received.out
    assert "The scheduled job failed: events." in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_events_that_cannot_be_worked_are_a_failure(
    late: Person, monkeypatch: pytest.MonkeyPatch, noon: Any, settings: Any
) -> None:
    settings.GATEWAY = "stripe"  # which is not set up here
    GatewayEvent.objects.create(
        gateway="sandbox",
        event_id="1",
        kind="any",
        subject="subscription",
        subject_id="sub",
        received_at=NOON,
    )
    failed = [outcome.name for outcome in scheduled.run(at=FAILS) if outcome.done is None]
    assert failed == ["events"]
    assert GatewayEvent.objects.get(event_id="1").error


def test_with_no_provider_a_pass_is_quiet(noon: Any, settings: Any) -> None:
    settings.GATEWAY = ""
    assert {outcome.done for outcome in scheduled.run(at=NOON)} == {0}


def test_a_provider_that_is_down_stops_no_notice(
    late: Person, monkeypatch: pytest.MonkeyPatch, run_scheduled: RunScheduled, provider_down: Any
) -> None:
    run_scheduled(FAILS)
    OutboxEmail.objects.all().delete()
    with provider_down(), pytest.raises(GatewayDown):
        sandbox_clock.advance_all(FAILS)
    with provider_down():
        failed = {outcome.name for outcome in scheduled.run(at=FAILS) if outcome.done is None}
    assert failed == {"time in the sandbox"}
    assert OutboxEmail.objects.filter(name="payment_failed").count() == 1


def test_the_former_name_of_the_command_still_works(late: Person, capsys: Any) -> None:
    call_command("subscription_upkeep")
    assert "notices of a failed payment: 1" in capsys.readouterr().out.splitlines()


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "often", "86401", "٣", "9" * 30])
def test_a_pace_that_is_no_pace_is_refused(text: str) -> None:
    with pytest.raises(CommandError, match="a whole number from 1 to 86400"):
        call_command("run_scheduled", f"--every={text}")


def test_a_loop_ends_when_it_is_told_to(tmp_path: Path) -> None:
    """Runs in its own process with its own database."""
    env = {
        **os.environ,
        "DEBUG": "1",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}",
        "MEDIA_ROOT": str(tmp_path / "media"),
    }
    manage = [sys.executable, str(project.BASE_DIR / "manage.py")]
    subprocess.run([*manage, "migrate", "--verbosity=0"], env=env, check=True)
    loop = [*manage, "run_scheduled", "--every", "60"]
    for number in (signal.SIGTERM, signal.SIGINT):
        with subprocess.Popen(
            loop, env={**env, "PYTHONUNBUFFERED": "1"}, stdout=subprocess.PIPE
        ) as child:
            assert child.stdout is not None
            assert child.stdout.readline() == b"Every 60 seconds, until stopped.\n"
            child.send_signal(number)
            message, _ = child.communicate(timeout=60)
        assert (child.returncode, message) == (0, b"")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_passes_at_once_say_everything_once(late: Person, noon: Any) -> None:
    OutboxEmail.objects.all().delete()
    passes = at_once(lambda _: scheduled.run(at=FAILS), 2)
    assert [outcome for outcomes in passes for outcome in outcomes if outcome.done is None] == []
    noon.move_to(FAILS + 7 * DAY)
    again = at_once(lambda _: scheduled.run(at=FAILS + 7 * DAY), 2)
    assert [outcome for outcomes in again for outcome in outcomes if outcome.done is None] == []
    names = list(OutboxEmail.objects.values_list("name", flat=True))
    assert sorted(names) == sorted(set(names))
    assert {"payment_failed", "subscription_ended"} <= set(names)
    assert len(mail.outbox) == len({message.subject for message in mail.outbox})
    assert connection.vendor == "postgresql"
