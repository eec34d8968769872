from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0006_standard_constraint_names"),
        ("newsletters", "0002_plain_help_texts"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="delivery",
            name="one_mail_each",
        ),
        migrations.RemoveConstraint(
            model_name="follow",
            name="follows_one_thing",
        ),
        migrations.RemoveConstraint(
            model_name="issuecolumn",
            name="a_column_once_an_issue",
        ),
        migrations.RemoveConstraint(
            model_name="mailing",
            name="a_mailing_is_of_one_kind",
        ),
        migrations.RemoveConstraint(
            model_name="signup",
            name="signed_up_once",
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                fields=("mailing", "recipient"), name="unique_mailing_recipient"
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
                name="follow_exactly_one_target",
            ),
        ),
        migrations.AddConstraint(
            model_name="issuecolumn",
            constraint=models.UniqueConstraint(
                fields=("issue", "column"), name="unique_issue_column"
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
                name="mailing_exactly_one_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="signup",
            constraint=models.UniqueConstraint(
                fields=("recipient", "newsletter"), name="unique_newsletter_recipient"
            ),
        ),
    ]
