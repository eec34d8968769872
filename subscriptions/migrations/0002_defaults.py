"""Create a meter policy, a plan and suggested donations, so that a new site works after `migrate`."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

POLICY = {"anonymous": 3, "registered": 5, "network_burst": 30, "network_per_day": 10}
PLAN = {"name": "Digital", "description": "Every column, on every device."}
PRICE = {"amount": 399, "currency": "USD", "interval": "month"}
DONATIONS = (500, 1000, 2500, 5000)


def create_defaults(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    alias = schema_editor.connection.alias
    apps.get_model("subscriptions", "MeterPolicy").objects.using(alias).create(pk=1, **POLICY)
    plan = apps.get_model("subscriptions", "Plan").objects.using(alias).create(**PLAN)
    apps.get_model("subscriptions", "Price").objects.using(alias).create(plan=plan, **PRICE)
    amounts = apps.get_model("subscriptions", "DonationAmount").objects.using(alias)
    for number, amount in enumerate(DONATIONS, start=1):
        amounts.create(amount=amount, currency="USD", position=number * 10)


class Migration(migrations.Migration):
    replaces = [
        ("subscriptions", "0002_first_policy_and_plan"),
        ("subscriptions", "0004_first_donation_amounts"),
    ]
    dependencies = [("subscriptions", "0001_initial")]
    operations = [migrations.RunPython(create_defaults, migrations.RunPython.noop)]
