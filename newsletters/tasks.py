"""What the worker does for mailings (manage.py db_worker), and what the upkeep sees to."""

import time
from datetime import datetime, timedelta

from django.utils import timezone
from django_tasks import task

from newsletters.sending import alerts, mailings, worker

SECONDS = 10  # a task goes on sending, before other tasks have their turn
IDLE_FOR = timedelta(minutes=2)  # without a batch: whoever sent has died, or waits for the mail server


@task(priority=-10)
def send(key: int) -> None:
    """Send for a while, then let others have the worker: the rest is a task of its own."""
    until = time.monotonic() + SECONDS
    while worker.run(key, at=timezone.now()):
        if time.monotonic() > until:
            send.enqueue(key)
            return


def begin(key: int, *, due_at: datetime) -> None:
    """Once it is due; the upkeep sees to it too, should the task get lost."""
    send.using(run_after=due_at).enqueue(key)


def rekindle(*, at: datetime) -> int:
    """The upkeep's part: new columns, mailings that are due, and those that a worker left as it died; how many."""
    alerts.look(at=at)
    results = mailings.due(at=at, idle_since=at - IDLE_FOR)
    for key in results:
        send.enqueue(key)
    return len(results)
