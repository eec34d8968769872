import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import articles.languages
import articles.storage


class Migration(migrations.Migration):
    # Sites of version 0.1, whose migrations these are, need nothing but the record.
    replaces = [
        ("articles", "0005_longer_short_bio"),
        ("articles", "0006_expiry_index"),
        ("articles", "0008_working_copies"),
        ("articles", "0009_open_forms"),
        ("articles", "0010_column_acts"),
        ("articles", "0011_wall_life"),
        ("articles", "0012_statistics"),
        ("articles", "0013_related_and_links"),
        ("articles", "0015_column_edition"),
        ("articles", "0017_photo_library"),
        ("articles", "0018_places_of_photos"),
        ("articles", "0019_old_names"),
        ("articles", "0020_keeping"),
        ("articles", "0021_column_language"),
        ("articles", "0022_column_list_by_wall"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Column",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "then_wall",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("free", "Free for everyone"),
                            ("registered", "Free with an account"),
                            ("metered", "Metered"),
                            ("subscribers", "Subscribers only"),
                        ],
                        max_length=12,
                        verbose_name="then",
                    ),
                ),
                (
                    "then_after",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="After it appeared.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(43920),
                        ],
                        verbose_name="after hours",
                    ),
                ),
                (
                    "later_wall",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("free", "Free for everyone"),
                            ("registered", "Free with an account"),
                            ("metered", "Metered"),
                            ("subscribers", "Subscribers only"),
                        ],
                        max_length=12,
                        verbose_name="and later",
                    ),
                ),
                (
                    "later_after",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="After it appeared.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(43920),
                        ],
                        verbose_name="after hours",
                    ),
                ),
                ("kicker", models.CharField(blank=True, default="Opinion", max_length=60)),
                ("headline", models.CharField(max_length=200)),
                ("slug", models.SlugField(max_length=160, unique=True)),
                (
                    "standfirst",
                    models.TextField(
                        blank=True,
                        help_text="One or two sentences, always free to read.",
                        max_length=500,
                    ),
                ),
                ("teaser", models.TextField(blank=True, editable=False)),
                (
                    "dateline",
                    models.CharField(
                        blank=True,
                        help_text="Printed as given, with a dash after it.",
                        max_length=80,
                    ),
                ),
                (
                    "language",
                    articles.languages.LanguageTagField(
                        blank=True,
                        default="",
                        help_text="Of headline and text, where it is another than the site’s.",
                        max_length=35,
                    ),
                ),
                (
                    "series_position",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="place in the series"
                    ),
                ),
                (
                    "wall",
                    models.CharField(
                        choices=[
                            ("free", "Free for everyone"),
                            ("registered", "Free with an account"),
                            ("metered", "Metered"),
                            ("subscribers", "Subscribers only"),
                        ],
                        default="metered",
                        max_length=12,
                    ),
                ),
                (
                    "follows_default",
                    models.BooleanField(
                        default=False,
                        help_text="The wall of its series, else of its columnist, as it is when the column is saved.",
                        verbose_name="follows the default",
                    ),
                ),
                ("then_from", models.DateTimeField(editable=False, null=True)),
                ("later_from", models.DateTimeField(editable=False, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("in-review", "In review"),
                            ("approved", "Approved"),
                            ("published", "Published"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="draft",
                        max_length=12,
                    ),
                ),
                (
                    "published_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="A moment to come is an embargo: the column appears by itself then.",
                        null=True,
                        verbose_name="appears",
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="Shown to readers. Set it when a change matters to them.",
                        null=True,
                        verbose_name="updated",
                    ),
                ),
                ("copyright_notice", models.CharField(blank=True, max_length=300)),
                (
                    "expires_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="may be shown until"),
                ),
                ("may_wall", models.BooleanField(default=False, verbose_name="may be metered")),
                (
                    "full_text_feed",
                    models.BooleanField(default=False, verbose_name="full text may go into feeds"),
                ),
                (
                    "canonical_url",
                    models.URLField(blank=True, max_length=500, verbose_name="canonical address"),
                ),
                (
                    "seo_title",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="title for search engines"
                    ),
                ),
                (
                    "seo_description",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="description for search engines"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["-published_at", "-pk"],
                "permissions": [
                    ("see_every_column", "Can see columns of every columnist"),
                    (
                        "publish_column",
                        "Can publish, schedule and withdraw columns and choose their wall",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Edition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveBigIntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name="LinkCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("address", models.TextField()),
                (
                    "trouble",
                    models.CharField(blank=True, help_text="Empty: it answered.", max_length=200),
                ),
                ("checked_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Page",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=80, unique=True)),
                ("title", models.CharField(max_length=120)),
                (
                    "description",
                    models.CharField(
                        blank=True, help_text="One sentence for search engines.", max_length=200
                    ),
                ),
                ("body", models.TextField(blank=True)),
                (
                    "in_footer",
                    models.BooleanField(default=True, verbose_name="linked in the footer"),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("updated_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "ordering": ["position", "title"],
            },
        ),
        migrations.CreateModel(
            name="ReadingHistory",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("is_on", models.BooleanField()),
                ("changed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Series",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "then_wall",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("free", "Free for everyone"),
                            ("registered", "Free with an account"),
                            ("metered", "Metered"),
                            ("subscribers", "Subscribers only"),
                        ],
                        max_length=12,
                        verbose_name="then",
                    ),
                ),
                (
                    "then_after",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="After it appeared.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(43920),
                        ],
                        verbose_name="after hours",
                    ),
                ),
                (
                    "later_wall",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("free", "Free for everyone"),
                            ("registered", "Free with an account"),
                            ("metered", "Metered"),
                            ("subscribers", "Subscribers only"),
                        ],
                        max_length=12,
                        verbose_name="and later",
                    ),
                ),
                (
                    "later_after",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="After it appeared.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(43920),
                        ],
                        verbose_name="after hours",
                    ),
                ),
                (
                    "default_wall",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("free", "Free for everyone"),
                            ("registered", "Free with an account"),
                            ("metered", "Metered"),
                            ("subscribers", "Subscribers only"),
                        ],
                        help_text="For columns that follow the default. Empty: none of its own.",
                        max_length=12,
                        verbose_name="wall of its columns",
                    ),
                ),
                ("name", models.CharField(max_length=120, unique=True)),
                ("slug", models.SlugField(max_length=160, unique=True)),
                ("description", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "verbose_name_plural": "series",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, unique=True)),
                ("copyright_notice", models.CharField(blank=True, max_length=300)),
                (
                    "may_wall",
                    models.BooleanField(default=False, verbose_name="columns may be metered"),
                ),
                (
                    "full_text_feed",
                    models.BooleanField(default=False, verbose_name="full text may go into feeds"),
                ),
            ],
            options={
                "verbose_name": "agency",
                "verbose_name_plural": "agencies",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, unique=True)),
                ("slug", models.SlugField(max_length=160, unique=True)),
                ("description", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="ColumnEdition",
            fields=[
                (
                    "column",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="articles.column",
                    ),
                ),
                ("number", models.PositiveBigIntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name="ColumnText",
            fields=[
                (
                    "column",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="text",
                        serialize=False,
                        to="articles.column",
                    ),
                ),
                ("body", models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name="SearchPlace",
            fields=[
                (
                    "column",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="articles.column",
                    ),
                ),
                ("place", models.BigIntegerField(unique=True)),
                (
                    "body_is_open",
                    models.BooleanField(
                        help_text="Everyone's index holds the whole body, because the column was free."
                    ),
                ),
            ],
            options={
                "ordering": ["-place"],
            },
        ),
        migrations.CreateModel(
            name="Byline",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("live_from", models.DateTimeField(editable=False, null=True)),
                (
                    "column",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="bylines",
                        to="articles.column",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Columnist",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "then_wall",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("free", "Free for everyone"),
                            ("registered", "Free with an account"),
                            ("metered", "Metered"),
                            ("subscribers", "Subscribers only"),
                        ],
                        max_length=12,
                        verbose_name="then",
                    ),
                ),
                (
                    "then_after",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="After it appeared.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(43920),
                        ],
                        verbose_name="after hours",
                    ),
                ),
                (
                    "later_wall",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("free", "Free for everyone"),
                            ("registered", "Free with an account"),
                            ("metered", "Metered"),
                            ("subscribers", "Subscribers only"),
                        ],
                        max_length=12,
                        verbose_name="and later",
                    ),
                ),
                (
                    "later_after",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="After it appeared.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(43920),
                        ],
                        verbose_name="after hours",
                    ),
                ),
                (
                    "default_wall",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("free", "Free for everyone"),
                            ("registered", "Free with an account"),
                            ("metered", "Metered"),
                            ("subscribers", "Subscribers only"),
                        ],
                        help_text="For columns that follow the default. Empty: none of its own.",
                        max_length=12,
                        verbose_name="wall of its columns",
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("slug", models.SlugField(max_length=160, unique=True)),
                (
                    "short_bio",
                    models.CharField(
                        blank=True,
                        help_text="A sentence or a short paragraph, shown under every column.",
                        max_length=1000,
                    ),
                ),
                (
                    "long_bio",
                    models.TextField(blank=True, help_text="Shown on the columnist's own page."),
                ),
                (
                    "user",
                    models.OneToOneField(
                        blank=True,
                        help_text="The account with which the columnist writes at the desk.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="columnist",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["name", "pk"],
            },
        ),
        migrations.AddField(
            model_name="column",
            name="columnists",
            field=models.ManyToManyField(
                related_name="columns", through="articles.Byline", to="articles.columnist"
            ),
        ),
        migrations.AddField(
            model_name="byline",
            name="columnist",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bylines",
                to="articles.columnist",
            ),
        ),
        migrations.CreateModel(
            name="ColumnistLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("label", models.CharField(max_length=60)),
                ("url", models.URLField(max_length=400, verbose_name="address")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "columnist",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="articles.columnist",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="when")),
                ("text", models.TextField(max_length=1000)),
                (
                    "column",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="corrections",
                        to="articles.column",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="OldName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("columnist", "Columnist"),
                            ("topic", "Topic"),
                            ("series", "Series"),
                        ],
                        max_length=10,
                    ),
                ),
                ("slug", models.SlugField(max_length=160)),
                ("name_pk", models.PositiveBigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "slug"), name="an_old_name_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="OldSlug",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=160, unique=True)),
                (
                    "column",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="old_slugs",
                        to="articles.column",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OpenForm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seen_at", models.DateTimeField()),
                (
                    "column",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="open_forms",
                        to="articles.column",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PersonalFeed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("salt", models.CharField(max_length=43, unique=True)),
                ("made_at", models.DateTimeField()),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Photo",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "original",
                    models.FileField(
                        storage=articles.storage.originals, upload_to=articles.storage.original_path
                    ),
                ),
                ("width", models.PositiveIntegerField(default=0, editable=False)),
                ("height", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "alt",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="text instead of the picture"
                    ),
                ),
                ("caption", models.CharField(blank=True, max_length=500)),
                ("credit", models.CharField(blank=True, max_length=200)),
                (
                    "focal_x",
                    models.FloatField(
                        default=0.5,
                        help_text="0 is the left edge, 1 the right.",
                        validators=[
                            django.core.validators.MinValueValidator(0.0),
                            django.core.validators.MaxValueValidator(1.0),
                        ],
                        verbose_name="focal point, from the left",
                    ),
                ),
                (
                    "focal_y",
                    models.FloatField(
                        default=0.5,
                        help_text="0 is the upper edge, 1 the lower.",
                        validators=[
                            django.core.validators.MinValueValidator(0.0),
                            django.core.validators.MaxValueValidator(1.0),
                        ],
                        verbose_name="focal point, from the top",
                    ),
                ),
                (
                    "digest",
                    models.CharField(blank=True, db_index=True, editable=False, max_length=64),
                ),
                ("renditions", models.JSONField(default=list, editable=False)),
                ("file_name", models.CharField(blank=True, editable=False, max_length=200)),
                ("added_at", models.DateTimeField(auto_now_add=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        blank=True,
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
            },
        ),
        migrations.CreateModel(
            name="FormerRendition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", models.CharField(max_length=100, unique=True)),
                ("crop", models.CharField(max_length=20)),
                ("width", models.PositiveIntegerField()),
                (
                    "photo",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_renditions",
                        to="articles.photo",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="columnist",
            name="portrait",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="portrait_of",
                to="articles.photo",
            ),
        ),
        migrations.AddField(
            model_name="column",
            name="lead_photo",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="columns",
                to="articles.photo",
            ),
        ),
        migrations.CreateModel(
            name="PhotoPlace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "column",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="photo_places",
                        to="articles.column",
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="photo_places",
                        to="articles.page",
                    ),
                ),
                (
                    "photo",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="places",
                        to="articles.photo",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ReadColumn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("moment", models.DateTimeField()),
                (
                    "column",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="articles.column",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RelatedColumn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "column",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="related",
                        to="articles.column",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="articles.column",
                        verbose_name="column",
                    ),
                ),
            ],
            options={
                "verbose_name": "related column",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                (
                    "snapshot",
                    models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder),
                ),
                ("saved_at", models.DateTimeField()),
                ("why", models.CharField(blank=True, max_length=200)),
                ("form", models.CharField(blank=True, editable=False, max_length=43)),
                (
                    "column",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="revisions",
                        to="articles.column",
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-version"],
            },
        ),
        migrations.CreateModel(
            name="SavedColumn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("moment", models.DateTimeField()),
                (
                    "column",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="articles.column",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="column",
            name="series",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="columns",
                to="articles.series",
            ),
        ),
        migrations.AddField(
            model_name="column",
            name="source",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="columns",
                to="articles.source",
                verbose_name="agency",
            ),
        ),
        migrations.CreateModel(
            name="Filing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("live_from", models.DateTimeField(editable=False, null=True)),
                (
                    "column",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="filings",
                        to="articles.column",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="filings",
                        to="articles.topic",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AddField(
            model_name="column",
            name="topics",
            field=models.ManyToManyField(
                related_name="columns", through="articles.Filing", to="articles.topic"
            ),
        ),
        migrations.CreateModel(
            name="WorkingCopy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("form", models.CharField(max_length=43, unique=True)),
                ("seen_version", models.PositiveIntegerField(default=0)),
                ("typed", models.JSONField()),
                ("kept_at", models.DateTimeField()),
                (
                    "column",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="working_copies",
                        to="articles.column",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="working_copies",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "working copies",
                "ordering": ["-kept_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ColumnAct",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "move",
                    models.CharField(blank=True, help_text="Empty: a note only.", max_length=20),
                ),
                (
                    "before",
                    models.CharField(blank=True, max_length=12, verbose_name="state before"),
                ),
                ("after", models.CharField(blank=True, max_length=12, verbose_name="state after")),
                ("note", models.TextField(blank=True, max_length=2000)),
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
                    "column",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="acts",
                        to="articles.column",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "indexes": [models.Index(fields=["column", "-at"], name="act_of_column")],
            },
        ),
        migrations.CreateModel(
            name="ColumnDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("free", "Read, free for everyone"),
                            ("metered", "Read on the meter"),
                            ("entitled", "Read by a right of one's own"),
                            ("account", "Read with an account"),
                            ("gift", "Read by a gift link"),
                            ("wall", "Met the wall"),
                            ("sign-up", "Signed up for it"),
                        ],
                        max_length=10,
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "column",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="days",
                        to="articles.column",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["day", "kind"], name="column_day_of_day")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("column", "day", "kind"), name="a_number_a_column_a_day"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="byline",
            index=models.Index(fields=["columnist", "-live_from", "-column"], name="byline_newest"),
        ),
        migrations.AddConstraint(
            model_name="byline",
            constraint=models.UniqueConstraint(
                fields=("column", "columnist"), name="a_byline_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="openform",
            constraint=models.UniqueConstraint(fields=("column", "user"), name="an_open_form_once"),
        ),
        migrations.AddConstraint(
            model_name="photoplace",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("column__isnull", False), ("page__isnull", True)),
                    models.Q(("column__isnull", True), ("page__isnull", False)),
                    _connector="OR",
                ),
                name="photo_stands_in_one_text",
            ),
        ),
        migrations.AddConstraint(
            model_name="photoplace",
            constraint=models.UniqueConstraint(
                fields=("photo", "column"), name="photo_once_a_column"
            ),
        ),
        migrations.AddConstraint(
            model_name="photoplace",
            constraint=models.UniqueConstraint(fields=("photo", "page"), name="photo_once_a_page"),
        ),
        migrations.AddIndex(
            model_name="readcolumn",
            index=models.Index(fields=["user", "-moment", "-id"], name="read_newest"),
        ),
        migrations.AddIndex(
            model_name="readcolumn",
            index=models.Index(fields=["moment"], name="read_long_ago"),
        ),
        migrations.AddConstraint(
            model_name="readcolumn",
            constraint=models.UniqueConstraint(
                fields=("user", "column"), name="a_column_is_read_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="relatedcolumn",
            constraint=models.UniqueConstraint(
                fields=("column", "other"), name="a_related_column_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="relatedcolumn",
            constraint=models.CheckConstraint(
                condition=models.Q(("column", models.F("other")), _negated=True),
                name="no_column_under_itself",
            ),
        ),
        migrations.AddIndex(
            model_name="revision",
            index=models.Index(
                condition=models.Q(("form", ""), _negated=True),
                fields=["form"],
                name="revision_form",
            ),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.UniqueConstraint(
                fields=("column", "version"), name="a_revision_a_version"
            ),
        ),
        migrations.AddIndex(
            model_name="savedcolumn",
            index=models.Index(fields=["user", "-moment", "-id"], name="saved_newest"),
        ),
        migrations.AddConstraint(
            model_name="savedcolumn",
            constraint=models.UniqueConstraint(
                fields=("user", "column"), name="a_column_is_saved_once"
            ),
        ),
        migrations.AddIndex(
            model_name="filing",
            index=models.Index(fields=["topic", "-live_from", "-column"], name="filing_newest"),
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.UniqueConstraint(fields=("column", "topic"), name="a_filing_once"),
        ),
        migrations.AddIndex(
            model_name="column",
            index=models.Index(
                condition=models.Q(("state", "published")),
                fields=["-published_at", "-id"],
                name="column_newest",
            ),
        ),
        migrations.AddIndex(
            model_name="column",
            index=models.Index(fields=["series", "-published_at"], name="column_series"),
        ),
        migrations.AddIndex(
            model_name="column",
            index=models.Index(fields=["state", "-published_at", "-id"], name="column_standing"),
        ),
        migrations.AddIndex(
            model_name="column",
            index=models.Index(fields=["-published_at", "-id"], name="column_appears"),
        ),
        migrations.AddIndex(
            model_name="column",
            index=models.Index(fields=["wall", "-published_at", "-id"], name="column_by_wall"),
        ),
        migrations.AddIndex(
            model_name="column",
            index=models.Index(
                condition=models.Q(("then_from__isnull", False)),
                fields=["then_from"],
                name="column_then",
            ),
        ),
        migrations.AddIndex(
            model_name="column",
            index=models.Index(
                condition=models.Q(("later_from__isnull", False)),
                fields=["later_from"],
                name="column_later",
            ),
        ),
        migrations.AddIndex(
            model_name="column",
            index=models.Index(
                condition=models.Q(("expires_at__isnull", False)),
                fields=["expires_at"],
                name="column_expiry",
            ),
        ),
        migrations.AddIndex(
            model_name="workingcopy",
            index=models.Index(fields=["user", "column"], name="working_copy_of"),
        ),
    ]
