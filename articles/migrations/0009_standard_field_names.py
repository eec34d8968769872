from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("articles", "0008_standard_model_names")]

    operations = [
        migrations.RenameField("autosave", "typed", "form_data"),
        migrations.RenameField("autosave", "kept_at", "saved_at"),
        migrations.RenameField("linkcheck", "trouble", "error"),
        migrations.AlterModelOptions(
            name="autosave",
            options={"ordering": ["-saved_at", "-pk"]},
        ),
    ]
