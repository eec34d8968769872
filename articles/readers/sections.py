"""Sections of the account page and of the reader's data export."""

from datetime import datetime
from typing import Any, cast

from django.http import HttpRequest
from django.utils import timezone

from accounts.extensions.account_page import Section, register, register_exporter
from accounts.models import User
from articles.models import PersonalFeed
from articles.readers import history, personal_feeds
from articles.readers import saved_columns as saved_list
from subscriptions.account.reading import with_column_names


def register_all() -> None:
    register(
        "kept", Section("Your columns", "articles/_account_saved.html", saved_section, order=30)
    )
    register_exporter("saved_columns", saved_columns)
    register_exporter("reading_history", reading_history)
    register_exporter("own_feed", own_feed)


def saved_section(request: HttpRequest, at: datetime) -> dict[str, Any]:
    user = cast(User, request.user)
    choice = history.choice_of(user)
    return {
        "saved": saved_list.of_reader(user).count(),
        "history_is_on": choice is not None and choice.is_on,
        "feed": personal_feeds.of_reader(user),
        "may_have_feed": personal_feeds.may_have(user, at=at),
    }


def saved_columns(user: User) -> list[Any]:
    return with_column_names(saved_list.of_reader(user).newest(), "moment", at=timezone.now())


def reading_history(user: User) -> dict[str, Any]:
    choice = history.choice_of(user)
    return {
        "is_on": choice is not None and choice.is_on,
        "changed_at": None if choice is None else choice.changed_at,
        "columns": with_column_names(history.of_reader(user).newest(), "moment", at=timezone.now()),
    }


def own_feed(user: User) -> list[Any]:
    """Export the feed without its URL, which would give access to whoever sees the export."""
    return list(PersonalFeed.objects.filter(user=user).values("made_at"))
