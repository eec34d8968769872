from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from subscriptions import gateways
from subscriptions.fulfilment import reconciliation
from subscriptions.gateways.base import GatewayError

DOWN = "The payment provider could not be asked: {trouble} Nothing was changed."


class Command(BaseCommand):
    help = "Compare every subscription with the payment provider's own state, and say what differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--mend", action="store_true", help="bring our side in line; without it nothing changes"
        )

    def handle(self, *args: Any, mend: bool, **options: Any) -> None:
        at = timezone.now()
        if not gateways.is_open():
            self.stdout.write("No payment provider is set up: there is nothing to compare.")
            return
        try:
            differences = list(reconciliation.differences(at=at))
            self._report(differences)
            if mend and differences:
                reconciliation.repair(at=at)
                # Compare again: some differences cannot be corrected from here.
                left = list(reconciliation.differences(at=timezone.now()))
                self.stdout.write(f"Mended: {len(differences) - len(left)}.")
                differences = left
        except GatewayError as trouble:
            raise CommandError(DOWN.format(trouble=trouble)) from trouble
        if differences:
            advice = "" if mend else " Run it with --mend to bring them in line."
            raise CommandError(f"Not as the provider has them: {len(differences)}.{advice}")
        self.stdout.write("Everything is as the provider has it.")

    def _report(self, found: list[reconciliation.Difference]) -> None:
        for difference in found:
            self.stdout.write(f"{difference.name}")
            for line in difference.lines:
                self.stdout.write(f"  {line}")
