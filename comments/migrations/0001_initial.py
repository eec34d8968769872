import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    # Sites of version 0.1, whose migrations these are, need nothing but the record.
    replaces = [
        ("comments", "0003_story_ideas_and_replies"),
        ("comments", "0004_story_ideas_are_taken"),
        ("comments", "0005_what_is_kept_of_readers"),
        ("comments", "0006_canonical_addresses"),
        ("comments", "0007_story_idea_files_are_checked"),
        ("comments", "0008_moderation_words"),
    ]

    initial = True

    dependencies = [
        ("articles", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ColumnRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "opening",
                    models.CharField(
                        choices=[
                            ("open", "Read and write"),
                            ("closed", "Read only"),
                            ("off", "No comments"),
                        ],
                        default="closed",
                        max_length=6,
                        verbose_name="readers may",
                    ),
                ),
                (
                    "close_after_days",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="Empty: as many as the policy says.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(3650),
                        ],
                        verbose_name="days until comments close",
                    ),
                ),
                (
                    "column",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comment_rule",
                        to="articles.column",
                    ),
                ),
            ],
            options={
                "verbose_name": "rule for a column",
                "verbose_name_plural": "rules for columns",
            },
        ),
        migrations.CreateModel(
            name="Commenter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40)),
                ("name_key", models.CharField(editable=False, max_length=160, unique=True)),
                (
                    "always_waits",
                    models.BooleanField(
                        default=False,
                        help_text="Whatever the policy says, a moderator reads each one first.",
                        verbose_name="pre-moderate all comments",
                    ),
                ),
                (
                    "wants_replies",
                    models.BooleanField(
                        default=True, verbose_name="a mail for each reply to my comments"
                    ),
                ),
                (
                    "wants_decisions",
                    models.BooleanField(
                        default=True,
                        verbose_name="a mail when my comment is approved, hidden or restored",
                    ),
                ),
                (
                    "wants_own_columns",
                    models.BooleanField(
                        default=True, verbose_name="a mail when readers comment on my columns"
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="since")),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="commenter",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("reader", "Reader"),
                            ("columnist", "Columnist"),
                            ("desk", "The desk"),
                        ],
                        default="reader",
                        max_length=10,
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=4000)),
                ("digest", models.CharField(blank=True, editable=False, max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waits for a moderator"),
                            ("shown", "Shown"),
                            ("hidden", "Hidden"),
                            ("deleted", "Deleted by its author"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "held_for",
                    models.CharField(blank=True, max_length=120, verbose_name="why it waits"),
                ),
                ("posted_at", models.DateTimeField()),
                ("edited_at", models.DateTimeField(blank=True, null=True)),
                ("waits_since", models.DateTimeField(blank=True, null=True)),
                (
                    "column",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="articles.column",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replies",
                        to="comments.comment",
                    ),
                ),
                (
                    "commenter",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="comments",
                        to="comments.commenter",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "permissions": [("moderate_comment", "Can approve, hide and restore comments")],
            },
        ),
        migrations.CreateModel(
            name="CommentPolicy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "free",
                    models.CharField(
                        choices=[
                            ("open", "Read and write"),
                            ("closed", "Read only"),
                            ("off", "No comments"),
                        ],
                        default="open",
                        max_length=6,
                        verbose_name="on free columns",
                    ),
                ),
                (
                    "registered",
                    models.CharField(
                        choices=[
                            ("open", "Read and write"),
                            ("closed", "Read only"),
                            ("off", "No comments"),
                        ],
                        default="open",
                        max_length=6,
                        verbose_name="on columns free with an account",
                    ),
                ),
                (
                    "metered",
                    models.CharField(
                        choices=[
                            ("open", "Read and write"),
                            ("closed", "Read only"),
                            ("off", "No comments"),
                        ],
                        default="open",
                        max_length=6,
                        verbose_name="on metered columns",
                    ),
                ),
                (
                    "subscribers",
                    models.CharField(
                        choices=[
                            ("open", "Read and write"),
                            ("closed", "Read only"),
                            ("off", "No comments"),
                        ],
                        default="open",
                        max_length=6,
                        verbose_name="on subscribers’ columns",
                    ),
                ),
                (
                    "close_after_days",
                    models.PositiveIntegerField(
                        blank=True,
                        default=30,
                        help_text="Counted from the day a column appears. Empty: they stay open.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(3650),
                        ],
                        verbose_name="days until comments close",
                    ),
                ),
                (
                    "subscribers_only",
                    models.BooleanField(default=False, verbose_name="only subscribers may write"),
                ),
                (
                    "all_wait",
                    models.BooleanField(default=False, verbose_name="pre-moderate all comments"),
                ),
                (
                    "first_wait",
                    models.PositiveSmallIntegerField(
                        default=1,
                        help_text="So many of a reader’s comments must have been approved before the next ones appear at once.",
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="pre-moderate a reader’s first comments",
                    ),
                ),
                (
                    "most_links",
                    models.PositiveSmallIntegerField(
                        default=2, verbose_name="links that appear without a moderator"
                    ),
                ),
                (
                    "words",
                    models.TextField(
                        blank=True,
                        help_text="One a line. A comment with one of them waits for a moderator; nothing is dropped.",
                        max_length=20000,
                        verbose_name="watch words",
                    ),
                ),
                (
                    "an_hour",
                    models.PositiveSmallIntegerField(
                        default=10,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="comments a reader may write in an hour",
                    ),
                ),
            ],
            options={
                "verbose_name": "comment policy",
                "verbose_name_plural": "comment policy",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("pk", 1)), name="one_comment_policy")
                ],
            },
        ),
        migrations.CreateModel(
            name="LegalNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "address",
                    models.CharField(
                        help_text="Where the comment stands, as it was given.", max_length=500
                    ),
                ),
                ("words", models.TextField(max_length=4000)),
                ("name", models.CharField(blank=True, max_length=120)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("made_at", models.DateTimeField(verbose_name="date")),
                (
                    "answered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="resolved"),
                ),
                ("upheld", models.BooleanField(blank=True, null=True)),
                ("answer", models.TextField(blank=True, max_length=1000)),
                (
                    "comment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="legal_notices",
                        to="comments.comment",
                    ),
                ),
            ],
            options={
                "verbose_name": "notice of illegal content",
                "verbose_name_plural": "notices of illegal content",
                "ordering": ["made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ModerationAct",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("approve", "Approved"),
                            ("hide", "Hidden"),
                            ("restore", "Restored"),
                            ("keep", "Kept: the reports were not upheld"),
                            ("suspend", "Author suspended"),
                            ("lift", "Suspension lifted"),
                            ("grant", "Appeal granted"),
                            ("refuse", "Appeal refused"),
                            ("answer", "Notice of illegal content answered"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "why",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("insult", "Insults or belittles people"),
                            ("threat", "Threatens or calls for violence"),
                            ("private", "Gives away private details"),
                            ("false", "States as fact what is known to be false"),
                            ("off-subject", "Has nothing to do with the column"),
                            ("advertising", "Advertises, or says the same again and again"),
                            ("illegal", "Is against the law"),
                            ("other", "Something else"),
                        ],
                        max_length=12,
                    ),
                ),
                ("words", models.TextField(blank=True, max_length=1000)),
                (
                    "asked_at",
                    models.DateTimeField(
                        blank=True, help_text="Since when it waited for a moderator.", null=True
                    ),
                ),
                ("done_at", models.DateTimeField(verbose_name="date")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="moderation_acts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="acts",
                        to="comments.comment",
                    ),
                ),
                (
                    "commenter",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="acts",
                        to="comments.commenter",
                    ),
                ),
            ],
            options={
                "ordering": ["-done_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Appeal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("words", models.TextField(max_length=1000)),
                ("made_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("granted", models.BooleanField(blank=True, null=True)),
                ("answer", models.TextField(blank=True, max_length=1000)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "hidden_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="appeals",
                        to="comments.comment",
                    ),
                ),
                (
                    "hiding",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="appeal",
                        to="comments.moderationact",
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Reply",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                        choices=[("Person", "A person"), ("Organization", "An organisation")],
                        default="Person",
                        max_length=12,
                        verbose_name="signed by",
                    ),
                ),
                (
                    "email",
                    models.EmailField(blank=True, max_length=254, verbose_name="e-mail address"),
                ),
                ("sent_text", models.TextField(blank=True, verbose_name="as it was sent")),
                ("text", models.TextField(blank=True, max_length=6000, verbose_name="reply")),
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
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                        to="comments.reply",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("insult", "Insults or belittles people"),
                            ("threat", "Threatens or calls for violence"),
                            ("private", "Gives away private details"),
                            ("false", "States as fact what is known to be false"),
                            ("off-subject", "Has nothing to do with the column"),
                            ("advertising", "Advertises, or says the same again and again"),
                            ("illegal", "Is against the law"),
                            ("other", "Something else"),
                        ],
                        max_length=12,
                    ),
                ),
                ("words", models.TextField(blank=True, max_length=1000)),
                ("made_at", models.DateTimeField(verbose_name="date")),
                (
                    "settled_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="resolved"),
                ),
                ("upheld", models.BooleanField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="comment_reports",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reports",
                        to="comments.comment",
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="SeriesRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "opening",
                    models.CharField(
                        choices=[
                            ("open", "Read and write"),
                            ("closed", "Read only"),
                            ("off", "No comments"),
                        ],
                        default="closed",
                        max_length=6,
                        verbose_name="readers may",
                    ),
                ),
                (
                    "close_after_days",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="Empty: as many as the policy says.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(3650),
                        ],
                        verbose_name="days until comments close",
                    ),
                ),
                (
                    "series",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comment_rule",
                        to="articles.series",
                    ),
                ),
            ],
            options={
                "verbose_name": "rule for a series",
                "verbose_name_plural": "rules for series",
            },
        ),
        migrations.CreateModel(
            name="StoryIdea",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                    models.EmailField(blank=True, max_length=254, verbose_name="e-mail address"),
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
                "ordering": ["-sent_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="IdeaFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "file",
                    models.FileField(upload_to="story-ideas"),
                ),
                ("name", models.CharField(max_length=120)),
                ("kind", models.CharField(max_length=8)),
                ("size", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=64)),
                (
                    "is_ready",
                    models.BooleanField(
                        default=True, help_text="Read to its end. The desk opens no other file."
                    ),
                ),
                (
                    "trouble",
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
                        to="comments.storyidea",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="IdeaAct",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                ("told", models.CharField(blank=True, max_length=300)),
                ("text", models.TextField(blank=True, help_text="A note, or the answer.")),
                (
                    "mailed",
                    models.BooleanField(help_text="Whether the answer went out.", null=True),
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
                        to="comments.storyidea",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Suspension",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("why", models.CharField(max_length=500)),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
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
                    "commenter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="suspensions",
                        to="comments.commenter",
                    ),
                ),
            ],
            options={
                "ordering": ["-starts_at", "-pk"],
            },
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("parent", None)),
                fields=["column", "-id"],
                name="comment_thread",
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(fields=["commenter", "-posted_at"], name="comment_of_reader"),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("state", "waiting")),
                fields=["waits_since"],
                name="comment_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("digest", ""), _negated=True),
                fields=("commenter", "digest"),
                name="a_comment_said_once",
            ),
        ),
        migrations.AddIndex(
            model_name="moderationact",
            index=models.Index(fields=["done_at"], name="moderation_done"),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(("decided_by", models.F("hidden_by")), _negated=True),
                name="another_decides_an_appeal",
            ),
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
                name="a_printed_reply_has_appeared",
            ),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                condition=models.Q(("settled_at", None)), fields=["made_at"], name="report_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.UniqueConstraint(
                fields=("comment", "by"), name="a_reader_reports_once"
            ),
        ),
        migrations.AddIndex(
            model_name="storyidea",
            index=models.Index(fields=["state", "touched_at"], name="idea_to_forget"),
        ),
        migrations.AddConstraint(
            model_name="suspension",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="a_suspension_ends"
            ),
        ),
    ]
