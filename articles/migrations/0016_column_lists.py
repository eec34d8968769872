"""Lists of columns at the desk by index, and a search index of headlines, addresses and names of columns in any state."""

from typing import Any

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from articles.search.terms import for_index

TABLE = "articles_search_desk"
FTS5 = "tokenize='porter unicode61 remove_diacritics 2', prefix='3 4'"
CHUNK = 1000


def create_table(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"CREATE TABLE {TABLE} (place bigint PRIMARY KEY, words tsvector NOT NULL)")
        schema_editor.execute(f"CREATE INDEX {TABLE}_words ON {TABLE} USING gin (words)")
    else:
        schema_editor.execute(f"CREATE VIRTUAL TABLE {TABLE} USING fts5(words, {FTS5})")


def fill_table(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    put = f"INSERT INTO {TABLE} (rowid, words) VALUES (%s, %s)"  # noqa: S608 - a constant
    if schema_editor.connection.vendor == "postgresql":
        put = f"INSERT INTO {TABLE} VALUES (%s, to_tsvector('standfirst', %s))"  # noqa: S608 - a constant
    columns = apps.get_model("articles", "Column").objects.using(schema_editor.connection.alias).order_by("pk")
    last = 0
    while rows := list(columns.filter(pk__gt=last).prefetch_related("bylines__columnist")[:CHUNK]):
        with schema_editor.connection.cursor() as cursor:
            cursor.executemany(put, [(column.pk, _words(column)) for column in rows])
        last = rows[-1].pk


def _words(column: Any) -> str:
    names = [byline.columnist.name for byline in column.bylines.all()]
    return for_index(column.headline, column.slug, *names)


def drop_table(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    schema_editor.execute(f"DROP TABLE {TABLE}")


class Migration(migrations.Migration):
    dependencies = [("articles", "0015_column_edition")]

    operations = [
        migrations.AddIndex(
            model_name="column",
            index=models.Index(fields=["state", "-published_at", "-id"], name="column_standing"),
        ),
        migrations.AddIndex(
            model_name="column",
            index=models.Index(fields=["-published_at", "-id"], name="column_appears"),
        ),
        migrations.AddIndex(
            model_name="column",
            index=models.Index(fields=["wall", "-id"], name="column_wall"),
        ),
        migrations.RunPython(create_table, drop_table),
        migrations.RunPython(fill_table, migrations.RunPython.noop),
    ]
