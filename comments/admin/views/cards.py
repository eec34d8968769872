"""Cards of the queue: everything that a moderator needs to decide on a comment."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from comments.models import Comment
from comments.moderation import commenter_record, reports

Card = dict[str, Any]


def card_of(comment: Comment, at: datetime) -> Card:
    return cards_of([comment], at)[0]


def cards_of(comments: Sequence[Comment], at: datetime) -> list[Card]:
    """Return a card for each comment, with the same number of queries for any number.

    Prefetch the commenters.
    """
    complaints = reports.open_about(comments)
    histories = commenter_record.of_all(
        [each.commenter for each in comments if each.commenter], at=at
    )
    return [
        {
            "comment": comment,
            "form": None,
            "reports": complaints.get(comment.pk, []),
            "history": histories.get(comment.commenter_id or 0),
        }
        for comment in comments
    ]
