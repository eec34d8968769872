"""What became of a reader's own comment, and what they may do about it."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from comments.models import Appeal, Comment, ModerationAct


@dataclass(frozen=True)
class Line:
    comment: Comment
    is_linked: bool  # it stands in its thread, and its column may be named
    names_column: bool
    may_edit: bool
    hiding: ModerationAct | None = None
    appeal: Appeal | None = None

    @property
    def may_appeal(self) -> bool:
        return self.hiding is not None and self.appeal is None


def line(comment: Comment, user: User, *, at: datetime) -> Line:
    hiding = comment.hiding()
    column = comment.column
    named = column.is_live(at) or column.is_gone(at)
    return Line(
        comment,
        is_linked=comment.is_shown and column.is_live(at),
        names_column=named,
        may_edit=comment.may_be_edited(user, at),
        hiding=hiding,
        appeal=Appeal.objects.filter(hiding=hiding).first() if hiding else None,
    )
