from comments.models.commenters import Commenter, Suspension
from comments.models.comments import Comment
from comments.models.moderation import Appeal, ModerationAct, Why
from comments.models.reports import LegalNotice, Report
from comments.models.rules import ColumnRule, CommentPolicy, Opening, SeriesRule

__all__ = [
    "Appeal",
    "ColumnRule",
    "Comment",
    "CommentPolicy",
    "Commenter",
    "LegalNotice",
    "ModerationAct",
    "Opening",
    "Report",
    "SeriesRule",
    "Suspension",
    "Why",
]
