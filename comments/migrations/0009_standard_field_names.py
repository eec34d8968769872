from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comments", "0008_keys_without_blank_letters")]

    operations = [
        migrations.RemoveIndex("report", "report_open"),
        migrations.RenameField("moderationact", "asked_at", "waiting_since"),
        migrations.RenameField("report", "settled_at", "resolved_at"),
        migrations.RenameField("ideafile", "trouble", "error"),
        migrations.RenameField("ideaact", "told", "description"),
        migrations.RenameField("ideaact", "mailed", "is_emailed"),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                condition=models.Q(("resolved_at", None)), fields=["made_at"], name="report_open"
            ),
        ),
    ]
