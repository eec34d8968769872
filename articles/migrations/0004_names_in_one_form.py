"""Store names in Unicode's composed form (NFC). Names that would then be the same are left and reported."""

import logging
from typing import Any

from django.db import IntegrityError, migrations, transaction

import articles.models.names

MODELS = ("Columnist", "Topic", "Series", "Source")
SAME = "Two rows of %s have the same name, %r (%s and %s): rename or merge them at the desk."
logger = logging.getLogger(__name__)


def rewrite(apps: Any, schema_editor: Any) -> None:
    alias = schema_editor.connection.alias
    for name in MODELS:
        rows = apps.get_model("articles", name).objects.using(alias)
        seen: dict[str, int] = {}
        for row in rows.order_by("pk"):
            spelling = row._meta.get_field("name").to_python(row.name)
            key = spelling.casefold()
            if key in seen:
                logger.warning(SAME, name, spelling, seen[key], row.pk)
            seen.setdefault(key, row.pk)
            if spelling and spelling != row.name:
                _rename(rows.filter(pk=row.pk), spelling, alias)


def _rename(row: Any, spelling: str, alias: str) -> None:
    try:
        with transaction.atomic(using=alias):
            row.update(name=spelling)
    except IntegrityError:
        return  # reported above


class Migration(migrations.Migration):
    dependencies = [("articles", "0003_default_pages")]
    operations = [
        migrations.AlterField("columnist", "name", articles.models.names.NameField(max_length=120)),
        migrations.AlterField(
            "series", "name", articles.models.names.NameField(max_length=120, unique=True)
        ),
        migrations.AlterField(
            "source", "name", articles.models.names.NameField(max_length=120, unique=True)
        ),
        migrations.AlterField(
            "topic", "name", articles.models.names.NameField(max_length=80, unique=True)
        ),
        migrations.RunPython(rewrite, migrations.RunPython.noop),
    ]
