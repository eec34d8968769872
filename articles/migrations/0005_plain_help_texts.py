"""Help texts and choices in plain English."""

import django.core.validators
from django.db import migrations, models

import articles.languages


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0004_names_in_one_form"),
    ]

    operations = [
        migrations.AlterField(
            model_name="column",
            name="follows_default",
            field=models.BooleanField(
                default=False,
                help_text="Each save takes the wall of the series, or else of the columnist.",
                verbose_name="follows the default",
            ),
        ),
        migrations.AlterField(
            model_name="column",
            name="language",
            field=articles.languages.LanguageTagField(
                blank=True,
                default="",
                help_text="Of headline and text, if it is not the site’s.",
                max_length=35,
            ),
        ),
        migrations.AlterField(
            model_name="column",
            name="later_after",
            field=models.PositiveIntegerField(
                blank=True,
                help_text="After publication.",
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(43920),
                ],
                verbose_name="after hours",
            ),
        ),
        migrations.AlterField(
            model_name="column",
            name="published_at",
            field=models.DateTimeField(
                blank=True,
                help_text="A future time is an embargo: the column goes live by itself then.",
                null=True,
                verbose_name="appears",
            ),
        ),
        migrations.AlterField(
            model_name="column",
            name="then_after",
            field=models.PositiveIntegerField(
                blank=True,
                help_text="After publication.",
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(43920),
                ],
                verbose_name="after hours",
            ),
        ),
        migrations.AlterField(
            model_name="columnist",
            name="default_wall",
            field=models.CharField(
                blank=True,
                choices=[
                    ("free", "Free for everyone"),
                    ("registered", "Free with an account"),
                    ("metered", "Metered"),
                    ("subscribers", "Subscribers only"),
                ],
                help_text="For columns that follow the default. Leave empty for no default.",
                max_length=12,
                verbose_name="wall of its columns",
            ),
        ),
        migrations.AlterField(
            model_name="columnist",
            name="later_after",
            field=models.PositiveIntegerField(
                blank=True,
                help_text="After publication.",
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(43920),
                ],
                verbose_name="after hours",
            ),
        ),
        migrations.AlterField(
            model_name="columnist",
            name="then_after",
            field=models.PositiveIntegerField(
                blank=True,
                help_text="After publication.",
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(43920),
                ],
                verbose_name="after hours",
            ),
        ),
        migrations.AlterField(
            model_name="series",
            name="default_wall",
            field=models.CharField(
                blank=True,
                choices=[
                    ("free", "Free for everyone"),
                    ("registered", "Free with an account"),
                    ("metered", "Metered"),
                    ("subscribers", "Subscribers only"),
                ],
                help_text="For columns that follow the default. Leave empty for no default.",
                max_length=12,
                verbose_name="wall of its columns",
            ),
        ),
        migrations.AlterField(
            model_name="series",
            name="later_after",
            field=models.PositiveIntegerField(
                blank=True,
                help_text="After publication.",
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(43920),
                ],
                verbose_name="after hours",
            ),
        ),
        migrations.AlterField(
            model_name="series",
            name="then_after",
            field=models.PositiveIntegerField(
                blank=True,
                help_text="After publication.",
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(43920),
                ],
                verbose_name="after hours",
            ),
        ),
    ]
