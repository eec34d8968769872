"""Background tasks for files that readers send (manage.py db_worker)."""

from datetime import datetime, timedelta

from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from submissions.models import IdeaFile
from submissions.story_ideas import inbox

RETRY_AFTER = timedelta(hours=1)
MOST_FAILURES = 2
PENDING = {TaskResultStatus.READY, TaskResultStatus.RUNNING}


@task(priority=-20)
def check_idea_file(key: int) -> None:
    inbox.check_file(key)


def retry_lost_checks(*, at: datetime) -> int:
    """Queue checks again that failed or were never queued.

    Files that failed twice are given up. Return their number.
    """
    lost = 0
    for file in IdeaFile.objects.filter(
        is_ready=False, error="", idea__sent_at__lte=at - RETRY_AFTER
    ):
        # Skip queued and running tasks: the worker may be behind, and the scheduled jobs requeue
        # lost ones.
        checks = DBTaskResult.objects.filter(
            task_path=check_idea_file.module_path, args_kwargs={"args": [file.pk], "kwargs": {}}
        )
        states = list(checks.values_list("status", flat=True))
        if PENDING & set(states):
            continue
        lost += 1
        if states.count(TaskResultStatus.FAILED) < MOST_FAILURES:
            check_idea_file.enqueue(file.pk)
        else:
            inbox.mark_unreadable(file)
    return lost
