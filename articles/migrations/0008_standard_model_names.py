import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.permission_renames import rename_permissions


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0007_plain_labels"),
        ("contenttypes", "0002_remove_content_type_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint("filing", "unique_filing_topic"),
        migrations.RenameModel("ColumnAct", "ColumnActivity"),
        migrations.RenameModel("ColumnDay", "ColumnDailyStat"),
        migrations.RenameModel("ColumnEdition", "ColumnCacheVersion"),
        migrations.RenameModel("Edition", "CacheVersion"),
        migrations.RenameModel("Filing", "ColumnTopic"),
        migrations.RenameModel("FormerRendition", "RenditionRedirect"),
        migrations.RenameModel("PhotoPlace", "PhotoUse"),
        migrations.RenameModel("SearchPlace", "SearchEntry"),
        migrations.RenameModel("WorkingCopy", "Autosave"),
        rename_permissions(
            "articles",
            {
                "columnact": "columnactivity",
                "columnday": "columndailystat",
                "columnedition": "columncacheversion",
                "edition": "cacheversion",
                "filing": "columntopic",
                "formerrendition": "renditionredirect",
                "photoplace": "photouse",
                "searchplace": "searchentry",
                "workingcopy": "autosave",
            },
        ),
        migrations.RenameField("searchentry", "place", "position"),
        migrations.RenameIndex("columnactivity", "activity_of_column", "act_of_column"),
        migrations.RenameIndex("columndailystat", "daily_stat_by_day", "column_day_of_day"),
        migrations.RenameIndex("columntopic", "column_topic_newest", "filing_newest"),
        migrations.RenameIndex("autosave", "autosave_of_column", "working_copy_of"),
        migrations.AddConstraint(
            "columntopic",
            models.UniqueConstraint(fields=("column", "topic"), name="unique_column_topic"),
        ),
        migrations.AlterModelOptions(
            name="autosave",
            options={"ordering": ["-kept_at", "-pk"]},
        ),
        migrations.AlterModelOptions(
            name="columnactivity",
            options={
                "ordering": ["-at", "-pk"],
                "verbose_name": "entry of a column’s log",
                "verbose_name_plural": "entries of columns’ logs",
            },
        ),
        migrations.AlterModelOptions(
            name="columndailystat",
            options={
                "verbose_name": "daily count of a column",
                "verbose_name_plural": "daily counts of columns",
            },
        ),
        migrations.AlterModelOptions(
            name="searchentry",
            options={"ordering": ["-position"], "verbose_name_plural": "search entries"},
        ),
        migrations.AlterField(
            model_name="autosave",
            name="column",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="autosaves",
                to="articles.column",
            ),
        ),
        migrations.AlterField(
            model_name="autosave",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="autosaves",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="columnactivity",
            name="column",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="activities",
                to="articles.column",
            ),
        ),
        migrations.AlterField(
            model_name="columndailystat",
            name="column",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="daily_stats",
                to="articles.column",
            ),
        ),
        migrations.AlterField(
            model_name="columntopic",
            name="column",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="column_topics",
                to="articles.column",
            ),
        ),
        migrations.AlterField(
            model_name="columntopic",
            name="topic",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="column_topics",
                to="articles.topic",
            ),
        ),
        migrations.AlterField(
            model_name="photouse",
            name="column",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="photo_uses",
                to="articles.column",
            ),
        ),
        migrations.AlterField(
            model_name="photouse",
            name="page",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="photo_uses",
                to="articles.page",
            ),
        ),
        migrations.AlterField(
            model_name="photouse",
            name="photo",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="uses",
                to="articles.photo",
            ),
        ),
        migrations.AlterField(
            model_name="renditionredirect",
            name="photo",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="rendition_redirects",
                to="articles.photo",
            ),
        ),
    ]
