from newsletters.admin import issues, lists, people

__all__ = ["issues", "lists", "people"]
