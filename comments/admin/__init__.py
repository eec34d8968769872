from comments.admin import comments, log, people, replies, rules, story_ideas

__all__ = ["comments", "log", "people", "replies", "rules", "story_ideas"]
