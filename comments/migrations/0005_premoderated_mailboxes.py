from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0004_refresh_name_keys"),
    ]

    operations = [
        migrations.CreateModel(
            name="PremoderatedMailbox",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reader_number", models.PositiveBigIntegerField(unique=True)),
                ("closed_at", models.DateTimeField()),
            ],
            options={
                "verbose_name_plural": "pre-moderated mailboxes",
            },
        ),
    ]
