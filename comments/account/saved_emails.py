"""Data export and retention of story ideas and replies."""

from typing import Any

from accounts.extensions import account_page, retention
from accounts.models import User
from articles.pages import feed_extras
from comments import idea_retention, reply_feed
from comments.models import IdeaAct, Reply, StoryIdea


def register_all() -> None:
    account_page.register_exporter("story_ideas", story_ideas)
    account_page.register_exporter("replies", replies)
    retention.register("Story ideas forgotten", idea_retention.forget_ideas)
    retention.register("Replies and their addresses forgotten", idea_retention.forget_replies)
    retention.register("Stray files forgotten", idea_retention.forget_stray_files)
    feed_extras.register("replies", reply_feed.extras_for)


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
    answers = [act for act in idea.acts.all() if act.what == IdeaAct.What.ANSWERED and act.mailed]
    return {
        "sent_at": idea.sent_at,
        "text": idea.text,
        "name": idea.name,
        "email": idea.email,
        "files": [file.name for file in idea.files.all()],
        "answers": [{"at": act.at, "text": act.text} for act in answers],
    }
