"""Compute anew what names look like, because more letters look alike now."""

from typing import Any

from django.db import migrations

from comments.threads import display_names


def refresh(apps: Any, schema_editor: Any) -> None:
    rows = apps.get_model("comments", "Commenter")._base_manager.using(
        schema_editor.connection.alias
    )
    display_names.refresh_keys(rows.all())


class Migration(migrations.Migration):
    dependencies = [("comments", "0003_limits_by_mailbox")]
    operations = [migrations.RunPython(refresh, migrations.RunPython.noop)]
