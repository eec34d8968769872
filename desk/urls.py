"""URLs of the desk's own pages, in the admin's namespace ("admin:why")."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, re_path, reverse

from desk.views import actions, readers, revenue, statistics, why

Wrap = Callable[..., Any]


def moved_to_submissions(request: HttpRequest, path: str) -> HttpResponse:
    """Redirect from the former URLs of story ideas and replies, which are in old e-mails."""
    query = f"?{request.META['QUERY_STRING']}" if request.META["QUERY_STRING"] else ""
    return redirect(f"{reverse('admin:index')}submissions/{path}{query}")


def own_pages(admin_view: Wrap) -> list[URLPattern]:
    """Return the URLs. `admin_view` is AdminSite.admin_view, which lets only staff in."""
    return [
        path("why/", admin_view(why.why), name="why"),
        path("readers/", admin_view(readers.readers), name="readers"),
        path("readers/<int:pk>/", admin_view(readers.reader), name="reader"),
        path("readers/<int:pk>/<slug:name>/", admin_view(actions.act), name="reader-act"),
        path("readers/<int:pk>/<slug:name>/<int:of>/", admin_view(actions.act), name="reader-act"),
        path("learning/", admin_view(statistics.readers), name="learning"),
        path("what-if/", admin_view(statistics.meter), name="what-if"),
        path("reports/", admin_view(revenue.money), name="reports"),
        path("reports/<slug:name>.csv", admin_view(revenue.table), name="report-table"),
        re_path("^comments/(?P<path>(?:storyidea|reply)/.*)$", admin_view(moved_to_submissions)),
    ]
