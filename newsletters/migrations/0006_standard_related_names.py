import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("newsletters", "0005_standard_field_names"),
    ]

    operations = [
        migrations.AlterField(
            model_name="issuecolumn",
            name="issue",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="issue_columns",
                to="newsletters.issue",
            ),
        ),
    ]
