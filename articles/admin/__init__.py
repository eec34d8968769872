"""The admin of columns and of what belongs to them."""

from articles.admin.columns import ColumnAdmin
from articles.admin.names import ColumnistAdmin, SeriesAdmin, SourceAdmin, TopicAdmin
from articles.admin.pages import PageAdmin
from articles.admin.photos import PhotoAdmin

__all__ = [
    "ColumnAdmin",
    "ColumnistAdmin",
    "PageAdmin",
    "PhotoAdmin",
    "SeriesAdmin",
    "SourceAdmin",
    "TopicAdmin",
]
