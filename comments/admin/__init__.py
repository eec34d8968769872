from comments.admin import comments, moderation_log, people, replies, rules, story_ideas

__all__ = ["comments", "moderation_log", "people", "replies", "rules", "story_ideas"]
