"""The desk's forms, a module a subject."""
