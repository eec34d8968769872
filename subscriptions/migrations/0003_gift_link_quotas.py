"""Count gift links by mailbox or by seat of a group instead of by account."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Max


def count_by_mailbox(apps: Any, schema_editor: Any) -> None:
    links = apps.get_model("subscriptions", "GiftLink")._base_manager.using(
        schema_editor.connection.alias
    )
    givers = (
        links.order_by("giver", "period")
        .values_list("giver", "giver__mailbox_number", "period")
        .distinct()
    )
    for giver, number, period in list(givers):
        quota = f"reader:{number or giver}"
        # Another account of the mailbox may have used the same slots.
        taken = links.filter(quota=quota, period=period).aggregate(last=Max("slot"))["last"] or 0
        links.filter(giver=giver, period=period).update(quota=quota, slot=F("slot") + taken)


def delete_without_giver(apps: Any, schema_editor: Any) -> None:
    links = apps.get_model("subscriptions", "GiftLink")._base_manager.using(
        schema_editor.connection.alias
    )
    links.filter(giver=None).delete()
    if schema_editor.connection.vendor == "postgresql":
        # PostgreSQL alters no table whose deferred constraints are not checked yet.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def number_by_giver(apps: Any, schema_editor: Any) -> None:
    links = apps.get_model("subscriptions", "GiftLink")._base_manager.using(
        schema_editor.connection.alias
    )
    taken: dict[tuple[int, Any], int] = {}
    for link in links.order_by("period", "slot", "pk"):
        key = (link.giver_id, link.period)
        taken[key] = taken.get(key, 0) + 1
        links.filter(pk=link.pk).update(slot=taken[key])


class Migration(migrations.Migration):
    dependencies = [("subscriptions", "0002_defaults"), ("accounts", "0001_initial")]
    operations = [
        migrations.AddField(
            "giftlink", "quota", models.CharField(max_length=60, default=""), preserve_default=False
        ),
        migrations.RemoveConstraint("giftlink", "a_gift_slot_is_spent_once"),
        migrations.RunPython(count_by_mailbox, number_by_giver),
        migrations.AddConstraint(
            "giftlink",
            models.UniqueConstraint(
                fields=["quota", "period", "slot"], name="unique_gift_link_slot"
            ),
        ),
        migrations.AlterField(
            "giftlink",
            "giver",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="gift_links",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, delete_without_giver),
    ]
