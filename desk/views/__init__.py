"""The desk's own pages, one module for each topic."""
