"""Deprecated name of run_scheduled, for crontabs that still have it."""

from operations.management.commands import run_scheduled


class Command(run_scheduled.Command):
    help = "Deprecated: the same as run_scheduled."
