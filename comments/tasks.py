"""What the worker does for what readers send (manage.py db_worker)."""

from django_tasks import task

from comments import story_ideas


@task(priority=-20)
def check_idea_file(key: int) -> None:
    """Read a file of a story idea to its end, so that the desk can open it."""
    story_ideas.check_file(key)
