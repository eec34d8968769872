"""E-mails about workflow moves, to those who act next. They contain nothing of the text."""

from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts.absolute_urls import absolute_url
from accounts.mail import compose
from accounts.models import User
from articles.models import ColumnActivity

WORDS = {
    "send": "is waiting for review",
    "take-back": "was taken back by its writer",
    "send-back": "was sent back",
    "approve": "was approved",
    "schedule": "was scheduled",
    "reschedule": "was rescheduled",
    "publish": "was published",
    "hold": "was taken off the schedule",
    "withdraw": "was withdrawn",
    "": "has a new note",
}
TO_EDITORS = {"send", "take-back"}


def notify(act: ColumnActivity) -> None:
    """Send one e-mail to each recipient. A failing mail server does not undo the move."""
    for address in recipients(act).values_list("email", flat=True):
        compose.send(compose.compose("column_moved", address, _context(act)))


def recipients(act: ColumnActivity) -> QuerySet[User]:
    """Return editors for moves to the desk, the column's writers for others.

    A note goes to the other side.
    """
    writers = User.objects.filter(columnist__bylines__column=act.column_id)
    by_writer = act.by_id is not None and writers.filter(pk=act.by_id).exists()
    to_editors = act.move in TO_EDITORS or (not act.move and by_writer)
    chosen = editors() if to_editors else writers
    return (
        chosen.filter(is_active=True, is_staff=True)
        .exclude(pk=act.by_id or 0)
        .distinct()
        .order_by("pk")
    )


def editors() -> QuerySet[User]:
    """Return users with the publish permission; if there are none, superusers."""
    publish = Permission.objects.filter(
        codename="publish_column", content_type__app_label="articles"
    )
    there = User.objects.filter(is_active=True, is_staff=True)
    named = there.filter(Q(groups__permissions__in=publish) | Q(user_permissions__in=publish))
    return named if named.exists() else there.filter(is_superuser=True)


def _context(act: ColumnActivity) -> dict[str, object]:
    column = act.column
    return {
        "headline": column.headline,
        "what": WORDS.get(act.move, WORDS[""]),
        "who": act.by or "Somebody",
        "note": act.note.strip(),
        "appears": column.published_at if act.move in {"schedule", "reschedule"} else None,
        "address": (absolute_url(reverse("admin:articles_column_change", args=[column.pk]))),
    }
