"""Run the scheduled jobs: manage.py run_scheduled [--every SECONDS]"""

import signal
import sys
import threading
from argparse import ArgumentTypeError
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections
from django.utils import timezone

from operations import scheduled

LONGEST_PAUSE = 86_400  # seconds


class Command(BaseCommand):
    help = (
        "Process pending events, send the notices that are due, deliver gifts, apply price changes,"
        " start mailings. Run it every ten minutes, or beside the server with --every. Two at the"
        " same time are safe."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--every", type=_seconds, metavar="SECONDS", help="go on until stopped, at this pace"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        stopped, speaks = threading.Event(), options["verbosity"] > 0
        if options["every"]:
            self._stop_on(stopped, signal.SIGTERM, signal.SIGINT)
            if speaks:
                self.stdout.write(f"Every {options['every']} seconds, until stopped.")
        all_well = self._pass(speaks=speaks)
        while options["every"] and not stopped.wait(options["every"]):
            # A long pause may outlast the database connection.
            close_old_connections()
            all_well = self._pass(speaks=speaks)
        if not all_well and not options["every"]:
            sys.exit(1)

    def _pass(self, *, speaks: bool) -> bool:
        """Run all jobs once; return whether all succeeded."""
        outcomes = scheduled.run(at=timezone.now())
        for outcome in outcomes:
            if outcome.done is None:
                self.stderr.write(f"{outcome.name}: failed, see the log")
            elif outcome.done and speaks:
                self.stdout.write(f"{outcome.name}: {outcome.done}")
        return all(outcome.done is not None for outcome in outcomes)

    def _stop_on(self, stopped: threading.Event, *numbers: int) -> None:
        """Stop on these signals, after the present pass."""

        def stop(number: int, frame: FrameType | None) -> None:
            stopped.set()

        for number in numbers:
            signal.signal(number, stop)


def _seconds(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text[:9]) <= LONGEST_PAUSE:
        raise ArgumentTypeError(f"must be a whole number from 1 to {LONGEST_PAUSE}, not {text!r}")
    return int(text)
