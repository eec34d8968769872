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
    # The last one holds.
    hidings = {act.comment_id: act for act in acts.select_related("appeal").order_by("pk")}
    result = []
    for comment in comments:
        column, hiding = comment.column, hidings.get(comment.pk)
        is_live = column.is_live(at)
        line = Line(
            comment,
            is_linked=comment.is_visible and is_live,
            names_column=is_live or column.is_gone(at),
            may_edit=comment.may_be_edited(user, at),
            hiding=hiding,
            appeal=getattr(hiding, "appeal", None),
        )
        result.append(line)
    return result
