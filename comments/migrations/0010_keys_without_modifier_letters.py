"""Compute the keys of display names again: they no longer contain modifier letters."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from comments.threads import display_names


def refresh_keys(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    commenters = apps.get_model("comments", "Commenter")._default_manager.using(
        schema_editor.connection.alias
    )
    display_names.refresh_keys(commenters.all())


class Migration(migrations.Migration):
    dependencies = [("comments", "0009_standard_field_names")]
    operations = [migrations.RunPython(refresh_keys, migrations.RunPython.noop)]
