"""The comments section of the account page and of the data export."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest

from accounts.extensions.account_page import Section, register, register_exporter
from accounts.models import User
from comments.models import Appeal, Comment, Commenter, Report, Suspension


def register_all() -> None:
    register("comments", Section("Your comments", "comments/_account.html", own_comments, order=60))
    register_exporter("commenter", commenter)
    register_exporter("comments", comments)
    register_exporter("comment_reports", reports)
    register_exporter("comment_appeals", appeals)
    register_exporter("comment_suspensions", suspensions)


def own_comments(request: HttpRequest, at: datetime) -> dict[str, Any]:
    own = Comment.objects.filter(commenter__user=request.user.pk).exclude(
        state=Comment.State.DELETED
    )
    commenter = Commenter.objects.filter(user=request.user.pk).first()
    return {
        "number": own.count(),
        "commenter": commenter,
        "suspension": commenter.suspension_at(at) if commenter else None,
    }


def commenter(user: User) -> list[Any]:
    fields = (
        "name",
        "made_at",
        "wants_replies",
        "wants_decisions",
        "wants_own_columns",
        "always_waits",
    )
    return list(Commenter.objects.filter(user=user).values(*fields))


def comments(user: User) -> list[Any]:
    fields = (
        "id",
        "column__slug",
        "parent",
        "role",
        "text",
        "state",
        "held_for",
        "posted_at",
        "edited_at",
    )
    return list(Comment.objects.filter(commenter__user=user).order_by("pk").values(*fields))


def reports(user: User) -> list[Any]:
    return list(
        Report.objects.filter(by=user).values(
            "comment", "why", "words", "made_at", "resolved_at", "upheld"
        )
    )


def appeals(user: User) -> list[Any]:
    own = Appeal.objects.filter(comment__commenter__user=user)
    return list(own.values("comment", "words", "made_at", "decided_at", "granted", "answer"))


def suspensions(user: User) -> list[Any]:
    own = Suspension.objects.of_reader(user)
    return list(own.values("starts_at", "ends_at", "why", "lifted_at"))
