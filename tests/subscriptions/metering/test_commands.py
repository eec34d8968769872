"""The commands meter_policy and prune."""

import subprocess
import sys
import time
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from subscriptions.metering import policy, retention
from subscriptions.models import FreeRead, MeterMonth, MeterPolicy, NetworkArrivals, Refusal
from tests.cast import NOON, MakeColumn

ROOT = Path(__file__).resolve().parents[3]
SEPTEMBER, OCTOBER, NOVEMBER = date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)


def run(name: str, *args: str) -> str:
    out = StringIO()
    call_command(name, *args, stdout=out)
    return out.getvalue()


def parse_policy(text: str) -> dict[str, int]:
    return {name: int(value) for name, value in (line.split() for line in text.splitlines())}


def test_the_first_policy_comes_with_the_migrations(db: None) -> None:
    assert parse_policy(run("meter_policy")) == {
        "anonymous": 3,
        "registered": 5,
        "network-burst": 30,
        "network-per-day": 10,
    }


def test_setting_some_leaves_the_others(db: None) -> None:
    messages = parse_policy(run("meter_policy", "--anonymous", "2", "--network-burst=7"))
    assert messages == {"anonymous": 2, "registered": 5, "network-burst": 7, "network-per-day": 10}
    assert policy.stored().anonymous == 2
    assert policy.current().network_burst == 7


@pytest.mark.parametrize(
    "args",
    [
        ("--anonymous", "-1"),
        ("--anonymous=-1",),
        ("--registered", "five"),
        ("--registered", "5.5"),
        ("--registered", "٥"),
        ("--registered", ""),
        ("--network-burst", "1000001"),
        ("--network-per-day", "9" * 400),
        ("--anonymous", "10001"),
        ("--anonymous", "6"),
        ("--registered", "2"),
        ("--network-burst", "1", "--anonymous", "-1"),
    ],
)
def test_a_bad_value_changes_nothing(args: tuple[str, ...], db: None) -> None:
    with pytest.raises(CommandError) as problem:
        run("meter_policy", *args)
    assert problem.value.returncode == 1
    assert str(problem.value).endswith(".")
    meter_policy = policy.stored()
    assert (
        meter_policy.anonymous,
        meter_policy.registered,
        meter_policy.network_burst,
        meter_policy.network_per_day,
    ) == (3, 5, 30, 10)


def test_zero_and_the_largest_are_allowed(db: None) -> None:
    messages = parse_policy(
        run("meter_policy", "--anonymous", "0", "--registered", "10000", "--network-burst", "0")
    )
    assert (messages["anonymous"], messages["registered"], messages["network-burst"]) == (
        0,
        10000,
        0,
    )


@pytest.mark.promise(
    "`meter_policy` takes effect in every worker within 5 seconds",
    section="meter",
)
def test_another_process_follows_within_five_seconds(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker caches the policy for three seconds and gets no signal about changes in other
    processes.
    """
    clock = [time.monotonic()]
    monkeypatch.setattr("time.monotonic", lambda: clock[0])
    assert policy.current().anonymous == 3
    MeterPolicy.objects.update(anonymous=1)
    clock[0] += 5
    assert policy.current().anonymous == 1


@pytest.fixture
def past_reads(make_column: MakeColumn, noon: Any) -> None:
    """September: two visitors wanted 1 and 3 columns, an account 2 (one of them refused, one
    deleted).
    """
    columns = [make_column() for _ in range(4)]
    for period in (SEPTEMBER, OCTOBER, NOVEMBER):
        at = datetime(period.year, period.month, 9, tzinfo=UTC)
        reads = [("visitor:a", 0), ("visitor:b", 1), ("visitor:b", 2), ("user:1", 3)]
        for slot, (key, position) in enumerate(reads, start=1):
            FreeRead.objects.create(
                reader_key=key, period=period, slot=slot, column=columns[position], read_at=at
            )
        Refusal.objects.create(
            reader_key="visitor:b", period=period, column=columns[2], refused_at=at
        )
        Refusal.objects.create(
            reader_key="visitor:b", period=period, column=columns[0], refused_at=at
        )
        Refusal.objects.create(reader_key="user:1", period=period, column=columns[1], refused_at=at)
        NetworkArrivals.objects.create(period=period, network=f"{period}", newcomers=2)
    columns[3].delete()


def bars() -> list[tuple[date, str, int, int]]:
    rows = MeterMonth.objects.order_by("period", "kind", "columns_requested")
    return list(rows.values_list("period", "kind", "columns_requested", "readers"))


SEPTEMBERS = [
    (SEPTEMBER, "anonymous", 1, 1),
    (SEPTEMBER, "anonymous", 3, 1),
    (SEPTEMBER, "registered", 2, 1),
]


@pytest.mark.promise(
    "`prune` turns old periods into a histogram; running it twice or killing it changes no number",
    section="meter",
)
@pytest.mark.usefixtures("past_reads")
def test_a_month_after_its_end_a_period_becomes_a_histogram() -> None:
    message = run("prune")
    assert "2026-09: 4 free reads and 3 refusals of 3 readers became a histogram." in message
    assert "Networks deleted: 2." in message
    assert bars() == SEPTEMBERS
    assert set(FreeRead.objects.values_list("period", flat=True)) == {OCTOBER, NOVEMBER}
    assert set(Refusal.objects.values_list("period", flat=True)) == {OCTOBER, NOVEMBER}
    assert NetworkArrivals.objects.get().period == NOVEMBER


@pytest.mark.promise(
    "`prune` turns old periods into a histogram; running it twice or killing it changes no number",
    section="meter",
)
@pytest.mark.usefixtures("past_reads")
def test_pruning_again_changes_nothing() -> None:
    run("prune")
    assert "histogram" not in run("prune")
    assert bars() == SEPTEMBERS


@pytest.mark.usefixtures("past_reads")
def test_october_goes_when_november_is_over(noon: Any) -> None:
    noon.move_to(datetime(2026, 11, 30, 23, 59, 59, tzinfo=UTC))
    assert retention.past_periods(datetime.now(UTC)) == [SEPTEMBER]
    noon.move_to(datetime(2026, 12, 1, tzinfo=UTC))
    assert retention.past_periods(datetime.now(UTC)) == [SEPTEMBER, OCTOBER]


@pytest.mark.promise(
    "`prune` turns old periods into a histogram; running it twice or killing it changes no number",
    section="meter",
)
@pytest.mark.usefixtures("past_reads")
def test_killed_midway_nothing_is_lost_or_counted_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*args: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(retention, "_delete", die)
        with pytest.raises(KeyboardInterrupt):
            list(retention.prune_reads(NOON))
    assert not bars()
    assert FreeRead.objects.filter(period=SEPTEMBER).count() == 4
    run("prune")
    assert bars() == SEPTEMBERS


@pytest.mark.slow
def test_the_command_line_says_what_is_wrong_in_a_sentence(tmp_path: Path) -> None:
    """In a shell: one line, exit code 1, no traceback."""
    env = {
        "DEBUG": "1",
        "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3",
        "PATH": "/usr/bin:/bin",
    }
    command = [sys.executable, "manage.py", "meter_policy", "--anonymous", "many"]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "--anonymous must be a whole number from 0 to 10000, not 'many'." in done.stderr
    assert "Traceback" not in done.stderr
