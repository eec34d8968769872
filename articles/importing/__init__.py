"""Columns out of a file: the format is the contract of `manage.py load_columns` (docs/load-columns.md)."""
