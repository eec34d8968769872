"""The status of a reader's own comments, and what the reader may do with them."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from comments.models import Appeal, Comment, ModerationAct


@dataclass(frozen=True)
class Line:
    comment: Comment
    is_linked: bool  # it is shown in its thread
    names_column: bool
    may_edit: bool
    hiding: ModerationAct | None = None
    appeal: Appeal | None = None

    @property
    def may_appeal(self) -> bool:
        return self.hiding is not None and self.appeal is None


def lines(comments: list[Comment], user: User, *, at: datetime) -> list[Line]:
    """Return one line for each comment, with one query for the hidden ones.

    Prefetch the columns.
    """
    hidden = [each.pk for each in comments if each.state == Comment.State.HIDDEN]
    acts = ModerationAct.objects.filter(comment__in=hidden, act=ModerationAct.Act.HIDE)
    hidings = {
        act.comment_id: act for act in acts.select_related("appeal").order_by("pk")
    }  # the last one holds
    return [_line(each, hidings.get(each.pk), user, at) for each in comments]


def _line(comment: Comment, hiding: ModerationAct | None, user: User, at: datetime) -> Line:
    column = comment.column
    return Line(
        comment,
        is_linked=comment.is_visible and column.is_live(at),
        names_column=column.is_live(at) or column.is_gone(at),
        may_edit=comment.may_be_edited(user, at),
        hiding=hiding,
        appeal=getattr(hiding, "appeal", None),
    )
