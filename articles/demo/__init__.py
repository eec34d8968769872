"""The demo: columns, columnists and pictures of our own, so that a fresh site looks alive."""
