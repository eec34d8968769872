from importlib import import_module

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

FIRST = import_module("articles.migrations.0002_default_pages")
STORY_IDEAS = """
<p>Did you see something that should be written about? Tell us here. Three short answers are enough:</p>
<ol>
<li>What happened, or what does everyone get wrong?</li>
<li>How do you know?</li>
<li>Who else could we ask?</li>
</ol>
<h2>What happens then</h2>
<p>An editor reads every idea. If we take it up we get in touch before anything appears, and we don’t use your name unless you say so. Please
don’t send us anything that could put you in danger; tell us first that you would like to talk.</p>
<h2>Are you written about?</h2>
<p>If one of our columns is about you, name it below and leave your address: the desk can invite you to a reply, which is printed under the column.</p>
"""
PRIVACY = """
<h2>When you write to the desk</h2>
<p>What you send us under <a href="/story-ideas/">story ideas</a> is seen by editors alone. We keep no network address with it. 180 days after we
are done with it we delete all of it, and nothing of it is kept for more than a year after anybody last worked on it.</p>
"""


def say_so(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Only where the desk has left the first words as they were."""
    pages = apps.get_model("articles", "Page").objects
    pages.filter(slug="story-ideas", body=FIRST.STORY_IDEAS.strip()).update(body=STORY_IDEAS.strip())
    privacy = FIRST.PRIVACY.strip()
    pages.filter(slug="privacy", body=privacy).update(body=f"{privacy}\n{PRIVACY.strip()}")


class Migration(migrations.Migration):
    dependencies = [("comments", "0003_story_ideas_and_replies"), ("articles", "0013_related_and_links")]
    operations = [migrations.RunPython(say_so, migrations.RunPython.noop)]
