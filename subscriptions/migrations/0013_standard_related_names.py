import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("subscriptions", "0012_move_outbox"),
    ]

    operations = [
        migrations.AlterField(
            model_name="groupseat",
            name="group",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="group_seats",
                to="subscriptions.group",
            ),
        ),
        migrations.AlterField(
            model_name="pricechange",
            name="new",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="changes_to",
                to="subscriptions.price",
            ),
        ),
        migrations.AlterField(
            model_name="pricechange",
            name="old",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="changes_from",
                to="subscriptions.price",
            ),
        ),
    ]
