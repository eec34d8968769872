from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("subscriptions", "0008_reader_numbers")]
    operations = [
        migrations.AddConstraint(
            model_name="promotionuse",
            constraint=models.UniqueConstraint(
                fields=("promotion", "reader_number"), name="unique_promotion_reader_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="institutionseat",
            constraint=models.UniqueConstraint(
                fields=("institution", "reader_number"), name="unique_institution_reader_number"
            ),
        ),
    ]
