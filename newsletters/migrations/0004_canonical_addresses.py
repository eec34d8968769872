"""Rewrite stored addresses in canonical spelling: the domain in ASCII by IDNA 2008, everything in lower case."""

from typing import Any

from django.db import IntegrityError, migrations, transaction

from accounts.email_addresses import canonicalize_stored


def rewrite(apps: Any, schema_editor: Any) -> None:
    """Merge recipients that now have the same address, with the sign-ups and follows of both."""
    recipients = apps.get_model("newsletters", "Recipient").objects.using(schema_editor.connection.alias)
    for pk, spelling in canonicalize_stored(recipients, "address"):
        double, stays = recipients.get(pk=pk), recipients.get(address=spelling)
        for row in [*double.sign_ups.all(), *double.follows.all()]:
            row.recipient = stays
            try:
                with transaction.atomic(using=recipients.db):
                    row.save(update_fields=["recipient"])
            except IntegrityError:
                row.delete()
        double.delete()
    suppressions = apps.get_model("newsletters", "Suppression").objects.using(schema_editor.connection.alias)
    suppressions.filter(pk__in=[pk for pk, _ in canonicalize_stored(suppressions, "address")]).delete()


class Migration(migrations.Migration):
    dependencies = [("newsletters", "0003_what_links_open")]
    operations = [migrations.RunPython(rewrite, migrations.RunPython.noop)]
