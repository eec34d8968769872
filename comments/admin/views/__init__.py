"""The moderators’ pages at the desk."""
