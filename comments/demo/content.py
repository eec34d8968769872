"""Create the demo's comments and their authors, without sending e-mails."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from django.utils.text import slugify

from accounts.models import User
from articles.models import Column, ColumnCacheVersion
from comments.models import Comment, Commenter, Report, Why
from comments.threads import display_names, posting

THREADS = Path(__file__).resolve().parent / "threads.json"


def fill(at: datetime) -> str:
    threads = json.loads(THREADS.read_text("utf-8"))
    columns = {column.slug: column for column in Column.objects.live(at).filter(slug__in=threads)}
    if Comment.objects.exists() or not columns:
        return ""
    number = sum(
        _create_thread(columns[slug], None, each, at) for slug in columns for each in threads[slug]
    )
    return f"Comments: {number}."


def _create_thread(
    column: Column, parent: Comment | None, messages: dict[str, Any], at: datetime
) -> int:
    commenter = _commenter(messages["by"], at)
    assert column.published_at is not None, "It is live."  # noqa: S101 - nobody but this module calls it
    moment = min(column.published_at + timedelta(minutes=messages["after_minutes"]), at)
    waits = messages.get("waits", "")
    comment = Comment.objects.create(
        column=column,
        parent=parent,
        commenter=commenter,
        role=posting.role_of(commenter.user),
        text=messages["text"],
        digest=posting.digest_of(messages["text"], column.pk, parent.pk if parent else None),
        state=Comment.State.WAITING if waits else Comment.State.VISIBLE,
        held_for=waits,
        posted_at=moment,
        waits_since=moment if waits else None,
    )
    if messages.get("reported"):
        by = User.objects.filter(email="reader@demo.example").first()
        Report.objects.create(
            comment=comment, by=by, why=Why.OFF_SUBJECT, words=messages["reported"], made_at=at
        )
    ColumnCacheVersion.bump(column.pk)
    return 1 + sum(
        _create_thread(column, comment, reply, at) for reply in messages.get("replies", [])
    )


def _commenter(name: str, at: datetime) -> Commenter:
    """Return the commenter of this name.

    A columnist comments with the account that writes at the desk.
    """
    known = Commenter.objects.filter(name=name).first()
    if known is not None:
        return known
    email = f"{slugify(name)}@readers.demo.example"
    user = (
        User.objects.filter(columnist__name=name).first()
        or User.objects.filter(email=email).first()
    )
    if user is None:
        # Without a password: nobody can sign in as one of the demo's readers.
        user = User.objects.create_user(email, None)
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return display_names.get_or_create_commenter(user, name, at=at)
