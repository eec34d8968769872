from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("newsletters", "0004_canonical_addresses"),
    ]

    operations = [
        migrations.AlterField(
            model_name="suppression",
            name="reason",
            field=models.CharField(
                choices=[
                    ("bounce", "Mail to it comes back"),
                    ("complaint", "Its owner called our mail unwanted"),
                    ("unsubscribed", "Its owner left by the mail provider’s link"),
                    ("desk", "The desk’s decision"),
                ],
                default="desk",
                max_length=20,
            ),
        ),
    ]
