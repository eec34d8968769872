"""Import of columns from a JSON file, whose format is documented in docs/load-columns.md."""
