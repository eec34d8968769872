from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("subscriptions", "0004_mismatch_end_reason"),
    ]

    operations = [
        migrations.AddField(
            model_name="cancellationrequest",
            name="account_closed",
            field=models.BooleanField(default=False, editable=False),
        ),
    ]
