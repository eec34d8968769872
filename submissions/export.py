"""Data export of story ideas and replies."""

from typing import Any

from accounts.extensions import account_page
from accounts.models import User
from submissions.models import IdeaAct, Reply, StoryIdea


def register_all() -> None:
    account_page.register_exporter("story_ideas", story_ideas)
    account_page.register_exporter("replies", replies)


def story_ideas(user: User) -> list[dict[str, Any]]:
    """Return the ideas sent from the account's verified addresses.

    Ideas store no account, even if the sender was signed in.
    """
    found = (
        StoryIdea.objects.filter(email__in=user.verified_addresses())
        .prefetch_related("files", "acts")
        .order_by("sent_at")
    )
    return [_idea(each) for each in found]


def replies(user: User) -> list[dict[str, Any]]:
    found = Reply.objects.filter(email__in=user.verified_addresses()).order_by("invited_at")
    told = found.values(
        "name", "role", "email", "sent_text", "text", "state", "received_at", "published_at"
    )
    return [dict(each) for each in told]


def _idea(idea: StoryIdea) -> dict[str, Any]:
    answers = [
        act for act in idea.acts.all() if act.what == IdeaAct.What.ANSWERED and act.is_emailed
    ]
    return {
        "sent_at": idea.sent_at,
        "text": idea.text,
        "name": idea.name,
        "email": idea.email,
        "files": [file.name for file in idea.files.all()],
        "answers": [{"at": act.at, "text": act.text} for act in answers],
    }
