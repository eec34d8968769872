"""manage.py db_worker: what it does when the database or another worker goes away."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult
from psycopg.sql import SQL, Identifier

from operations import lost_tasks, scheduled
from operations.management.commands import db_worker
from tests.cast import NOON

WORKER = [
    "db_worker",
    "--batch",
    "--no-startup-delay",
    "--no-reload",
    "--interval=0",
    "--verbosity=0",
]


@task()
def add(first: int, second: int) -> int:
    return first + second


def left_running(*worker_ids: str, minutes: int = 0) -> "DBTaskResult[Any, Any]":
    """A task that the last of these workers has not finished."""
    result = DBTaskResult.objects.get(pk=add.enqueue(1, 2).id)
    result.status, result.worker_ids = TaskResultStatus.RUNNING, list(worker_ids)
    result.started_at = NOON - timedelta(minutes=minutes)
    result.save()
    return result


@pytest.mark.promise("A task that a killed worker left is processed", section="operations")
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("minutes", "status"),
    [(59, TaskResultStatus.RUNNING), (60, TaskResultStatus.READY), (600, TaskResultStatus.READY)],
)
def test_a_task_is_requeued_after_an_hour(minutes: int, status: str) -> None:
    result = left_running("gone", minutes=minutes)
    lost_tasks.requeue(at=NOON)
    result.refresh_from_db()
    assert result.status == status


@pytest.mark.django_db
def test_a_task_that_killed_three_workers_is_not_tried_again() -> None:
    result = left_running("first", "second", "third", minutes=61)
    lost_tasks.requeue(at=NOON)
    result.refresh_from_db()
    assert (result.status, result.finished_at) == (TaskResultStatus.FAILED, NOON)
    assert "3 workers died" in result.traceback


@pytest.mark.django_db
def test_the_scheduled_job_requeues_lost_tasks() -> None:
    left_running("gone", minutes=61)
    outcomes = {outcome.name: outcome.done for outcome in scheduled.run(at=NOON)}
    assert outcomes["background tasks queued again"] == 1


@pytest.mark.django_db
def test_old_results_are_deleted_and_fresh_or_running_ones_stay() -> None:
    old, fresh = left_running("a"), left_running("a")
    for result, days in [(old, 14), (fresh, 13)]:
        result.status, result.finished_at = TaskResultStatus.SUCCESSFUL, NOON - timedelta(days=days)
        result.save()
    running = left_running("a", minutes=60 * 24 * 30)
    assert lost_tasks.delete_old_results(NOON) == 1
    assert set(DBTaskResult.objects.values_list("pk", flat=True)) == {fresh.pk, running.pk}


@pytest.mark.promise("A task that a killed worker left is processed", section="operations")
@pytest.mark.django_db(transaction=True)
def test_a_worker_takes_up_what_it_left_when_it_was_killed() -> None:
    own, other = left_running("worker-1"), left_running("worker-2")
    call_command(*WORKER, "--worker-id", "worker-1")
    own.refresh_from_db()
    other.refresh_from_db()
    assert (own.status, own.return_value) == (TaskResultStatus.SUCCESSFUL, 3)
    assert other.status == TaskResultStatus.RUNNING


@pytest.mark.django_db(transaction=True)
def test_a_worker_waits_for_a_database_that_does_not_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waits: list[float] = []
    answers = iter(
        [OperationalError("the server closed the connection"), OperationalError("refused"), None]
    )

    def run_of_the_library(_: Any) -> None:
        if (error := next(answers)) is not None:
            raise error

    monkeypatch.setattr(time, "sleep", waits.append)
    monkeypatch.setattr(db_worker.ReconnectingWorker.__base__, "run", run_of_the_library)
    call_command(*WORKER)
    assert waits == [db_worker.RECONNECT_SECONDS] * 2


@pytest.mark.promise("A worker survives a database that refuses connections", section="operations")
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_worker_outlives_a_database_that_refuses_connections() -> None:
    worker = start_worker()
    try:
        wait_until(lambda: bool(backends_of_others()))
        with closed_database():
            time.sleep(2)  # the worker looks for tasks five times a second
        result = DBTaskResult.objects.get(pk=work_of_the_site())
        wait_until(
            lambda: DBTaskResult.objects.get(pk=result.pk).status == TaskResultStatus.SUCCESSFUL
        )
        assert worker.poll() is None
    finally:
        os.kill(worker.pid, signal.SIGTERM)
        worker.wait(timeout=20)


@contextmanager
def closed_database() -> Iterator[None]:
    """End the worker's connections and refuse new ones, as while a server restarts."""
    name = Identifier(connection.settings_dict["NAME"])
    others = backends_of_others()
    with psycopg.connect(f"{address_of_server()}/postgres", autocommit=True) as admin:
        admin.execute(SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(name))
        for pid in others:
            admin.execute("SELECT pg_terminate_backend(%s::int)", [pid])
        yield
        admin.execute(SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(name))


def address_of_server() -> str:
    name = connection.settings_dict
    return f"postgres://{name['USER']}@{name['HOST']}:{name['PORT']}"


def work_of_the_site() -> str:
    """A task that another process can import: it finds no such photo and is done."""
    from articles.tasks import lighten_photo

    return str(lighten_photo.enqueue(0).id)


def start_worker() -> "subprocess.Popen[bytes]":
    address = f"{address_of_server()}/{connection.settings_dict['NAME']}"
    command = [
        sys.executable,
        str(Path(settings.BASE_DIR) / "manage.py"),
        "db_worker",
        "--no-reload",
        "--interval=0.2",
    ]
    return subprocess.Popen(
        command, env={**os.environ, "DATABASE_URL": address}, stderr=subprocess.DEVNULL
    )


def backends_of_others() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = %s",
            [connection.settings_dict["NAME"]],
        )
        return [pid for (pid,) in cursor.fetchall()]


def wait_until(holds: Any, seconds: float = 40) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return
        time.sleep(0.2)
    pytest.fail(f"It did not happen within {seconds} s ({timezone.now():%H:%M}).")
