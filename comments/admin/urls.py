"""URLs of the moderators' pages below /admin/comments/comment/, in the admin's namespace."""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from comments.admin.views import appeals, bulk, notices, people, queue

Wrap = Callable[..., Any]


def moderation_pages(admin_view: Wrap) -> list[URLPattern]:
    """Return the URLs. `admin_view` is AdminSite.admin_view, which lets only staff in."""
    return [
        path("queue/", admin_view(queue.queue), name="comments_comment_queue"),
        path("queue/act/", admin_view(bulk.bulk), name="comments_comment_bulk"),
        path("<int:pk>/act/", admin_view(queue.act), name="comments_comment_act"),
        path("appeals/<int:pk>/", admin_view(appeals.decide), name="comments_appeal_decide"),
        path("notices/<int:pk>/", admin_view(notices.answer), name="comments_notice_answer"),
        path(
            "readers/<int:pk>/suspend/",
            admin_view(people.suspend),
            name="comments_commenter_suspend",
        ),
        path("readers/<int:pk>/lift/", admin_view(people.lift), name="comments_commenter_lift"),
    ]
