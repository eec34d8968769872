from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("subscriptions", "0010_amounts_in_minor_units")]
    operations = [
        migrations.AddField(
            model_name="purchase",
            name="begins_at_once_agreed_at",
            field=models.DateTimeField(
                blank=True,
                help_text="When the buyer agreed to pay for the days until a withdrawal; empty: a withdrawal gives all back.",
                null=True,
            ),
        ),
    ]
