"""Create the default pages and the cache version. Editors change the texts at the desk."""

from email.utils import parseaddr
from pathlib import Path

from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.utils.html import format_html

TEXTS = Path(__file__).resolve().parent.parent / "default_pages"
PAGES = [
    ("about", "About", "Who we are, how we work, and who pays."),
    ("contact", "Contact", "How to reach us: corrections, accounts, reprints and ideas."),
    ("guidelines", "Guidelines", "The few rules that keep an argument worth having."),
    ("story-ideas", "Story ideas", "How to tell us what should be written about."),
    ("newsletters", "Newsletters", "What comes by e-mail, and how to sign up for it."),
    ("donate", "Donate", "How to support what you read here."),
    ("privacy", "Privacy", "What we store about you, why, and for how long."),
    ("terms", "Terms", "What you may do here, and what we promise."),
]


def add_pages(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    pages = apps.get_model("articles", "Page").objects.using(schema_editor.connection.alias)
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    for number, (slug, title, description) in enumerate(PAGES, start=1):
        text = (TEXTS / f"{slug}.html").read_text().strip()
        body = format_html(text, address=address) if slug == "contact" else text
        pages.create(
            slug=slug, title=title, description=description, body=body, position=number * 10
        )
    apps.get_model("articles", "Edition").objects.using(schema_editor.connection.alias).create(pk=1)


class Migration(migrations.Migration):
    replaces = [
        ("articles", "0002_default_pages"),
        ("articles", "0007_donations_are_taken"),
        ("articles", "0014_newsletters_are_here"),
    ]
    dependencies = [("articles", "0002_search_tables")]
    operations = [migrations.RunPython(add_pages, migrations.RunPython.noop)]
