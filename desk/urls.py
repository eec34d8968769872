"""URLs of the desk's own pages, in the admin's namespace ("admin:why")."""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from desk.views import actions, readers, revenue, statistics, why

Wrap = Callable[..., Any]


def own_pages(entered: Wrap) -> list[URLPattern]:
    """Return the URLs. `entered` is AdminSite.admin_view, which lets only staff in."""
    return [
        path("why/", entered(why.why), name="why"),
        path("readers/", entered(readers.readers), name="readers"),
        path("readers/<int:pk>/", entered(readers.reader), name="reader"),
        path("readers/<int:pk>/<slug:name>/", entered(actions.act), name="reader-act"),
        path("readers/<int:pk>/<slug:name>/<int:of>/", entered(actions.act), name="reader-act"),
        path("learning/", entered(statistics.readers), name="learning"),
        path("what-if/", entered(statistics.meter), name="what-if"),
        path("reports/", entered(revenue.money), name="reports"),
        path("reports/<slug:name>.csv", entered(revenue.table), name="report-table"),
    ]
