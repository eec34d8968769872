"""The workflow of a column from draft to publication: moves, permissions and the record."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.html import format_html_join

from accounts.exceptions import Refusal
from accounts.models import User
from accounts.staff import local_time
from articles import permissions
from articles.models import Column, ColumnActivity
from articles.publishing import checklist, workflow_emails

State = Column.State
DATE = "published_at"
NEEDS_FUTURE_DATE = "Set a future date and time first, in “appears”."
FUTURE_DATE = (
    "The date is in the future: press “{button}” to use it, or clear the date to publish now."
)
LICENCE_EXPIRED = "Its licence ends on {until}, before it would be published."
STAYS_DATED = "“{button}” does not change the date: restore the saved date first."
SAVE_WITHDRAWS = (
    "“Save” does not take a live column off the site: put the dates back, or press “Withdraw”."
)
SAVE_PUBLISHES = (
    "“Save” does not publish. Set a future date, or press “Publish now” to publish with this date."
)
SAVE_RESTORES = "“Save” does not bring back an expired column: press “Publish now”."
SAVE_SCHEDULES = (
    "“Save” does not schedule a withdrawn column: press “Schedule”, or put the date back."
)
NOT_POSSIBLE = "“{button}” is not possible for a column that is “{status}”, or you may not do it."
NOTE_REQUIRED = "Give the reason in the note, for the next person."


@dataclass(frozen=True)
class Move:
    """A move between states.

    `button` is the label of the action, `past_label` that of its record.
    """

    key: str
    button: str
    past_label: str
    origins: tuple[State, ...]
    target: State
    publishes: bool = True
    needs_note: bool = False


UNPUBLISHED = (State.DRAFT, State.IN_REVIEW, State.APPROVED)
MOVES = (
    Move(
        "send",
        "Send to the desk",
        "Sent to the desk",
        (State.DRAFT,),
        State.IN_REVIEW,
        publishes=False,
    ),
    Move("approve", "Approve", "Approved", (State.DRAFT, State.IN_REVIEW), State.APPROVED),
    Move("schedule", "Schedule", "Scheduled", (*UNPUBLISHED, State.WITHDRAWN), State.PUBLISHED),
    Move(
        "publish",
        "Publish now",
        "Published",
        (*UNPUBLISHED, State.PUBLISHED, State.WITHDRAWN),
        State.PUBLISHED,
    ),
    Move(
        "hold",
        "Take off the schedule",
        "Taken off the schedule",
        (State.PUBLISHED,),
        State.APPROVED,
    ),
    Move(
        "take-back", "Take it back", "Taken back", (State.IN_REVIEW,), State.DRAFT, publishes=False
    ),
    Move(
        "send-back",
        "Send back",
        "Sent back",
        (State.IN_REVIEW, State.APPROVED),
        State.DRAFT,
        needs_note=True,
    ),
    Move("withdraw", "Withdraw", "Withdrawn", (State.PUBLISHED,), State.WITHDRAWN, needs_note=True),
)
# Not a button of the form: made by the calendar, or by a save that changes the date.
RESCHEDULE = Move("reschedule", "Move", "Rescheduled", (State.PUBLISHED,), State.PUBLISHED)
BY_KEY = {move.key: move for move in (*MOVES, RESCHEDULE)}


class CannotMove(Refusal):
    """The move is refused.

    The message is for the user, `field` is the form field with the problem.
    """

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


def possible_moves(column: Column, user: User, *, at: datetime) -> list[Move]:
    """Return the moves that this user may make now, forward moves first."""
    is_new = column._state.adding
    may_write = permissions.may_add(user) if is_new else permissions.may_change(user, column)
    if not may_write:
        return []
    # Editors use "send back", which tells the writer why, instead of "take back".
    others = [BY_KEY["take-back"]]
    if not permissions.may_publish(user):
        others = [move for move in MOVES if move.publishes]
    return [move for move in MOVES if _fits(move, column, at) and move not in others]


def permitted_move(column: Column, key: str, user: User, *, note: str, at: datetime) -> Move:
    """Return the move if the user may make it now, else raise CannotMove.

    The column is not changed.
    """
    move = next((each for each in possible_moves(column, user, at=at) if each.key == key), None)
    if move is None:
        button = BY_KEY[key].button if key in BY_KEY else key[:20]
        status = column.get_state_display()
        raise CannotMove(NOT_POSSIBLE.format(button=button, status=status))
    if move.needs_note and not note.strip():
        raise CannotMove(NOTE_REQUIRED, field="note")
    return move


def check_move(
    move: Move,
    column: Column,
    *,
    at: datetime,
    body: str | None = None,
    before: Column | None = None,
) -> None:
    """Raise CannotMove if the column may not have the state and date that the move gives it.

    `before` is the saved column, if a form may have changed its dates; `body` its unsaved text.
    """
    to_come = column.is_in_future(at)
    # A date that contradicts the move is refused, because it must not be dropped silently.
    if move.key in {"schedule", "reschedule"} and not to_come:
        raise CannotMove(NEEDS_FUTURE_DATE, field=DATE)
    if move.key == "withdraw" and (to_come or column.published_at is None):
        raise CannotMove(STAYS_DATED.format(button=move.button), field=DATE)
    if move.key == "publish" and to_come and before is not None:
        is_rescheduled = reschedule_move(before, column, at=at) is not None
        if is_rescheduled or not is_scheduled(before, at):
            button = "Save" if is_rescheduled else "Schedule"
            raise CannotMove(FUTURE_DATE.format(button=button), field=DATE)
    moved = copy(column)
    apply(move, moved, at=at)
    if moved.state == State.PUBLISHED:
        _check_licence(moved, at)
        check_errors(moved, body=body)


def apply(move: Move, column: Column, *, at: datetime) -> None:
    """Set the column's state and date, without a check."""
    if move.key == "publish" and (column.published_at is None or column.is_in_future(at)):
        column.published_at = at
    column.state = move.target


