from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles.importing.loading import BadFile, load
from articles.importing.reading import BadEntry, entries


class Command(BaseCommand):
    help = "Load columns from a JSON file: all or, if an entry is invalid, none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.json")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        try:
            results = entries(file.read_bytes())
            counts = load(results, file.parent, at=timezone.now(), why=f"Loaded from {file.name}")
        except OSError as problem:
            raise CommandError(f"{file} cannot be read: {problem.strerror}.") from problem
        except (BadEntry, BadFile) as problem:
            raise CommandError(f"{problem}\nNothing was loaded.") from problem
        self.stdout.write(str(counts))
