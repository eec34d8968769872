"""Create the comment policy, so that a new site works after `migrate`."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def create_policy(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("comments", "CommentPolicy").objects.using(
        schema_editor.connection.alias
    ).create(pk=1)


class Migration(migrations.Migration):
    replaces = [("comments", "0002_first_policy")]
    dependencies = [("comments", "0001_initial")]
    operations = [migrations.RunPython(create_policy, migrations.RunPython.noop)]
