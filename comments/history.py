"""What a moderator sees of a reader: how much was shown and hidden, and why, lately."""

from dataclasses import dataclass
from datetime import datetime

from comments.models import Comment, Commenter, ModerationAct, Suspension

LATELY = 3


@dataclass(frozen=True)
class History:
    commenter: Commenter
    shown: int
    hidden: int
    hidings: list[ModerationAct]
    suspension: Suspension | None
    suspensions: int


def of(commenter: Commenter, *, at: datetime) -> History:
    own = commenter.comments
    hidings = commenter.acts.filter(act=ModerationAct.Act.HIDE).order_by("-pk")
    return History(
        commenter,
        shown=own.filter(state=Comment.State.SHOWN).count(),
        hidden=own.filter(state=Comment.State.HIDDEN).count(),
        hidings=list(hidings[:LATELY]),
        suspension=commenter.suspension_at(at),
        suspensions=commenter.suspensions.count(),
    )
