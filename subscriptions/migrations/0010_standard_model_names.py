import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.permission_renames import rename_permissions


class Migration(migrations.Migration):
    dependencies = [
        ("subscriptions", "0009_institution_seat_mailbox_key"),
        ("contenttypes", "0002_remove_content_type_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameModel("LetterLink", "EmailLink"),
        migrations.RenameModel("LetterLinkDevice", "EmailLinkDevice"),
        migrations.RenameModel("Notice", "OutboxEmail"),
        migrations.RenameModel("DeskAct", "DeskLogEntry"),
        migrations.RenameModel("LeavingReason", "CancellationReason"),
        rename_permissions(
            "subscriptions",
            {
                "letterlink": "emaillink",
                "letterlinkdevice": "emaillinkdevice",
                "notice": "outboxemail",
                "deskact": "desklogentry",
                "leavingreason": "cancellationreason",
            },
        ),
        migrations.AlterModelOptions(
            name="desklogentry",
            options={
                "ordering": ["-done_at", "-pk"],
                "verbose_name": "entry of the desk’s log",
                "verbose_name_plural": "entries of the desk’s log",
            },
        ),
        migrations.AlterModelOptions(
            name="emaillink",
            options={
                "ordering": ["-made_at", "-pk"],
                "verbose_name": "link in an e-mail",
                "verbose_name_plural": "links in e-mails",
            },
        ),
        migrations.AlterModelOptions(
            name="emaillinkdevice",
            options={
                "verbose_name": "browser of a link in an e-mail",
                "verbose_name_plural": "browsers of links in e-mails",
            },
        ),
        migrations.AlterModelOptions(
            name="outboxemail",
            options={
                "ordering": ["-taken_at", "-pk"],
                "verbose_name": "e-mail in the outbox",
                "verbose_name_plural": "e-mails in the outbox",
            },
        ),
        migrations.AlterField(
            model_name="cancellationreason",
            name="subscription",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="cancellation_reason",
                to="subscriptions.subscription",
            ),
        ),
        migrations.AlterField(
            model_name="desklogentry",
            name="subscription",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="desk_log_entries",
                to="subscriptions.subscription",
            ),
        ),
        migrations.AlterField(
            model_name="desklogentry",
            name="user",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="desk_log_entries",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="outboxemail",
            name="subscription",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="outbox_emails",
                to="subscriptions.subscription",
            ),
        ),
        migrations.AlterField(
            model_name="outboxemail",
            name="user",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="outbox_emails",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
