"""Rewrite stored addresses in canonical spelling: the domain in ASCII by IDNA 2008, everything in lower case."""

from typing import Any

from django.db import migrations

from accounts.email_addresses import canonicalize_stored


def rewrite(apps: Any, schema_editor: Any) -> None:
    for model in ("LegalNotice", "StoryIdea", "Reply"):
        canonicalize_stored(apps.get_model("comments", model).objects.using(schema_editor.connection.alias), "email")


class Migration(migrations.Migration):
    dependencies = [("comments", "0005_what_is_kept_of_readers")]
    operations = [migrations.RunPython(rewrite, migrations.RunPython.noop)]
