"""Does any door give a walled text to a stranger? manage.py check_leaks"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from desk.leak_test.database_copy import on_a_copy
from desk.leak_test.runner import Asked, leaks

SHOWN = 20


class Command(BaseCommand):
    help = "Ask every address as every stranger for columns planted in a transaction that is rolled back."

    def handle(self, *args: Any, **options: Any) -> None:
        asked = Asked()
        with on_a_copy():
            found = list(leaks(asked, at=timezone.now()))
        answers = ", ".join(f"{number} x {status}" for status, number in sorted(asked.answers.items()))
        self.stdout.write(
            f"{asked.addresses} addresses, {asked.letters} letters, {asked.requests} requests: {answers}."
        )
        for leak in found[:SHOWN]:
            self.stderr.write(f"LEAK: {leak}")
        if found:
            raise CommandError(f"{len(found)} leaks, through: {', '.join(sorted({leak.door for leak in found}))}.")
        self.stdout.write("No door gives a walled text to a stranger.")
