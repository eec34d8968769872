"""Rewrite stored addresses in canonical spelling: the domain in ASCII by IDNA 2008, everything in lower case."""

from typing import Any

from django.db import migrations

from accounts.email_addresses import canonicalize_stored


def rewrite(apps: Any, schema_editor: Any) -> None:
    """Print the numbers of accounts that would get the same address: a migration cannot merge them."""
    for app, model in (("accounts", "User"), ("account", "EmailAddress")):
        rows = apps.get_model(app, model)._base_manager.using(schema_editor.connection.alias)
        for pk, _ in canonicalize_stored(rows, "email"):
            print(f"  {model} {pk} keeps its spelling: another account has the same mailbox.")  # noqa: T201


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("account", "0009_emailaddress_unique_primary_email")]
    operations = [migrations.RunPython(rewrite, migrations.RunPython.noop)]
