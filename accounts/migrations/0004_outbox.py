import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.permission_renames import move_permissions


class Migration(migrations.Migration):
    """Take the table of the outbox from the app subscriptions, and rename it."""

    dependencies = [
        ("accounts", "0003_plain_labels"),
        ("subscriptions", "0012_move_outbox"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="OutboxEmail",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "name",
                            models.CharField(help_text="The name of the e-mail.", max_length=60),
                        ),
                        (
                            "key",
                            models.CharField(
                                help_text="The event: one e-mail for each.", max_length=160
                            ),
                        ),
                        ("subject", models.CharField(blank=True, max_length=200)),
                        (
                            "claimed_at",
                            models.DateTimeField(help_text="When a process began to send it."),
                        ),
                        (
                            "until",
                            models.DateTimeField(
                                help_text="After this time it is too late to send it.", null=True
                            ),
                        ),
                        (
                            "unsent",
                            models.JSONField(
                                blank=True,
                                default=dict,
                                help_text="The rendered e-mail, until it is sent.",
                            ),
                        ),
                        ("sent_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "subscription",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="outbox_emails",
                                to="subscriptions.subscription",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="outbox_emails",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "db_table": "subscriptions_outboxemail",
                        "verbose_name": "e-mail in the outbox",
                        "verbose_name_plural": "e-mails in the outbox",
                        "ordering": ["-claimed_at", "-pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("sent_at", None)),
                                fields=["claimed_at"],
                                name="outbox_email_unsent",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("name", "key"), name="unique_outbox_email"
                            )
                        ],
                    },
                ),
            ]
        ),
        migrations.AlterModelTable("OutboxEmail", None),
        move_permissions("subscriptions", "accounts", ("outboxemail",)),
    ]
