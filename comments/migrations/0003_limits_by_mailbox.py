"""Store the reader number with suspensions and comments, because both must outlive the account."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce


def number(apps: Any, schema_editor: Any) -> None:
    alias = schema_editor.connection.alias
    commenters = (
        apps.get_model("comments", "Commenter")
        ._base_manager.using(alias)
        .filter(pk=OuterRef("commenter"))
    )
    numbers = commenters.annotate(
        number=Coalesce(
            "user__mailbox_number", "user_id", output_field=models.PositiveBigIntegerField()
        )
    ).values("number")
    for name in ["Suspension", "Comment"]:
        rows = apps.get_model("comments", name)._base_manager.using(alias).exclude(commenter=None)
        rows.update(reader_number=Subquery(numbers[:1]))


def delete_without_account(apps: Any, schema_editor: Any) -> None:
    alias = schema_editor.connection.alias
    apps.get_model("comments", "Suspension")._base_manager.using(alias).filter(
        commenter=None
    ).delete()


class Migration(migrations.Migration):
    dependencies = [("comments", "0002_defaults"), ("accounts", "0001_initial")]
    operations = [
        migrations.AddField(
            "suspension",
            "reader_number",
            models.PositiveBigIntegerField(default=0, editable=False, db_index=True),
            preserve_default=False,
        ),
        migrations.AddField(
            "comment", "reader_number", models.PositiveBigIntegerField(editable=False, null=True)
        ),
        migrations.RunPython(number, migrations.RunPython.noop),
        migrations.AddIndex(
            "comment",
            models.Index(fields=["reader_number", "-posted_at"], name="comment_of_mailbox"),
        ),
        migrations.AlterField(
            "suspension",
            "commenter",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="suspensions",
                to="comments.commenter",
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, delete_without_account),
    ]
