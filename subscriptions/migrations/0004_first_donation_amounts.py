from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

AMOUNTS = (500, 1000, 2500, 5000)


def suggest(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    amounts = apps.get_model("subscriptions", "DonationAmount")
    for position, amount in enumerate(AMOUNTS, start=1):
        amounts.objects.get_or_create(amount=amount, currency="USD", defaults={"position": position * 10})


class Migration(migrations.Migration):
    dependencies = [("subscriptions", "0003_subscribing")]
    operations = [migrations.RunPython(suggest, migrations.RunPython.noop)]
