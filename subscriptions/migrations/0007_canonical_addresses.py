"""Give stored addresses their canonical spelling: the domain in ASCII by IDNA 2008, everything in small letters."""

from typing import Any

from django.db import migrations

from accounts.email_addresses import rewrite_stored

FIELDS = [
    ("Purchase", "email"),
    ("Payment", "billed_to"),
    ("Gift", "recipient_email"),
    ("Withdrawal", "email"),
]


def rewrite(apps: Any, schema_editor: Any) -> None:
    alias = schema_editor.connection.alias
    for model, field in FIELDS:
        rewrite_stored(apps.get_model("subscriptions", model)._base_manager.using(alias), field)
    seats = apps.get_model("subscriptions", "GroupSeat").objects.using(alias)
    double = [pk for pk, _ in rewrite_stored(seats, "email")]
    # An invitation of somebody who has a seat in the group already; a seat that is taken stays as it is.
    seats.filter(pk__in=double, user=None).delete()


class Migration(migrations.Migration):
    dependencies = [("subscriptions", "0006_letter_links")]
    operations = [migrations.RunPython(rewrite, migrations.RunPython.noop)]
