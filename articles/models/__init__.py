from articles.models.activity import ColumnActivity
from articles.models.autosaves import Autosave, OpenForm
from articles.models.cache_version import CacheVersion, ColumnCacheVersion
from articles.models.columns import Byline, Column, ColumnText, ColumnTopic
from articles.models.corrections import Correction
from articles.models.names import Columnist, ColumnistLink, Series, Source, Topic
from articles.models.pages import Page
from articles.models.photo_uses import PhotoUse, RenditionRedirect
from articles.models.photos import Photo
from articles.models.reader_lists import PersonalFeed, ReadColumn, ReadingHistory, SavedColumn
from articles.models.redirects import OldName, OldSlug
from articles.models.related import LinkCheck, RelatedColumn
from articles.models.revisions import Revision
from articles.models.search import SearchEntry
from articles.models.statistics import ColumnDailyStat

__all__ = [
    "Autosave",
    "Byline",
    "CacheVersion",
    "Column",
    "ColumnActivity",
    "ColumnCacheVersion",
    "ColumnDailyStat",
    "ColumnText",
    "ColumnTopic",
    "Columnist",
    "ColumnistLink",
    "Correction",
    "LinkCheck",
    "OldName",
    "OldSlug",
    "OpenForm",
    "Page",
    "PersonalFeed",
    "Photo",
    "PhotoUse",
    "ReadColumn",
    "ReadingHistory",
    "RelatedColumn",
    "RenditionRedirect",
    "Revision",
    "SavedColumn",
    "SearchEntry",
    "Series",
    "Source",
    "Topic",
]
