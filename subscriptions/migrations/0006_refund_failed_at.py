from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("subscriptions", "0005_account_closed_of_cancellations"),
    ]

    operations = [
        migrations.AddField(
            model_name="payment",
            name="refund_failed_at",
            field=models.DateTimeField(
                blank=True,
                help_text="When we learned that a refund did not arrive; empty once it is sent again.",
                null=True,
            ),
        ),
    ]
