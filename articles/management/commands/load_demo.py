from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from articles.demo import content, people, readings, steps


class Command(BaseCommand):
    help = (
        "Fill the site with the demo's columns and, with DEBUG on, its people. A second run changes"
        " nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--refresh",
            action="store_true",
            help="load the columns again, with dates counted back from now",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        entries = content.everything() if options["refresh"] else content.missing()
        if entries:
            self.stdout.write("Loading the demo and making its pictures ...")
            self.stdout.write(str(content.fill(entries, at=at)))
        else:
            self.stdout.write("The demo is loaded already; --refresh updates its dates.")
        if settings.DEBUG:
            invited = people.create_users(at=at)
            if invited:
                self.stdout.write(f"People: {', '.join(invited)} (password {people.PASSWORD}).")
            readings.fill(at=at)
            for message in steps.run_all(at):
                self.stdout.write(message)
        else:
            self.stdout.write("DEBUG is off: no demo people were made.")
