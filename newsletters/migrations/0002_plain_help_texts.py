"""Help texts and choices in plain English."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0005_plain_help_texts"),
        ("newsletters", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="newsletter",
            name="columnist",
            field=models.ForeignKey(
                blank=True,
                help_text="If it is about one columnist: it is offered on that columnist’s page.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="articles.columnist",
            ),
        ),
        migrations.AlterField(
            model_name="newsletter",
            name="from_name",
            field=models.CharField(
                blank=True,
                help_text="If empty, the site’s name.",
                max_length=80,
                verbose_name="from",
            ),
        ),
        migrations.AlterField(
            model_name="newsletter",
            name="full_text",
            field=models.BooleanField(
                default=False,
                help_text="Readers with access get the whole column in the e-mail; everyone else gets its free opening.",
                verbose_name="full text",
            ),
        ),
        migrations.AlterField(
            model_name="newsletter",
            name="opens",
            field=models.CharField(
                choices=[
                    ("nobody", "Nobody: the paywall decides as usual"),
                    ("entitled", "Readers with access, without signing in"),
                    ("everyone", "All readers of this newsletter"),
                ],
                default="entitled",
                help_text="For 7 days in 5 browsers, without a free read. “All readers” gives the linked columns to everybody.",
                max_length=10,
                verbose_name="links open the column for",
            ),
        ),
        migrations.AlterField(
            model_name="newsletter",
            name="rhythm",
            field=models.CharField(
                help_text="Shown to readers, as “Every Friday morning”.",
                max_length=60,
                verbose_name="how often",
            ),
        ),
        migrations.AlterField(
            model_name="suppression",
            name="reason",
            field=models.CharField(
                choices=[
                    ("bounce", "E-mail to it bounces"),
                    ("complaint", "Marked as spam by its owner"),
                    ("unsubscribed", "Unsubscribed through the mail provider"),
                    ("desk", "Added at the desk"),
                ],
                default="desk",
                max_length=20,
            ),
        ),
    ]
