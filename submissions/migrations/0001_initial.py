from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import articles.storage
import submissions.storage
from accounts.permission_renames import move_permissions

TASK = "{}.tasks.check_idea_file"


def from_comments(apps: Any, schema_editor: Any) -> None:
    rename_task(apps, schema_editor.connection.alias, "comments", "submissions")


def back_to_comments(apps: Any, schema_editor: Any) -> None:
    rename_task(apps, schema_editor.connection.alias, "submissions", "comments")


def rename_task(apps: Any, alias: str, old: str, new: str) -> None:
    """Let the worker find the tasks that are in its queue."""
    results = apps.get_model("django_tasks_database", "DBTaskResult").objects.using(alias)
    results.filter(task_path=TASK.format(old)).update(task_path=TASK.format(new))


class Migration(migrations.Migration):
    """Take the tables of story ideas and replies from the app comments, and rename them."""

    initial = True

    dependencies = [
        ("articles", "0008_standard_model_names"),
        ("comments", "0011_move_submissions"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("django_tasks_database", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Reply",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("invited", "Invited"),
                                    ("received", "Waits for the desk"),
                                    ("published", "Published"),
                                    ("withdrawn", "Withdrawn"),
                                    ("declined", "Declined"),
                                    ("closed", "Invitation taken back"),
                                ],
                                default="invited",
                                max_length=10,
                            ),
                        ),
                        (
                            "name",
                            models.CharField(
                                help_text="As it is printed: “A reply from …”.", max_length=120
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                blank=True,
                                help_text="As it is printed after the name. May be empty.",
                                max_length=160,
                            ),
                        ),
                        (
                            "signed_as",
                            models.CharField(
                                choices=[
                                    ("Person", "A person"),
                                    ("Organization", "An organisation"),
                                ],
                                default="Person",
                                max_length=12,
                                verbose_name="signed by",
                            ),
                        ),
                        (
                            "email",
                            models.EmailField(
                                blank=True, max_length=254, verbose_name="e-mail address"
                            ),
                        ),
                        ("sent_text", models.TextField(blank=True, verbose_name="as it was sent")),
                        (
                            "text",
                            models.TextField(blank=True, max_length=6000, verbose_name="reply"),
                        ),
                        ("invited_at", models.DateTimeField()),
                        ("open_until", models.DateTimeField()),
                        ("received_at", models.DateTimeField(blank=True, null=True)),
                        ("published_at", models.DateTimeField(blank=True, null=True)),
                        ("touched_at", models.DateTimeField(verbose_name="last act")),
                        (
                            "column",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="replies",
                                to="articles.column",
                            ),
                        ),
                        (
                            "invited_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "db_table": "comments_reply",
                        "verbose_name_plural": "replies",
                        "ordering": ["-touched_at", "-pk"],
                        "permissions": [
                            ("publish_reply", "Can invite, publish, decline and withdraw replies")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReplyAct",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("what", models.CharField(max_length=40)),
                        ("note", models.TextField(blank=True)),
                        ("text", models.TextField(blank=True)),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "reply",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="acts",
                                to="submissions.reply",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "comments_replyact",
                        "ordering": ["-at", "-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="StoryIdea",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "form",
                            models.CharField(
                                editable=False,
                                help_text="The page it was typed into, once.",
                                max_length=40,
                                unique=True,
                            ),
                        ),
                        ("text", models.TextField(verbose_name="idea")),
                        ("name", models.CharField(blank=True, max_length=120)),
                        (
                            "email",
                            models.EmailField(
                                blank=True, max_length=254, verbose_name="e-mail address"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("new", "New"),
                                    ("in-work", "In work"),
                                    ("answered", "Answered"),
                                    ("closed", "Closed"),
                                    ("spam", "Spam"),
                                ],
                                default="new",
                                max_length=10,
                            ),
                        ),
                        ("sent_at", models.DateTimeField(db_index=True, verbose_name="sent")),
                        (
                            "touched_at",
                            models.DateTimeField(
                                help_text="What the time until it is forgotten runs from.",
                                verbose_name="last act",
                            ),
                        ),
                        (
                            "assigned_to",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "column",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="articles.column",
                                verbose_name="about",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "comments_storyidea",
                        "ordering": ["-sent_at", "-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="IdeaFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "file",
                            models.FileField(
                                storage=articles.storage.originals,
                                upload_to=submissions.storage.idea_file_path,
                            ),
                        ),
                        ("name", models.CharField(max_length=120)),
                        ("kind", models.CharField(max_length=8)),
                        ("size", models.PositiveIntegerField()),
                        ("digest", models.CharField(max_length=64)),
                        (
                            "is_ready",
                            models.BooleanField(
                                default=True,
                                help_text="Read to its end. The desk opens no other file.",
                            ),
                        ),
                        (
                            "error",
                            models.CharField(
                                blank=True,
                                help_text="Why it could not be read, in a sentence.",
                                max_length=300,
                            ),
                        ),
                        (
                            "idea",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="files",
                                to="submissions.storyidea",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "comments_ideafile",
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="IdeaAct",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "what",
                            models.CharField(
                                choices=[
                                    ("handled", "Handled"),
                                    ("answered", "Answered by e-mail"),
                                    ("opened", "Opened a file"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("description", models.CharField(blank=True, max_length=300)),
                        ("text", models.TextField(blank=True, help_text="A note, or the answer.")),
                        (
                            "is_emailed",
                            models.BooleanField(
                                help_text="Whether the answer went out.", null=True
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "idea",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="acts",
                                to="submissions.storyidea",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "comments_ideaact",
                        "ordering": ["-at", "-pk"],
                    },
                ),
                migrations.AddIndex(
                    model_name="reply",
                    index=models.Index(
                        condition=models.Q(("state", "published")),
                        fields=["column", "published_at"],
                        name="replies_below",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="reply",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "published"), _negated=True),
                            ("published_at__isnull", False),
                            _connector="OR",
                        ),
                        name="printed_reply_requires_published_at",
                    ),
                ),
                migrations.AddIndex(
                    model_name="storyidea",
                    index=models.Index(fields=["state", "touched_at"], name="idea_retention"),
                ),
            ]
        ),
        migrations.AlterModelTable("Reply", None),
        migrations.AlterModelTable("ReplyAct", None),
        migrations.AlterModelTable("StoryIdea", None),
        migrations.AlterModelTable("IdeaFile", None),
        migrations.AlterModelTable("IdeaAct", None),
        move_permissions(
            "comments",
            "submissions",
            ("ideaact", "ideafile", "reply", "replyact", "storyidea"),
        ),
        migrations.RunPython(from_comments, back_to_comments),
    ]
