"""Demo content of our own: columns, columnists and pictures."""
