from comments.models.commenters import Commenter, Suspension
from comments.models.comments import Comment
from comments.models.moderation import Appeal, ModerationAct, Why
from comments.models.replies import Reply, ReplyAct
from comments.models.reports import LegalNotice, Report
from comments.models.rules import ColumnRule, CommentPolicy, Opening, SeriesRule
from comments.models.story_ideas import IdeaAct, IdeaFile, StoryIdea

__all__ = [
    "Appeal",
    "ColumnRule",
    "Comment",
    "CommentPolicy",
    "Commenter",
    "IdeaAct",
    "IdeaFile",
    "LegalNotice",
    "ModerationAct",
    "Opening",
    "Reply",
    "ReplyAct",
    "Report",
    "SeriesRule",
    "StoryIdea",
    "Suspension",
    "Why",
]
