"""Rewrite stored addresses in canonical spelling: the domain in ASCII by IDNA 2008, everything in lower case."""

from typing import Any

from django.db import migrations

from accounts.email_addresses import canonicalize_stored

FIELDS = [
    ("Purchase", "email"),
    ("Payment", "billed_to"),
    ("Gift", "recipient_email"),
    ("Withdrawal", "email"),
]


def rewrite(apps: Any, schema_editor: Any) -> None:
    alias = schema_editor.connection.alias
    for model, field in FIELDS:
        canonicalize_stored(apps.get_model("subscriptions", model)._base_manager.using(alias), field)
    seats = apps.get_model("subscriptions", "GroupSeat").objects.using(alias)
    double = [pk for pk, _ in canonicalize_stored(seats, "email")]
    # Delete the second invitation of a person to the same group. A seat that somebody has accepted stays unchanged.
    seats.filter(pk__in=double, user=None).delete()


class Migration(migrations.Migration):
    dependencies = [("subscriptions", "0006_letter_links")]
    operations = [migrations.RunPython(rewrite, migrations.RunPython.noop)]
