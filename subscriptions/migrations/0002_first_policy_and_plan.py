"""`migrate` alone gives a working meter and something to offer."""

from typing import Any

from django.db import migrations

POLICY = {"anonymous": 3, "registered": 5, "network_burst": 30, "network_per_day": 10}
PLAN = "Digital"
PRICE = {"amount": 399, "currency": "USD", "interval": "month"}


def put_in(apps: Any, schema_editor: Any) -> None:
    apps.get_model("subscriptions", "MeterPolicy").objects.get_or_create(pk=1, defaults=POLICY)
    plan, _ = apps.get_model("subscriptions", "Plan").objects.get_or_create(
        name=PLAN, defaults={"description": "Every column, on every device."}
    )
    apps.get_model("subscriptions", "Price").objects.get_or_create(plan=plan, **PRICE)


def take_out(apps: Any, schema_editor: Any) -> None:
    apps.get_model("subscriptions", "Price").objects.filter(plan__name=PLAN, **PRICE).delete()
    apps.get_model("subscriptions", "Plan").objects.filter(name=PLAN, prices=None).delete()
    apps.get_model("subscriptions", "MeterPolicy").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("subscriptions", "0001_initial")]

    operations = [migrations.RunPython(put_in, take_out)]
