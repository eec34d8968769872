"""The desk's own pages; the admin's are Django's. The names are in the admin's namespace: "admin:why"."""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from desk.views import doing, learning, money, readers, why

Wrap = Callable[..., Any]


def own_pages(entered: Wrap) -> list[URLPattern]:
    """`entered` lets nobody through who may not enter the desk."""
    return [
        path("why/", entered(why.why), name="why"),
        path("readers/", entered(readers.readers), name="readers"),
        path("readers/<int:pk>/", entered(readers.reader), name="reader"),
        path("readers/<int:pk>/<slug:name>/", entered(doing.act), name="reader-act"),
        path("readers/<int:pk>/<slug:name>/<int:of>/", entered(doing.act), name="reader-act"),
        path("learning/", entered(learning.readers), name="learning"),
        path("what-if/", entered(learning.meter), name="what-if"),
        path("reports/", entered(money.money), name="reports"),
        path("reports/<slug:name>.csv", entered(money.table), name="report-table"),
    ]
