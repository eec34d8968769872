"""The desk's start page: waiting, scheduled and published columns, statistics, warnings."""

from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse

from accounts.models import User
from articles import permissions
from articles.models import Autosave, Column, ColumnActivity
from articles.models.querysets import ColumnQuerySet
from articles.permissions import Someone
from articles.publishing import autosave
from desk import warnings
from desk.reports import statistics

MAX_COLUMNS = 8  # columns in each list
WAITING = (Column.State.IN_REVIEW, Column.State.APPROVED, Column.State.DRAFT)
NAMES = {
    Column.State.IN_REVIEW: "In review",
    Column.State.APPROVED: "Approved",
    Column.State.DRAFT: "Drafts",
}
EMPTY = {
    Column.State.IN_REVIEW: "No columns are waiting for review.",
    Column.State.APPROVED: "No approved columns are waiting.",
    Column.State.DRAFT: "No drafts.",
}
MOVES = ColumnActivity.objects.filter(column=OuterRef("pk")).exclude(move="")
LAST_MOVE = Subquery(MOVES.order_by("-at", "-pk").values("move")[:1])
PAGES = [
    ("Calendar", "admin:articles_column_calendar", ("articles.view_column",)),
    (
        "Readers and the wall",
        "admin:learning",
        ("articles.see_every_column", "articles.view_column"),
    ),
    ("Try other meter limits", "admin:what-if", ("subscriptions.view_meterpolicy",)),
    ("Readers", "admin:readers", ("accounts.view_user", "subscriptions.view_subscription")),
    (
        "Why was a reader refused?",
        "admin:why",
        ("subscriptions.explain_entitlement", "articles.view_column"),
    ),
    ("Moderation queue", "admin:comments_comment_queue", ("comments.moderate_comment",)),
    ("Reports", "admin:reports", ("subscriptions.view_payment", "subscriptions.view_subscription")),
]
UNLINKED = (
    "Your account is not yet linked to a columnist, so you cannot begin a column. Ask an editor to"
    " link it."
)


def index_context(user: Someone, *, at: datetime) -> dict[str, Any]:
    may_view = user.has_perm("articles.view_column")
    may_add = permissions.may_add(user)
    unsaved = Autosave.objects.none()
    if isinstance(user, User):
        # Only columns that the user may still see: their headline may be confidential since.
        visible = permissions.columns_of(user).order_by().values("pk")
        unsaved = autosave.autosaves_of(user).filter(Q(column=None) | Q(column__in=visible))
    notes: list[str] = []
    if user.has_perm("articles.add_column") and not may_add:
        notes.append(UNLINKED)
    if user.has_perm("submissions.view_storyidea"):
        notes += warnings.on_story_ideas()
    if user.has_perm("submissions.view_reply"):
        notes += warnings.on_replies()
    if user.has_perm("subscriptions.view_payment"):
        notes += warnings.on_money()
    if runs_the_site(user):
        notes += warnings.for_operators()
    return {
        "lists": column_lists(user, at=at) if may_view else [],
        "may_add": may_add,
        "unsaved": unsaved[:MAX_COLUMNS],
        **(numbers(user, at=at) if may_view else {}),
        "pages": [(name, reverse(url)) for name, url, needed in PAGES if user.has_perms(needed)],
        "notes": notes,
    }


def column_lists(user: Someone, *, at: datetime) -> list[dict[str, Any]]:
    """Return the lists of columns, first those in which a column waits for this user."""
    columns = permissions.columns_of(user).prefetch_related("bylines__columnist").defer("teaser")
    own = waiting_for(user)
    newest = columns.annotate(last_move=LAST_MOVE).order_by("-pk")
    lists = []
    for state in [*own, *(each for each in WAITING if each not in own)]:
        waiting = newest.filter(state=state)
        lists.append(_list(NAMES[state], waiting, EMPTY[state], status=state, waits=state in own))
    scheduled = columns.filter(state=Column.State.PUBLISHED, published_at__gt=at)
    scheduled = scheduled.order_by("published_at", "pk")
    live = columns.live(at).newest()
    lists.append(_list("Scheduled next", scheduled, "Nothing is scheduled.", status="scheduled"))
    lists.append(_list("Published lately", live, "Nothing has appeared yet.", status="live"))
    return lists


def waiting_for(user: Someone) -> tuple[Column.State, ...]:
    """Return the states in which a column waits for this user's next step.

    Return () for users who may only view.
    """
    if permissions.may_publish(user):
        return (Column.State.IN_REVIEW, Column.State.APPROVED)
    return (Column.State.DRAFT,) if permissions.may_add(user) else ()


def numbers(user: Someone, *, at: datetime) -> dict[str, Any]:
    """Return statistics of the columns that this user may see, and of subscribers if permitted."""
    own = None if permissions.sees_every_column(user) else permissions.columns_of(user)
    days = statistics.days(own, at=at)
    results: dict[str, Any] = {
        "days": list(reversed(days)),
        "charts": statistics.charts_of(days),
        "converting": statistics.conversions(own, at=at),
    }
    if own is None:
        results |= {
            "stop_rate": statistics.stop_rate(at=at),
            "gift_links": statistics.gift_links(at=at),
        }
    if user.has_perm("subscriptions.view_subscription"):
        results["subscribers"] = statistics.subscribers(at=at)
    return results


def _list(
    name: str, columns: ColumnQuerySet, empty: str, *, status: str, waits: bool = False
) -> dict[str, Any]:
    everything = reverse("admin:articles_column_changelist") + f"?status={status}"
    return {
        "name": name,
        "columns": columns[:MAX_COLUMNS],
        "empty": empty,
        "all": everything,
        "waits": waits,
    }


def runs_the_site(user: Someone) -> bool:
    return user.has_perm("subscriptions.change_meterpolicy")
