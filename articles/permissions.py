"""What someone at the desk may do with a column: their groups' permissions, and whose column it is."""

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


def publishes(user: Someone) -> bool:
    """May publish, schedule and withdraw, and choose the wall."""
    return user.has_perm(PUBLISH)


def columnist_of(user: Someone) -> Columnist | None:
    return Columnist.objects.filter(user=user.pk).first() if user.pk else None


def columns_of(user: Someone) -> ColumnQuerySet:
    """The columns that the desk shows to this person: all, or the own ones."""
    if sees_every_column(user):
        return Column.objects.all()
    return Column.objects.seen_by(user.pk or 0)


def may_begin(user: Someone) -> bool:
    """A column needs a byline that lets its writer see it again."""
    return user.has_perm("articles.add_column") and (sees_every_column(user) or columnist_of(user) is not None)


def may_change(user: Someone, column: Column) -> bool:
    """Who cannot publish only writes: what has been approved or printed is theirs to read."""
    if not user.has_perm("articles.change_column"):
        return False
    if not publishes(user) and column.state not in WRITING_STATES:
        return False
    return _may_see(user, column)


def has_gone_on(user: Someone, column: Column) -> bool:
    """Theirs to write in once, and not as it stands now: somebody who writes may still have its form open."""
    writes = user.has_perm("articles.change_column") and _may_see(user, column)
    return writes and not may_change(user, column)


def may_delete(user: Someone, column: Column) -> bool:
    """Only what never appeared; a column that readers saw is withdrawn instead, and keeps its record."""
    was_printed = column.state in {Column.State.PUBLISHED, Column.State.WITHDRAWN}
    written_only = column.published_at is None and not was_printed
    return written_only and user.has_perm("articles.delete_column") and may_change(user, column)


def _may_see(user: Someone, column: Column) -> bool:
    """Without a statement for who sees every column: lists ask this of each of their rows."""
    return sees_every_column(user) or Column.objects.seen_by(user.pk or 0).filter(pk=column.pk).exists()
