"""Store the reader number beside the account, because it must survive the account's deletion."""

from typing import Any

from django.db import migrations, models
from django.db.models import OuterRef, Subquery

NUMBER = models.PositiveBigIntegerField(editable=False, null=True)
ONCE = [("PromotionUse", "promotion"), ("InstitutionSeat", "institution")]


def number(apps: Any, schema_editor: Any) -> None:
    alias = schema_editor.connection.alias
    users = apps.get_model("accounts", "User")._base_manager.using(alias).filter(pk=OuterRef("user"))
    for name in ["Subscription", "PromotionUse", "InstitutionSeat"]:
        rows = apps.get_model("subscriptions", name)._base_manager.using(alias)
        rows.update(reader_number=Subquery(users.values("mailbox_number")[:1]))
        rows.filter(reader_number=None).update(reader_number=models.F("user_id"))
    for name, of in ONCE:
        rows = apps.get_model("subscriptions", name)._base_manager.using(alias)
        earlier = rows.filter(**{of: OuterRef(of)}, reader_number=OuterRef("reader_number"), pk__lt=OuterRef("pk"))
        # A second account of the same mailbox may retain what it has; only new rows are refused.
        doubles = list(rows.filter(models.Exists(earlier)).values_list("pk", flat=True))
        rows.filter(pk__in=doubles).update(reader_number=None)


class Migration(migrations.Migration):
    dependencies = [("subscriptions", "0007_single_payments_both_ways"), ("accounts", "0003_mailboxes")]
    operations = [
        *(
            migrations.AddField(model_name=name, name="reader_number", field=NUMBER.clone())
            for name in ["promotionuse", "institutionseat"]
        ),
        migrations.AddField(
            model_name="subscription",
            name="reader_number",
            field=models.PositiveBigIntegerField(db_index=True, editable=False, null=True),
        ),
        migrations.RunPython(number, migrations.RunPython.noop),
    ]
