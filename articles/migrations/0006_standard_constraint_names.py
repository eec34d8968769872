from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0005_plain_help_texts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="byline",
            name="a_byline_once",
        ),
        migrations.RemoveConstraint(
            model_name="columnday",
            name="a_number_a_column_a_day",
        ),
        migrations.RemoveConstraint(
            model_name="filing",
            name="a_filing_once",
        ),
        migrations.RemoveConstraint(
            model_name="oldname",
            name="an_old_name_once",
        ),
        migrations.RemoveConstraint(
            model_name="openform",
            name="an_open_form_once",
        ),
        migrations.RemoveConstraint(
            model_name="photoplace",
            name="photo_stands_in_one_text",
        ),
        migrations.RemoveConstraint(
            model_name="photoplace",
            name="photo_once_a_column",
        ),
        migrations.RemoveConstraint(
            model_name="photoplace",
            name="photo_once_a_page",
        ),
        migrations.RemoveConstraint(
            model_name="readcolumn",
            name="a_column_is_read_once",
        ),
        migrations.RemoveConstraint(
            model_name="relatedcolumn",
            name="a_related_column_once",
        ),
        migrations.RemoveConstraint(
            model_name="relatedcolumn",
            name="no_column_under_itself",
        ),
        migrations.RemoveConstraint(
            model_name="revision",
            name="a_revision_a_version",
        ),
        migrations.RemoveConstraint(
            model_name="savedcolumn",
            name="a_column_is_saved_once",
        ),
        migrations.RenameIndex(
            model_name="column",
            new_name="column_state",
            old_name="column_standing",
        ),
        migrations.RenameIndex(
            model_name="readcolumn",
            new_name="read_last",
            old_name="read_long_ago",
        ),
        migrations.AddConstraint(
            model_name="byline",
            constraint=models.UniqueConstraint(
                fields=("column", "columnist"), name="unique_byline_columnist"
            ),
        ),
        migrations.AddConstraint(
            model_name="columnday",
            constraint=models.UniqueConstraint(
                fields=("column", "day", "kind"), name="unique_column_daily_stat"
            ),
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.UniqueConstraint(
                fields=("column", "topic"), name="unique_filing_topic"
            ),
        ),
        migrations.AddConstraint(
            model_name="oldname",
            constraint=models.UniqueConstraint(
                fields=("kind", "slug"), name="unique_redirect_slug"
            ),
        ),
        migrations.AddConstraint(
            model_name="openform",
            constraint=models.UniqueConstraint(
                fields=("column", "user"), name="unique_autosave_form"
            ),
        ),
        migrations.AddConstraint(
            model_name="photoplace",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("column__isnull", False), ("page__isnull", True)),
                    models.Q(("column__isnull", True), ("page__isnull", False)),
                    _connector="OR",
                ),
                name="photo_use_exactly_one_text",
            ),
        ),
        migrations.AddConstraint(
            model_name="photoplace",
            constraint=models.UniqueConstraint(
                fields=("photo", "column"), name="unique_photo_use_column"
            ),
        ),
        migrations.AddConstraint(
            model_name="photoplace",
            constraint=models.UniqueConstraint(
                fields=("photo", "page"), name="unique_photo_use_page"
            ),
        ),
        migrations.AddConstraint(
            model_name="readcolumn",
            constraint=models.UniqueConstraint(
                fields=("user", "column"), name="unique_read_column"
            ),
        ),
        migrations.AddConstraint(
            model_name="relatedcolumn",
            constraint=models.UniqueConstraint(
                fields=("column", "other"), name="unique_related_column"
            ),
        ),
        migrations.AddConstraint(
            model_name="relatedcolumn",
            constraint=models.CheckConstraint(
                condition=models.Q(("column", models.F("other")), _negated=True),
                name="related_column_not_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.UniqueConstraint(
                fields=("column", "version"), name="unique_revision_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="savedcolumn",
            constraint=models.UniqueConstraint(
                fields=("user", "column"), name="unique_saved_column"
            ),
        ),
    ]
