"""Print figures for a transparency report as CSV.

Usage: manage.py moderation_report --from 2026-01-01 --to 2026-06-30
"""

import csv
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from comments.moderation import statistics


def a_day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise ArgumentTypeError(f"{written!r} is no day: write it like 2026-06-30.") from None


class Command(BaseCommand):
    help = (
        "Count moderation in a period by act and reason, with the median time and the appeals, as"
        " CSV."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--from", dest="first", type=a_day, metavar="DAY", help="the first day; else 1 January"
        )
        parser.add_argument(
            "--to", dest="last", type=a_day, metavar="DAY", help="the last day; else today"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.localdate()
        first, last = options["first"] or date(today.year, 1, 1), options["last"] or today
        if last < first:
            raise CommandError("The last day lies before the first.")
        table = csv.writer(self.stdout, lineterminator="\n")
        table.writerow(statistics.HEADER)
        table.writerow(("period", f"{first} to {last}", ""))
        table.writerows(statistics.rows(_midnight(first), _midnight(last + timedelta(days=1))))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
