from importlib import import_module

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

FIRST_WORDS = import_module("articles.migrations.0002_default_pages").DONATE.strip()
WORDS = """
<p>Columns cost money before anybody has read them: the days a writer needs, the editor, the pictures, the machines.</p>
<p>What keeps us going is readers who <a href="/subscribe/">subscribe</a>. If you would like to give more than that, or have nothing to gain from a subscription, this is the place.</p>
<p>To send somebody to our columns, <a href="/subscribe/gift/">give a subscription</a>, or pass on a column that you thought was good to one person who would disagree with it.</p>
"""


def say_so(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Only where the desk has left the first words as they were."""
    pages = apps.get_model("articles", "Page").objects.filter(slug="donate", body=FIRST_WORDS)
    pages.update(body=WORDS.strip())


class Migration(migrations.Migration):
    dependencies = [("articles", "0006_expiry_index")]
    operations = [migrations.RunPython(say_so, migrations.RunPython.noop)]
