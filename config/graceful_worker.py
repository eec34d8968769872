"""A gunicorn worker that continues to serve during a reload until the new workers are ready.

gunicorn ends the old workers as soon as the new ones are forked. The new ones need seconds to load
the site, and without this worker requests would wait.
"""

import threading
import time
from multiprocessing.sharedctypes import RawArray, RawValue
from types import FrameType
from typing import Any

from gunicorn.arbiter import Arbiter
from gunicorn.workers.gthread import ThreadWorker

# seconds; below gunicorn's `graceful_timeout`, after which the master kills old workers
RELOAD_TIMEOUT = 12
SLOTS = 4096

# Memory shared by master and workers; without a lock, as each worker writes only its own slot.
_began_at = RawValue("d", -1e9)
_first_new = RawValue("i", 0)  # the age of the first worker after the reload; ages count up
_is_ready = RawArray("b", SLOTS)


def reload_begins(server: Arbiter) -> None:
    """Record that a reload has started.

    gunicorn's master calls this before it forks the new workers.
    """
    for age in range(server.worker_age + 1, server.worker_age + 1 + server.cfg.workers):
        _is_ready[age % SLOTS] = 0
    _first_new.value = server.worker_age + 1
    _began_at.value = time.monotonic()


def worker_started(worker: ThreadWorker) -> None:
    _is_ready[worker.age % SLOTS] = 1


class GracefulReloadWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn is untyped
    """Exit at once when the server stops; at a reload, only when the new workers are ready."""

    is_leaving = False

    # gunicorn calls this for SIGTERM, both at a reload and when the server stops.
    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        is_reload = (
            self.age < _first_new.value and time.monotonic() - _began_at.value < RELOAD_TIMEOUT
        )
        if not is_reload or self.is_leaving:
            super().handle_exit(sig, frame)
            return
        self.is_leaving = True
        # In a thread, because a signal handler must not block the main loop, which still serves.
        threading.Thread(target=self._leave_after_successors, args=(sig,), daemon=True).start()

    def _leave_after_successors(self, sig: int) -> None:
        first: Any = _first_new.value
        ages = range(first, first + self.cfg.workers)
        while time.monotonic() - _began_at.value < RELOAD_TIMEOUT and not all(
            _is_ready[age % SLOTS] for age in ages
        ):
            time.sleep(0.05)
        super().handle_exit(sig, None)
