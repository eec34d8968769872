from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("newsletters", "0004_plain_labels")]

    operations = [
        migrations.RenameField("delivery", "trouble", "error"),
    ]
