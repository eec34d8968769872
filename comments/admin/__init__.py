from comments.admin import comments, moderation_log, people, rules

__all__ = ["comments", "moderation_log", "people", "rules"]
