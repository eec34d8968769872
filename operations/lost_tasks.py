"""Requeue background tasks whose worker died.

They stay RUNNING in the table, and no other worker takes them.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

# Far longer than any task may run, so that a task of a live worker is not started twice.
LOST_AFTER = timedelta(hours=1)
MOST_ATTEMPTS = 3  # because a task may kill its worker each time
RESULT_RETENTION = timedelta(days=14)

Result = DBTaskResult[Any, Any]
logger = logging.getLogger(__name__)


def requeue(*, at: datetime) -> int:
    """Requeue tasks that have been running for longer than any task may; return their number."""
    return _requeue(
        lambda task: task.started_at is None or task.started_at <= at - LOST_AFTER, at=at
    )


def requeue_own(worker_id: str, *, at: datetime) -> int:
    """Requeue tasks that a worker with this id left, and return their number.

    It died or lost the database.
    """
    return _requeue(lambda task: task.worker_ids[-1:] == [worker_id], at=at)


def delete_old_results(at: datetime) -> int:
    """Delete results of tasks that finished two weeks ago; return their number."""
    return (
        DBTaskResult.objects.finished().filter(finished_at__lte=at - RESULT_RETENTION).delete()[0]
    )


def _requeue(is_lost: Callable[[Result], bool], *, at: datetime) -> int:
    with transaction.atomic():
        # skip_locked: another worker may be requeueing the same tasks.
        running = DBTaskResult.objects.running().select_for_update(skip_locked=True)
        lost = [task for task in running if is_lost(task)]
        for task in lost:
            _requeue_one(task, at=at)
    return len(lost)


def _requeue_one(task: Result, *, at: datetime) -> None:
    if len(task.worker_ids) < MOST_ATTEMPTS:
        task.status = TaskResultStatus.READY
        logger.warning("The worker of task %s died; the task is queued again.", task.task_path)
    else:
        task.status, task.finished_at = TaskResultStatus.FAILED, at
        task.traceback = f"{MOST_ATTEMPTS} workers died while they ran this task."
        logger.error("Task %s failed: %s", task.task_path, task.traceback)
    task.save(update_fields=["status", "finished_at", "traceback"])
