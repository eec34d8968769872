from submissions.admin import replies, story_ideas

__all__ = ["replies", "story_ideas"]
