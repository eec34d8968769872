"""Create the search indexes: FTS5 tables on SQLite, text search vectors with GIN on PostgreSQL. Both stem English words."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# What everyone may read, what subscribers may read, and columns in any state for the desk.
TABLES = ("articles_search_everyone", "articles_search_full", "articles_search_desk")
# The stemmer alone, without a list of stop words: "Will" may be somebody's name.
CONFIGURATION = """
CREATE TEXT SEARCH DICTIONARY standfirst_stem (TEMPLATE = snowball, Language = english);
CREATE TEXT SEARCH CONFIGURATION standfirst (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION standfirst ALTER MAPPING FOR asciiword, word WITH standfirst_stem;
"""
# Searching while one types means short prefixes; three and four letters have an index of their own.
FTS5 = "tokenize='porter unicode61 remove_diacritics 2', prefix='3 4'"


def create_tables(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(CONFIGURATION)
        for table in TABLES:
            schema_editor.execute(
                f"CREATE TABLE {table} (place bigint PRIMARY KEY, words tsvector NOT NULL)"
            )
            schema_editor.execute(f"CREATE INDEX {table}_words ON {table} USING gin (words)")
    else:
        for table in TABLES:
            schema_editor.execute(f"CREATE VIRTUAL TABLE {table} USING fts5(words, {FTS5})")


def drop_tables(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for table in TABLES:
        schema_editor.execute(f"DROP TABLE {table}")
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TEXT SEARCH CONFIGURATION standfirst")
        schema_editor.execute("DROP TEXT SEARCH DICTIONARY standfirst_stem")


class Migration(migrations.Migration):
    replaces = [("articles", "0004_search"), ("articles", "0016_column_lists")]
    dependencies = [("articles", "0001_initial")]
    operations = [migrations.RunPython(create_tables, drop_tables)]
