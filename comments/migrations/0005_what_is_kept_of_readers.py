"""The default pages say what is kept of readers who comment, follow and save, and what becomes of a hidden comment."""

from importlib import import_module

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

FIRST = import_module("articles.migrations.0002_default_pages")
IDEAS = import_module("comments.migrations.0004_story_ideas_are_taken")
ALONE = "fonts are loaded with our pages."
VIDEOS = " A video is the one exception, and it waits for your click."
PAYING = "<h2>When you pay</h2>"
KEEPING = """<p>Columns that you save stay on your list until you remove them. A history of what you read is kept only if you turn it on; you can clear
it, and a column that you have not opened for a year leaves it by itself. If you make a feed of your own, whoever knows its address can
read it; you can change the address, and end the feed. The desk sees none of this.</p>
<h2>When you comment</h2>
<p>Your comments stand under the name that you choose, for everyone who may read the column. You can delete each of them. If you close your
account, those that you have not deleted stay without your name. What moderators decide is kept with their reasons. Who reported a comment
is told to nobody; moderators see the name and address of whoever gives notice of illegal content. Both are forgotten a year after
the decision.</p>
<h2>When we write to you</h2>
<p>For newsletters, and for mails about columnists, topics and series that you follow, we keep your address and what you asked for, once you
have said yes; before that, nothing. Each of these mails has a link that ends it. We don’t look whether you open a mail, and a month after
one has gone out we forget who got it. An address whose mail comes back, or whose owner calls our mail unwanted, stays on a list of those
that get none.</p>
"""
HIDING = """<p>What breaks these rules we don’t print, or take away again. We don’t remove an opinion because we disagree with it. If you think
that we got it wrong, <a href="/pages/contact/">write to us</a>, and a second person looks at it.</p>"""
HIDING_NOW = """<p>What breaks these rules we don’t print, or hide, and we tell its writer the reason. We don’t remove an opinion because we disagree with
it. If we hide a comment of yours and you think that we got it wrong, you can appeal once, and another moderator decides. Every comment can
be reported; <a href="/comments/notice/">what is against the law</a> without an account too.</p>"""


def say_so(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Only where the desk has left our words as they were."""
    pages = apps.get_model("articles", "Page").objects
    privacy = f"{FIRST.PRIVACY.strip()}\n{IDEAS.PRIVACY.strip()}"
    now = privacy.replace(ALONE, ALONE + VIDEOS).replace(PAYING, KEEPING + PAYING)
    pages.filter(slug="privacy", body=privacy).update(body=now)
    guidelines = FIRST.GUIDELINES.strip()
    pages.filter(slug="guidelines", body=guidelines).update(body=guidelines.replace(HIDING, HIDING_NOW))


class Migration(migrations.Migration):
    dependencies = [("comments", "0004_story_ideas_are_taken"), ("articles", "0020_keeping")]
    operations = [migrations.RunPython(say_so, migrations.RunPython.noop)]
