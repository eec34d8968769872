"""django_tasks_db's task worker, which also survives a database restart: manage.py db_worker"""

import logging
import time
from typing import Any

from django.db import InterfaceError, OperationalError, connections
from django.utils import timezone
from django_tasks_db.management.commands import db_worker

from operations import lost_tasks

RECONNECT_SECONDS = 5

logger = logging.getLogger("django_tasks_db")


class ReconnectingWorker(db_worker.Worker):
    def run(self) -> None:
        """Process tasks until told to stop; if the database does not answer, wait and try again."""
        while self.running:
            try:
                # The task that this worker was running when it lost the database.
                lost_tasks.requeue_own(self.worker_id, at=timezone.now())
                super().run()
                return
            except (InterfaceError, OperationalError) as error:
                logger.warning(
                    "The database does not answer (%s); trying again.", type(error).__name__
                )
                connections.close_all()
                time.sleep(RECONNECT_SECONDS)


class Command(db_worker.Command):
    def handle(self, **options: Any) -> None:
        # The library's command has no option for the worker class.
        db_worker.Worker = ReconnectingWorker  # type: ignore[misc] # stubs take a class for a type
        super().handle(**options)
