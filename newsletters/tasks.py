"""Tasks that send mailings (manage.py db_worker), and the scheduled job that starts them."""

import time
from datetime import datetime, timedelta

from django.utils import timezone
from django_tasks import task

from newsletters.sending import alerts, mailings, worker

SECONDS = 10  # that one task sends before other tasks get the worker
IDLE_FOR = timedelta(
    minutes=2
)  # without a batch: the worker has died, or waits for the mail server


@task(priority=-10)
def send(key: int) -> None:
    """Send for SECONDS, then queue a task for the rest, so that other tasks get the worker."""
    until = time.monotonic() + SECONDS
    while worker.run(key, at=timezone.now()):
        if time.monotonic() > until:
            send.enqueue(key)
            return


def begin(key: int, *, due_at: datetime) -> None:
    """Queue a task for the time when the mailing is due.

    queue_due_mailings() starts it too if the task is lost.
    """
    send.using(run_after=due_at).enqueue(key)


def queue_due_mailings(*, at: datetime) -> int:
    """Create alerts for new columns, and queue mailings that are due or that a dead worker left.

    Return how many.
    """
    alerts.create_due(at=at)
    results = mailings.due(at=at, idle_since=at - IDLE_FOR)
    for key in results:
        send.enqueue(key)
    return len(results)
