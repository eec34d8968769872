"""URLs of the moderators' pages below /admin/comments/comment/, in the admin's namespace."""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from comments.admin.views import appeals, bulk, notices, people, queue

Wrap = Callable[..., Any]


def moderation_pages(entered: Wrap) -> list[URLPattern]:
    """Return the URLs. `entered` is AdminSite.admin_view, which lets only staff in."""
    return [
        path("queue/", entered(queue.queue), name="comments_comment_queue"),
        path("queue/act/", entered(bulk.bulk), name="comments_comment_bulk"),
        path("<int:pk>/act/", entered(queue.act), name="comments_comment_act"),
        path("appeals/<int:pk>/", entered(appeals.decide), name="comments_appeal_decide"),
        path("notices/<int:pk>/", entered(notices.answer), name="comments_notice_answer"),
        path(
            "readers/<int:pk>/suspend/", entered(people.suspend), name="comments_commenter_suspend"
        ),
        path("readers/<int:pk>/lift/", entered(people.lift), name="comments_commenter_lift"),
    ]
