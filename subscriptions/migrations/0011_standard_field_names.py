from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("subscriptions", "0010_standard_model_names")]

    operations = [
        migrations.RemoveConstraint("metermonth", "unique_histogram_bar"),
        migrations.RemoveIndex("outboxemail", "outbox_email_unsent"),
        migrations.RenameField("cancellationreason", "given_at", "created_at"),
        migrations.RenameField("cancellationrequest", "is_mailed", "is_receipt_sent"),
        migrations.RenameField("cancellationrequest", "contract_found", "has_contract"),
        migrations.RenameField("gatewayevent", "trouble", "error"),
        migrations.RenameField("gift", "delivery_taken_at", "delivery_claimed_at"),
        migrations.RenameField("metermonth", "columns_wanted", "columns_requested"),
        migrations.RenameField("outboxemail", "taken_at", "claimed_at"),
        migrations.RenameField("payment", "what", "description"),
        migrations.RenameField("planchange", "shown", "terms_text"),
        migrations.RenameField("priceanswer", "told_at", "notified_at"),
        migrations.RenameField("pricechange", "may_keep", "may_keep_old_price"),
        migrations.RenameField("purchase", "shown", "terms_text"),
        migrations.RenameField("purchase", "shown_at", "terms_shown_at"),
        migrations.RenameField("subscription", "followed_at", "synced_at"),
        migrations.RenameField("subscription", "right_cut_at", "access_revoked_at"),
        migrations.AlterModelOptions(
            name="cancellationreason",
            options={"ordering": ["-created_at"]},
        ),
        migrations.AlterModelOptions(
            name="donation",
            options={"ordering": ["-purchase__terms_shown_at", "-pk"]},
        ),
        migrations.AlterModelOptions(
            name="gift",
            options={"ordering": ["-purchase__terms_shown_at", "-pk"]},
        ),
        migrations.AlterModelOptions(
            name="metermonth",
            options={"ordering": ["-period", "kind", "columns_requested"]},
        ),
        migrations.AlterModelOptions(
            name="outboxemail",
            options={
                "ordering": ["-claimed_at", "-pk"],
                "verbose_name": "e-mail in the outbox",
                "verbose_name_plural": "e-mails in the outbox",
            },
        ),
        migrations.AlterModelOptions(
            name="purchase",
            options={"ordering": ["-terms_shown_at"]},
        ),
        migrations.AddIndex(
            model_name="outboxemail",
            index=models.Index(
                condition=models.Q(("sent_at", None)),
                fields=["claimed_at"],
                name="outbox_email_unsent",
            ),
        ),
        migrations.AddConstraint(
            model_name="metermonth",
            constraint=models.UniqueConstraint(
                fields=("period", "kind", "columns_requested"), name="unique_histogram_bar"
            ),
        ),
        migrations.AlterField(
            model_name="cancellationrequest",
            name="has_contract",
            field=models.BooleanField(
                help_text="Whether a contract under this address could be ended then.",
                verbose_name="contract found",
            ),
        ),
        migrations.AlterField(
            model_name="cancellationrequest",
            name="is_receipt_sent",
            field=models.BooleanField(
                help_text="Whether the receipt was mailed.", verbose_name="receipt sent"
            ),
        ),
        migrations.AlterField(
            model_name="purchase",
            name="terms_shown_at",
            field=models.DateTimeField(verbose_name="terms shown"),
        ),
        migrations.AlterField(
            model_name="purchase",
            name="terms_text",
            field=models.TextField(
                help_text="Price, renewal and terms as displayed on the page.", verbose_name="terms"
            ),
        ),
    ]
