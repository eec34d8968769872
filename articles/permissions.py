"""Staff permissions for a column, which depend on groups and on the byline."""

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from articles.models import Column, Columnist
from articles.models.columns import SEE_EVERY
from articles.models.querysets import ColumnQuerySet

PUBLISH = "articles.publish_column"
WRITING_STATES = (Column.State.DRAFT, Column.State.IN_REVIEW)

Someone = User | AnonymousUser


def sees_every_column(user: Someone) -> bool:
    return user.has_perm(SEE_EVERY)


def may_publish(user: Someone) -> bool:
    """Return whether the user may publish, schedule, withdraw and choose the wall."""
    return user.has_perm(PUBLISH)


def columnist_of(user: Someone) -> Columnist | None:
    return Columnist.objects.filter(user=user.pk).first() if user.pk else None


def columns_of(user: Someone) -> ColumnQuerySet:
    """Return all columns if the user may see every column, else those with the user's byline."""
    if sees_every_column(user):
        return Column.objects.all()
    return Column.objects.seen_by(user.pk or 0)


def may_add(user: Someone) -> bool:
    """Return whether the user may add a column.

    Writers need a columnist, or could not see it again.
    """
    return user.has_perm("articles.add_column") and (
        sees_every_column(user) or columnist_of(user) is not None
    )


def may_change(user: Someone, column: Column) -> bool:
    """Return whether the user may edit it: without the publish permission, until it is approved."""
    if not user.has_perm("articles.change_column"):
        return False
    if not may_publish(user) and column.state not in WRITING_STATES:
        return False
    return _may_see(user, column)


def has_lost_edit_permission(user: Someone, column: Column) -> bool:
    """Return whether the user could edit it before, but not in its present state."""
    # Such a user may still have the form open, and needs an explanation instead of "forbidden".
    writes = user.has_perm("articles.change_column") and _may_see(user, column)
    return writes and not may_change(user, column)


def may_delete(user: Someone, column: Column) -> bool:
    """Return whether the user may delete it.

    A column that readers may have seen can only be withdrawn.
    """
    was_printed = column.state in {Column.State.PUBLISHED, Column.State.WITHDRAWN}
    written_only = column.published_at is None and not was_printed
    return written_only and user.has_perm("articles.delete_column") and may_change(user, column)


def _may_see(user: Someone, column: Column) -> bool:
    """Return whether the user may see the column.

    Make no query for users who see every column.
    """
    return (
        sees_every_column(user)
        or Column.objects.seen_by(user.pk or 0).filter(pk=column.pk).exists()
    )
