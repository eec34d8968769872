from django.db import migrations


class Migration(migrations.Migration):
    """The outbox moves to the app accounts, whose migration takes the table."""

    dependencies = [("subscriptions", "0011_standard_field_names")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.DeleteModel("OutboxEmail")]
        )
    ]
