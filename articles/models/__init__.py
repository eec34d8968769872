from articles.models.activity import ColumnAct
from articles.models.cache_version import ColumnEdition, Edition
from articles.models.columns import Byline, Column, ColumnText, Filing
from articles.models.corrections import Correction
from articles.models.names import Columnist, ColumnistLink, Series, Source, Topic
from articles.models.pages import Page
from articles.models.photo_uses import FormerRendition, PhotoPlace
from articles.models.photos import Photo
from articles.models.reader_lists import PersonalFeed, ReadColumn, ReadingHistory, SavedColumn
from articles.models.redirects import OldName, OldSlug
from articles.models.related import LinkCheck, RelatedColumn
from articles.models.revisions import Revision
from articles.models.search import SearchPlace
from articles.models.statistics import ColumnDay
from articles.models.working_copies import OpenForm, WorkingCopy

__all__ = [
    "Byline",
    "Column",
    "ColumnAct",
    "ColumnDay",
    "ColumnEdition",
    "ColumnText",
    "Columnist",
    "ColumnistLink",
    "Correction",
    "Edition",
    "Filing",
    "FormerRendition",
    "LinkCheck",
    "OldName",
    "OldSlug",
    "OpenForm",
    "Page",
    "PersonalFeed",
    "Photo",
    "PhotoPlace",
    "ReadColumn",
    "ReadingHistory",
    "RelatedColumn",
    "Revision",
    "SavedColumn",
    "SearchPlace",
    "Series",
    "Source",
    "Topic",
    "WorkingCopy",
]
