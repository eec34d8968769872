"""A reload: static files first, and old workers that serve until the new ones can."""

import runpy
import signal
import time
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as project
from gunicorn.workers.gthread import ThreadWorker

from config import graceful_worker
from config.graceful_worker import GracefulReloadWorker


def worker(age: int, left: list[int]) -> Any:
    made = GracefulReloadWorker.__new__(GracefulReloadWorker)
    made.age, made.cfg = age, SimpleNamespace(workers=2)
    return made


@pytest.fixture
def left(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    ages: list[int] = []
    monkeypatch.setattr(ThreadWorker, "handle_exit", lambda self, sig, frame: ages.append(self.age))
    return ages


def test_old_workers_leave_when_all_new_ones_are_ready(left: list[int]) -> None:
    graceful_worker.reload_begins(SimpleNamespace(worker_age=7, cfg=SimpleNamespace(workers=2)))
    worker(7, left).handle_exit(signal.SIGTERM, None)
    for age in (8, 9):
        assert left == []
        graceful_worker.worker_started(worker(age, left))
        time.sleep(0.12)
    for _ in range(100):
        if left:
            break
        time.sleep(0.02)
    assert left == [7]


def test_a_new_worker_and_a_second_signal_leave_at_once(left: list[int]) -> None:
    graceful_worker.reload_begins(SimpleNamespace(worker_age=20, cfg=SimpleNamespace(workers=2)))
    worker(21, left).handle_exit(signal.SIGTERM, None)
    old = worker(20, left)
    old.is_leaving = True
    old.handle_exit(signal.SIGTERM, None)
    assert left == [21, 20]
    for age in (21, 22):
        graceful_worker.worker_started(worker(age, left))


@pytest.mark.parametrize("code", [0, 1])
def test_static_files_are_collected_before_the_new_workers_start(
    monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    config = runpy.run_path(str(project.BASE_DIR / "config" / "gunicorn.py"))
    done: list[str] = []
    on_reload = config["on_reload"]

    def gather(server: object) -> bool:
        done.append("files")
        return not code

    monkeypatch.setitem(on_reload.__globals__, "collect_static_files", gather)
    monkeypatch.setattr(graceful_worker, "reload_begins", lambda server: done.append("begins"))
    on_reload(SimpleNamespace(log=SimpleNamespace(error=lambda words: done.append("error"))))
    assert done == (["files", "error", "begins"] if code else ["files", "begins"])
