from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0006_standard_constraint_names"),
        ("comments", "0005_premoderated_mailboxes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="appeal",
            name="another_decides_an_appeal",
        ),
        migrations.RemoveConstraint(
            model_name="comment",
            name="a_comment_said_once",
        ),
        migrations.RemoveConstraint(
            model_name="commentpolicy",
            name="one_comment_policy",
        ),
        migrations.RemoveConstraint(
            model_name="reply",
            name="a_printed_reply_has_appeared",
        ),
        migrations.RemoveConstraint(
            model_name="report",
            name="a_reader_reports_once",
        ),
        migrations.RemoveConstraint(
            model_name="suspension",
            name="a_suspension_ends",
        ),
        migrations.RenameIndex(
            model_name="storyidea",
            new_name="idea_retention",
            old_name="idea_to_forget",
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(("decided_by", models.F("hidden_by")), _negated=True),
                name="appeal_decided_by_other_moderator",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("digest", ""), _negated=True),
                fields=("commenter", "digest"),
                name="unique_comment_submission",
            ),
        ),
        migrations.AddConstraint(
            model_name="commentpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(("pk", 1)), name="single_comment_policy"
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
        migrations.AddConstraint(
            model_name="report",
            constraint=models.UniqueConstraint(
                fields=("comment", "by"), name="unique_comment_reporter"
            ),
        ),
        migrations.AddConstraint(
            model_name="suspension",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                name="suspension_requires_end",
            ),
        ),
    ]
