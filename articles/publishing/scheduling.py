"""Schedule and reschedule columns, with a check that nobody has saved them meanwhile."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.staff import local_time
from articles import permissions
from articles.models import Column
from articles.publishing import revisions, workflow
from articles.publishing.save import save_column
from articles.publishing.workflow import RESCHEDULE, CannotMove

State = Column.State
PAST = "{when} is in the past. Choose a later time."
NOT_YOURS = "Only an editor may say when a column appears."
MEANWHILE = "{who}, after you opened this page. Check the column, then try again."
NO_LONGER = "“{headline}” is now {status}, so its date cannot be changed here."
GONE = "This column has been deleted."


def is_scheduled(column: Column, *, at: datetime) -> bool:
    return workflow.is_scheduled(column, at)


def status_label(column: Column, *, at: datetime) -> str:
    if column.state != State.PUBLISHED:
        return str(column.get_state_display())
    if is_scheduled(column, at=at):
        return "Scheduled"
    return "Live" if column.is_live(at) else "Licence expired"


@transaction.atomic
def schedule(pk: int, *, appears: datetime, seen: int, by: User, at: datetime) -> Column:
    """Schedule an approved column or reschedule a scheduled one.

    Raise CannotMove with a message.
    """
    column = locked(pk, seen=seen, by=by)
    if not permissions.may_publish(by):
        raise CannotMove(NOT_YOURS)
    if appears <= at:
        raise CannotMove(PAST.format(when=format_date(appears)))
    if is_scheduled(column, at=at):
        move, why = (
            RESCHEDULE,
            f"Moved from {format_date(column.published_at)} to {format_date(appears)}",
        )
    elif column.state == State.APPROVED:
        move = workflow.permitted_move(column, "schedule", by, note="", at=at)
        why = f"Scheduled for {format_date(appears)}"
    else:
        raise CannotMove(
            NO_LONGER.format(headline=column, status=column.get_state_display().lower())
        )
    column.published_at = appears
    make_move(move, column, by=by, at=at, why=why)
    return column


def locked(pk: int, *, seen: int, by: User) -> Column:
    """Lock and return the column.

    Raise CannotMove if the user may not change it or it is not version `seen`.
    """
    # of=self, because PostgreSQL cannot lock the nullable side of the join to source.
    column = (
        Column.objects.select_for_update(of=("self",))
        .select_related("source")
        .filter(pk=pk)
        .first()
    )
    if column is None:
        raise CannotMove(GONE)
    if not permissions.may_change(by, column):
        raise CannotMove("You may not change this column.")
    if column.version != seen:
        raise CannotMove(MEANWHILE.format(who=revisions.who_saved(column)))
    return column


def make_move(
    move: workflow.Move, column: Column, *, by: User, at: datetime, why: str = "", note: str = ""
) -> None:
    """Check, make and save the move. The caller has locked the column. Raise CannotMove."""
    workflow.check_move(move, column, at=at)
    save_column(column, move=move, note=note, by=by, at=at, why=why)


def format_date(moment: datetime | None) -> str:
    return local_time.format_local(moment) if moment is not None else "no date"
