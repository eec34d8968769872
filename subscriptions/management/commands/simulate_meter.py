"""Simulate other meter limits: manage.py simulate_meter [--months N] [--csv]"""

import csv
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.text.numbers import parse_number_in
from subscriptions.metering import simulation
from subscriptions.models import MeterMonth

COLUMN_TITLES = ("readers", "limit", "of", "would have seen the paywall", "per cent")


class Command(BaseCommand):
    help = (
        "Print how many readers of past months would have seen the paywall with a limit of 1 to"
        " 10 free columns."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--months",
            default=str(simulation.MONTHS),
            metavar="N",
            help="the running one and those before",
        )
        parser.add_argument("--csv", action="store_true", help="a table for a spreadsheet")

    def handle(self, *args: Any, **options: Any) -> None:
        months = parse_number_in(options["months"], 1, simulation.MOST_MONTHS)
        if months is None:
            raise CommandError(
                f"--months must be a whole number from 1 to {simulation.MOST_MONTHS},"
                f" not {options['months']!r}."
            )
        rows = []
        for each in simulation.simulate(at=timezone.now(), months=months):
            kind = MeterMonth.Kind(each.kind).label
            rows.append((kind, each.limit, each.readers, each.stopped, f"{each.rate:.1f}"))
        if options["csv"]:
            csv.writer(self.stdout).writerows([COLUMN_TITLES, *rows])
            return
        for name, limit, readers, stopped, rate in rows:
            self.stdout.write(
                f"{name:<20} limit {limit:>2}: {stopped} of {readers} readers ({rate} %)"
            )
