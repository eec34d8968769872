"""Comments below the planted columns: comments quote the text, so they are hidden with it."""

import secrets
from datetime import datetime

from accounts.models import User
from articles.models import Column
from comments.models import Comment, Commenter
from comments.threads import emails


def conversation(column: Column, words: tuple[str, str], at: datetime) -> dict[str, str]:
    """Create a comment, an answer and the e-mails about them.

    Return each planted word and where it stands.
    """
    top: Comment | None = None
    for word in words:
        mark = secrets.token_hex(6)
        user = User.objects.create_user(f"{mark}@planted.example", None)
        commenter = Commenter.objects.create(
            user=user, name=f"Planted {mark}", name_key=mark, made_at=at
        )
        comment = Comment(
            column=column,
            parent=top,
            commenter=commenter,
            text=f"{word} it says",
            posted_at=at,
        )
        comment.state, comment.digest = Comment.State.VISIBLE, secrets.token_hex(32)
        comment.save()
        emails.appeared(comment, at=at)
        top = comment
    return dict(zip(words, ("a comment", "an answer to a comment"), strict=True))
