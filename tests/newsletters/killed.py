"""Run by test_killed.py: workers that are killed at random moments, each in a process of its own.

python -m tests.newsletters.killed MAILING KILLS
"""

import os
import random
import signal
import sys
import time
from datetime import timedelta

import django

SHORTEST, LONGEST = 0.02, 0.35  # seconds that a worker lives


def work() -> None:
    """What the upkeep and db_worker do; who died is missed at once, not after minutes."""
    from django.core.management import call_command
    from django.utils import timezone

    from newsletters import tasks
    from newsletters.sending import worker

    worker.TAKEN_BACK_AFTER = tasks.IDLE_FOR = timedelta(0)
    tasks.queue_due_mailings(at=timezone.now())
    call_command(
        "db_worker", "--batch", "--no-startup-delay", "--no-reload", "--interval=0", "--verbosity=0"
    )


def killed() -> None:
    """Let a worker begin, and kill it in the midst."""
    pid = os.fork()
    if not pid:
        work()
        os._exit(0)
    time.sleep(random.uniform(SHORTEST, LONGEST))
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


if __name__ == "__main__":
    django.setup()
    for _ in range(int(sys.argv[1])):
        killed()
    for _ in range(3):
        work()
