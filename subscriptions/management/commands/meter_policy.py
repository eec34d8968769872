"""Display or change the meter: manage.py meter_policy [--anonymous N] [--registered N] ..."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import MaxValueValidator
from django.db import transaction
from django.db.models import Field

from accounts.text.numbers import parse_number_in
from subscriptions.metering import policy
from subscriptions.models import MeterPolicy

FIELDS = ("anonymous", "registered", "network_burst", "network_per_day")


class Command(BaseCommand):
    help = (
        "Print the meter's policy, after changing what is given. Every worker follows within five"
        " seconds."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        for name in FIELDS:
            parser.add_argument(
                _option(name),
                metavar="N",
                help=f"{_field(name).verbose_name} (0 to {_largest(name)})",
            )

    def handle(self, *args: Any, **options: Any) -> None:
        values = {}
        for name in FIELDS:
            if options[name] is None:
                continue
            text = str(options[name])
            most = _largest(name)
            number = parse_number_in(text, 0, most)
            if number is None:
                raise CommandError(
                    f"{_option(name)} must be a whole number from 0 to {most}, not {text!r}."
                )
            values[name] = number
        rules = _change(values) if values else policy.stored()
        for name in FIELDS:
            self.stdout.write(f"{_option(name)[2:]:<16} {getattr(rules, name)}")


def _change(given: dict[str, int]) -> MeterPolicy:
    with transaction.atomic():
        # Locked so that two parallel changes of different fields do not overwrite each other.
        rules = (
            MeterPolicy.objects.select_for_update().filter(pk=MeterPolicy.SINGLETON_PK).first()
            or MeterPolicy()
        )
        for name, value in given.items():
            setattr(rules, name, value)
        try:
            rules.clean()
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from problem
        rules.save()
    return rules


def _largest(name: str) -> int:
    return min(
        int(check.limit_value)
        for check in _field(name).validators
        if isinstance(check, MaxValueValidator)
    )


def _field(name: str) -> "Field[Any, Any]":
    return next(field for field in MeterPolicy._meta.concrete_fields if field.name == name)


def _option(name: str) -> str:
    return "--" + name.replace("_", "-")
