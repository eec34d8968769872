"""The desk’s own pages about what readers say."""
