"""The desk's pages about columns, a module an act; articles.admin.urls names their addresses."""
