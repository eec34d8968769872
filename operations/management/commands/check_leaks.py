"""Check that no URL or e-mail reveals text behind the paywall (manage.py check_leaks)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from operations.leak_test.database_copy import sqlite_copy
from operations.leak_test.runner import Counts, leaks

MAX_LISTED = 20


class Command(BaseCommand):
    help = (
        "Request every URL as every test visitor, and search the answers for the text of planted"
        " columns."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        counts = Counts()
        with sqlite_copy():
            found = list(leaks(counts, at=timezone.now()))
        answers = ", ".join(
            f"{number} x {status}" for status, number in sorted(counts.answers.items())
        )
        self.stdout.write(
            f"{counts.addresses} addresses, {counts.emails} e-mails, {counts.requests} requests:"
            f" {answers}."
        )
        for leak in found[:MAX_LISTED]:
            self.stderr.write(f"LEAK: {leak}")
        if found:
            raise CommandError(
                f"{len(found)} leaks, through: {', '.join(sorted({leak.url for leak in found}))}."
            )
        self.stdout.write("No leaks found.")
