from importlib import import_module

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

FIRST_WORDS = import_module("articles.migrations.0002_default_pages").NEWSLETTERS.strip()
WORDS = """
<p>Columns in your letter box: a newsletter on its day, or a note when a columnist, a topic or a series that you follow has something new. Choose what you want; each mail has a link that ends it with one click.</p>
"""


def say_so(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Only where the desk has left the first words as they were."""
    pages = apps.get_model("articles", "Page").objects.filter(slug="newsletters", body=FIRST_WORDS)
    pages.update(body=WORDS.strip(), description="What comes by e-mail, and how to sign up for it.")


class Migration(migrations.Migration):
    dependencies = [("articles", "0013_related_and_links")]
    operations = [migrations.RunPython(say_so, migrations.RunPython.noop)]
