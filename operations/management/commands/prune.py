"""Delete old data of the meter and other expired data, daily: manage.py prune"""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from operations import retention
from subscriptions.groups import group_seats
from subscriptions.metering import retention as meter_retention


class Command(BaseCommand):
    help = "Turn the reads of past months into a histogram and forget what is over. Run it daily."

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        for done in meter_retention.prune_reads(at):
            self.stdout.write(
                f"{done.period:%Y-%m}: {done.reads} free reads and {done.refusals} refusals "
                f"of {done.readers} readers became a histogram."
            )
        self.stdout.write(f"Networks deleted: {meter_retention.prune_networks(at)}.")
        self.stdout.write(
            f"Invitations and former members of groups deleted: {group_seats.forget_old(at=at)}."
        )
        for name, number in retention.run_all(at):
            self.stdout.write(f"{name}: {number}.")
