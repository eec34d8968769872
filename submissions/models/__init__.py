from submissions.models.replies import Reply, ReplyAct
from submissions.models.story_ideas import IdeaAct, IdeaFile, StoryIdea

__all__ = ["IdeaAct", "IdeaFile", "Reply", "ReplyAct", "StoryIdea"]
