from articles.models.acts import ColumnAct
from articles.models.columns import Byline, Column, ColumnText, Filing
from articles.models.corrections import Correction
from articles.models.edition import ColumnEdition, Edition
from articles.models.keeping import PersonalFeed, ReadColumn, ReadingHistory, SavedColumn
from articles.models.names import Columnist, ColumnistLink, Series, Source, Topic
from articles.models.old_names import OldName, OldSlug
from articles.models.pages import Page
from articles.models.photo_places import FormerRendition, PhotoPlace
from articles.models.photos import Photo
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
