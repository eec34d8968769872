from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("subscriptions", "0003_gift_link_quotas"),
    ]

    operations = [
        migrations.AlterField(
            model_name="subscription",
            name="end_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("voluntary", "Cancelled by the reader"),
                    ("payment", "Payment failed"),
                    ("withdrawn", "Withdrawn within 14 days"),
                    ("refunded", "Refunded"),
                    ("disputed", "Payment disputed"),
                    ("duplicate", "A second one, sent back"),
                    ("mismatch", "Paid something else than was shown"),
                    ("desk", "Cancelled at the desk"),
                    ("closed", "Account closed"),
                ],
                max_length=16,
            ),
        ),
    ]
