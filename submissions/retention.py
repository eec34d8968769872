"""Retention of confidential submissions. Expired ones are deleted with names, answers and files."""

from datetime import datetime, timedelta
from pathlib import Path

from django.db.models import Q

from submissions.models import IdeaFile, Reply, StoryIdea
from submissions.storage import FOLDER, originals

SPAM = timedelta(days=30)
DONE = timedelta(days=180)  # after the last action on answered or closed ideas
ANY = timedelta(days=365)  # in any state, without an action for a year
STRAY = timedelta(days=1)  # files without a row, which a process left when it died
State = StoryIdea.State


def forget_ideas(at: datetime) -> int:
    over = (
        Q(state=State.SPAM, touched_at__lte=at - SPAM)
        | Q(state__in=[State.ANSWERED, State.CLOSED], touched_at__lte=at - DONE)
        | Q(touched_at__lte=at - ANY)
    )
    ideas = list(StoryIdea.objects.filter(over))
    for idea in ideas:
        idea.delete()
    return len(ideas)


def forget_replies(at: datetime) -> int:
    """Delete replies that were never published, and remove the address from those that were.

    Return the number.
    """
    lasting = [Reply.State.PUBLISHED, Reply.State.WITHDRAWN]
    old = Reply.objects.filter(touched_at__lte=at - DONE)
    addresses = old.filter(state__in=lasting).exclude(email="").update(email="")
    never = list(old.exclude(state__in=[*lasting, Reply.State.RECEIVED]))
    for reply in never:
        reply.delete()
    return addresses + len(never)


def forget_stray_files(at: datetime) -> int:
    folder = Path(originals().path(FOLDER))
    if not folder.is_dir():
        return 0
    named = {Path(name).name for name in IdeaFile.objects.values_list("file", flat=True)}
    latest = (at - STRAY).timestamp()
    stray = [
        file
        for file in folder.iterdir()
        if file.name not in named and file.stat().st_mtime < latest
    ]
    for file in stray:
        file.unlink(missing_ok=True)
    return len(stray)
