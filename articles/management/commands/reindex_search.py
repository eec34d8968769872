from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from articles.search import index


class Command(BaseCommand):
    help = (
        "Build the search indexes anew, after columns were changed past the desk and the importers."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        count = index.reindex_all(at=timezone.now())
        self.stdout.write(f"Indexed {count} {'column' if count == 1 else 'columns'}.")
