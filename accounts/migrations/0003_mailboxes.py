"""Set the reader number of every account with a verified address from its mailbox."""

from typing import Any

from django.db import migrations, models

from accounts.email_addresses import mailbox_key

BATCH = 1000


def number(apps: Any, schema_editor: Any) -> None:
    alias = schema_editor.connection.alias
    users = apps.get_model("accounts", "User")._base_manager.using(alias)
    addresses = apps.get_model("account", "EmailAddress").objects.using(alias).filter(verified=True)
    users.filter(pk__in=addresses.values("user")).update(mailbox_number=models.F("pk"))
    of_mailbox: dict[str, int] = {}
    of_user: dict[int, int] = {}
    for user, address in addresses.order_by("user", "pk").values_list("user", "email").iterator():
        of_user.setdefault(user, of_mailbox.setdefault(mailbox_key(address), of_user.get(user, user)))
    for user, other in of_user.items():
        if user != other:
            users.filter(pk=user).update(mailbox_number=other)
    mailbox = apps.get_model("accounts", "Mailbox")
    rows = [mailbox(key=key, number=number) for key, number in of_mailbox.items()]
    mailbox.objects.using(alias).bulk_create(rows, batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_canonical_addresses")]
    operations = [
        migrations.AddField(
            model_name="user",
            name="mailbox_number",
            field=models.PositiveBigIntegerField(db_index=True, editable=False, null=True),
        ),
        migrations.CreateModel(
            name="Mailbox",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64, unique=True)),
                ("number", models.PositiveBigIntegerField(db_index=True)),
                ("closed_at", models.DateTimeField(null=True)),
            ],
            options={"verbose_name_plural": "mailboxes"},
        ),
        migrations.RunPython(number, migrations.RunPython.noop),
    ]
