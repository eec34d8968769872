"""The desk's own pages, a module a subject. Each looks over several apps."""
