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
    ideas = StoryIdea.objects.filter(email__in=user.verified_addresses()).order_by("sent_at")
    return [
        {
            "sent_at": idea.sent_at,
            "text": idea.text,
            "name": idea.name,
            "email": idea.email,
            "files": [file.name for file in idea.files.all()],
            "answers": [
                {"at": act.at, "text": act.text}
                for act in idea.acts.all()
                if act.what == IdeaAct.What.ANSWERED and act.is_emailed
            ],
        }
        for idea in ideas.prefetch_related("files", "acts")
    ]


def replies(user: User) -> list[dict[str, Any]]:
    own = Reply.objects.filter(email__in=user.verified_addresses()).order_by("invited_at")
    fields = ("name", "role", "email", "sent_text", "text", "state", "received_at", "published_at")
    return [dict(row) for row in own.values(*fields)]
