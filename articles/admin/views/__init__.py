"""The desk's pages for columns and photos; their URLs are in articles.admin.urls."""
