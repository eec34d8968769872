from django.db import migrations


class Migration(migrations.Migration):
    """Story ideas and replies move to the app submissions, whose first migration takes the tables."""

    dependencies = [("comments", "0010_keys_without_modifier_letters")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel("IdeaAct"),
                migrations.DeleteModel("IdeaFile"),
                migrations.DeleteModel("StoryIdea"),
                migrations.DeleteModel("ReplyAct"),
                migrations.DeleteModel("Reply"),
            ]
        )
    ]