def check_save(before: Column, after: Column, *, body: str, at: datetime) -> None:
    """Raise CannotMove if a plain save would publish or withdraw the column, now or later.

    Raise it too if the save would leave errors in a scheduled column.
    """
    is_visible, shows = before.is_live(at), after.is_live(at)
    if is_visible and not shows:
        raise CannotMove(SAVE_WITHDRAWS, field=DATE)
    if shows and not is_visible:
        raise CannotMove(SAVE_PUBLISHES if before.is_in_future(at) else SAVE_RESTORES, field=DATE)
    if is_scheduled(before, at) and not after.is_in_future(at):
        raise CannotMove(SAVE_PUBLISHES, field=DATE)
    if before.has_appeared(at) and not after.has_appeared(at):
        raise CannotMove(
            SAVE_SCHEDULES if before.state == State.WITHDRAWN else SAVE_WITHDRAWS, field=DATE
        )
    if is_scheduled(after, at):  # it is published without another check
        _check_licence(after, at)
        check_errors(after, body=body)


def reschedule_move(before: Column, after: Column, *, at: datetime) -> Move | None:
    """Return RESCHEDULE if the save changes a scheduled column's date, so that it is recorded."""
    is_rescheduled = is_scheduled(before, at) and before.published_at != after.published_at
    return RESCHEDULE if is_rescheduled else None


def is_scheduled(column: Column, at: datetime) -> bool:
    return column.state == State.PUBLISHED and column.is_in_future(at)


def _check_licence(column: Column, at: datetime) -> None:
    appears = max(at, column.published_at or at)
    if column.expires_at is not None and column.expires_at <= appears:
        raise CannotMove(
            LICENCE_EXPIRED.format(until=local_time.format_local(column.expires_at)),
            field="expires_at",
        )
    found = checklist.forbidden_wall(column)
    if found is not None:
        raise CannotMove(found.message, field="wall")


def check_errors(column: Column, *, body: str | None = None) -> None:
    """Raise CannotMove if a column that is to be published has errors."""
    findings = checklist.errors(column, body=body) if column.state == State.PUBLISHED else []
    if findings:
        message = format_html_join(" ", "{}", ([each.message_with_link] for each in findings))
        raise CannotMove(message, field=findings[0].field)


def record(
    column: Column,
    *,
    by: User,
    at: datetime,
    move: Move | None = None,
    before: str = "",
    note: str = "",
) -> ColumnActivity:
    """Record a move or a note, and send the e-mails after the transaction commits."""
    after = column.state if move is not None else ""
    key = move.key if move is not None else ""
    act = ColumnActivity.objects.create(
        column=column, at=at, by=by, move=key, before=before, after=after, note=note
    )
    transaction.on_commit(partial(workflow_emails.notify, act))
    return act


def status_sentence(column: Column, *, at: datetime) -> str:
    """Return the column's status as a sentence for the desk."""
    when = local_time.format_local(column.published_at) if column.published_at else ""
    if column.state == State.PUBLISHED and column.is_in_future(at):
        return f"Scheduled. Goes live {local_time.format_with_weekday(column.published_at)}."
    if column.state == State.PUBLISHED:
        if column.is_live(at):
            return f"Published on {when}."
        return f"Published on {when}; its licence has expired."
    if column.state == State.WITHDRAWN:
        return "Withdrawn: readers are told that it is no longer available."
    return {
        State.DRAFT: "A draft: nobody outside the desk sees it.",
        State.IN_REVIEW: "In review: waiting for an editor.",
        State.APPROVED: "Approved: ready to be published or scheduled.",
    }[State(column.state)]


def newest(column: Column, *, count: int) -> Sequence[ColumnActivity]:
    return list(column.activities.select_related("by")[:count])


def describe(act: ColumnActivity) -> str:
    return BY_KEY[act.move].past_label if act.move in BY_KEY else "Note"


def _fits(move: Move, column: Column, at: datetime) -> bool:
    if column.state not in move.origins:
        return False
    if column.state == State.PUBLISHED:
        if column.is_in_future(at):
            return move.key in {"publish", "hold"}
        return move.key == "withdraw" or (move.key == "publish" and not column.is_live(at))
    return True
