import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    # Sites of version 0.1, whose migrations these are, need nothing but the record.
    replaces = [
        ("newsletters", "0001_mailings"),
        ("newsletters", "0002_following"),
        ("newsletters", "0003_what_links_open"),
        ("newsletters", "0004_canonical_addresses"),
        ("newsletters", "0005_left_by_the_providers_link"),
    ]

    initial = True

    dependencies = [
        ("articles", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Recipient",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "address",
                    models.EmailField(help_text="In small letters.", max_length=254, unique=True),
                ),
                ("confirmed_at", models.DateTimeField(verbose_name="confirmed")),
            ],
            options={
                "ordering": ["address"],
            },
        ),
        migrations.CreateModel(
            name="Suppression",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.EmailField(max_length=254, unique=True)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("bounce", "Mail to it comes back"),
                            ("complaint", "Its owner called our mail unwanted"),
                            ("unsubscribed", "Its owner left by the mail provider’s link"),
                            ("desk", "The desk’s decision"),
                        ],
                        default="desk",
                        max_length=20,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300)),
                ("since", models.DateTimeField()),
            ],
            options={
                "verbose_name": "address without mail",
                "verbose_name_plural": "addresses without mail",
                "ordering": ["-since", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Issue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "subject",
                    models.CharField(help_text="The line that readers see first.", max_length=150),
                ),
                (
                    "words",
                    models.TextField(
                        blank=True, help_text="The editor’s own words, above the columns."
                    ),
                ),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "permissions": [("send_issue", "Can send issues to their readers")],
            },
        ),
        migrations.CreateModel(
            name="IssueColumn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "line",
                    models.CharField(blank=True, max_length=300, verbose_name="a line before it"),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "column",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="articles.column",
                    ),
                ),
                (
                    "issue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="places",
                        to="newsletters.issue",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.AddField(
            model_name="issue",
            name="columns",
            field=models.ManyToManyField(
                related_name="+", through="newsletters.IssueColumn", to="articles.column"
            ),
        ),
        migrations.CreateModel(
            name="Mailing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "week",
                    models.DateField(help_text="The day of a digest.", null=True, unique=True),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting for its time"),
                            ("sending", "Being sent"),
                            ("paused", "Paused"),
                            ("stopped", "Stopped"),
                            ("sent", "Sent"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("due_at", models.DateTimeField(verbose_name="goes out")),
                ("started_at", models.DateTimeField(null=True)),
                (
                    "addressed_at",
                    models.DateTimeField(help_text="When every recipient had a row.", null=True),
                ),
                (
                    "worked_at",
                    models.DateTimeField(help_text="When a worker last took a batch.", null=True),
                ),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "column",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="articles.column",
                    ),
                ),
                (
                    "issue",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mailing",
                        to="newsletters.issue",
                    ),
                ),
            ],
            options={
                "ordering": ["-due_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Newsletter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, unique=True)),
                ("slug", models.SlugField(max_length=80, unique=True)),
                (
                    "description",
                    models.CharField(
                        help_text="A sentence or two beside the sign-up box.", max_length=300
                    ),
                ),
                (
                    "rhythm",
                    models.CharField(
                        help_text="As readers are told it: “Every Friday morning”.",
                        max_length=60,
                        verbose_name="how often",
                    ),
                ),
                (
                    "from_name",
                    models.CharField(
                        blank=True,
                        help_text="Without one it is the site’s name.",
                        max_length=80,
                        verbose_name="from",
                    ),
                ),
                (
                    "full_text",
                    models.BooleanField(
                        default=False,
                        help_text="Those who may read a column on the site find all of it in the mail; everyone else its opening.",
                        verbose_name="full text",
                    ),
                ),
                (
                    "opens",
                    models.CharField(
                        choices=[
                            ("nobody", "Nobody: the site decides, as always"),
                            ("entitled", "Those with a right to read, without signing in"),
                            ("everyone", "All readers of this newsletter"),
                        ],
                        default="entitled",
                        help_text="For 7 days, in 5 browsers, without touching the meter. “All readers” gives away what it links to.",
                        max_length=10,
                        verbose_name="links open the column for",
                    ),
                ),
                (
                    "is_open",
                    models.BooleanField(
                        default=True,
                        help_text="Shown to readers, who may sign up.",
                        verbose_name="open",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "columnist",
                    models.ForeignKey(
                        blank=True,
                        help_text="Whose columns it is about, if it is about one columnist’s: that page offers it.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="articles.columnist",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "name"],
            },
        ),
        migrations.AddField(
            model_name="issue",
            name="newsletter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="issues",
                to="newsletters.newsletter",
            ),
        ),
        migrations.CreateModel(
            name="Follow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "rhythm",
                    models.CharField(
                        choices=[
                            ("at-once", "As soon as something appears"),
                            ("weekly", "Once a week, on Saturday"),
                        ],
                        default="at-once",
                        max_length=8,
                    ),
                ),
                ("since", models.DateTimeField()),
                (
                    "columnist",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="articles.columnist",
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="articles.series",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="articles.topic",
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="follows",
                        to="newsletters.recipient",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
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
                            ("waiting", "Waiting"),
                            ("claimed", "Being written"),
                            ("sending", "With the mail server"),
                            ("sent", "Sent"),
                            ("failed", "Refused"),
                            ("unsure", "Perhaps sent"),
                            ("left", "Left before it went"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("claim", models.CharField(blank=True, max_length=22)),
                ("claimed_at", models.DateTimeField(null=True)),
                ("not_before", models.DateTimeField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("sent_at", models.DateTimeField(null=True)),
                ("trouble", models.CharField(blank=True, max_length=300)),
                (
                    "mailing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="newsletters.mailing",
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="deliveries",
                        to="newsletters.recipient",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="SignUp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateTimeField()),
                (
                    "newsletter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sign_ups",
                        to="newsletters.newsletter",
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sign_ups",
                        to="newsletters.recipient",
                    ),
                ),
            ],
            options={
                "ordering": ["newsletter"],
            },
        ),
        migrations.AddConstraint(
            model_name="issuecolumn",
            constraint=models.UniqueConstraint(
                fields=("issue", "column"), name="a_column_once_an_issue"
            ),
        ),
        migrations.AddIndex(
            model_name="mailing",
            index=models.Index(
                condition=models.Q(("state__in", ["waiting", "sending"])),
                fields=["due_at"],
                name="mailing_unfinished",
            ),
        ),
        migrations.AddConstraint(
            model_name="mailing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("column", None), ("issue__isnull", False), ("week", None)),
                    models.Q(("column__isnull", False), ("issue", None), ("week", None)),
                    models.Q(("column", None), ("issue", None), ("week__isnull", False)),
                    _connector="OR",
                ),
                name="a_mailing_is_of_one_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="follow",
            constraint=models.UniqueConstraint(
                fields=("recipient", "columnist"), name="follows_a_columnist_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="follow",
            constraint=models.UniqueConstraint(
                fields=("recipient", "topic"), name="follows_a_topic_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="follow",
            constraint=models.UniqueConstraint(
                fields=("recipient", "series"), name="follows_a_series_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="follow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("columnist__isnull", False),
                        ("series__isnull", True),
                        ("topic__isnull", True),
                    ),
                    models.Q(
                        ("columnist__isnull", True),
                        ("series__isnull", True),
                        ("topic__isnull", False),
                    ),
                    models.Q(
                        ("columnist__isnull", True),
                        ("series__isnull", False),
                        ("topic__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="follows_one_thing",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["mailing", "state", "id"], name="delivery_by_state"),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("claim", ""), _negated=True),
                fields=["claim"],
                name="delivery_claimed",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                fields=("mailing", "recipient"), name="one_mail_each"
            ),
        ),
        migrations.AddConstraint(
            model_name="signup",
            constraint=models.UniqueConstraint(
                fields=("recipient", "newsletter"), name="signed_up_once"
            ),
        ),
    ]
