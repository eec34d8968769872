"""Bulk actions on columns: each column is checked and saved in its own transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from accounts.models import User
from articles import permissions, wall_schedule
from articles.models import Column, Topic
from articles.permissions import Someone
from articles.publishing import scheduling, workflow
from articles.publishing.save import save_column
from articles.publishing.workflow import BY_KEY, CannotMove, Move
from subscriptions.models import Wall

MOST = 100  # columns at once
State = Column.State
NOT_APPROVED = "It is not approved yet."
TO_COME = "It has not been published yet: take it off the schedule on its own page."
NO_LEAVE = "{agency} does not allow this column behind a wall."
NOT_EDITORS = "Only an editor may do this."
NOT_THEIRS = "You may not change it in its present state."


@dataclass(frozen=True)
class BulkOptions:
    """The options chosen for all columns of the action."""

    reason: str = ""
    wall: str = ""
    topics: tuple[Topic, ...] = ()


class BulkAction:
    """A bulk action. `publishes`: for editors only. `option`: the required field of BulkOptions."""

    key = ""
    label = ""
    done = ""
    publishes = True
    option = ""

    @property
    def preview_needs_option(self) -> bool:
        """Return whether the option changes what will happen; a reason does not."""
        return self.option not in {"", "reason"}

    def preview(self, column: Column, bulk_options: BulkOptions, *, by: User, at: datetime) -> str:
        """Return what will happen to this column, for the user.

        Raise CannotMove with the reason if nothing will.
        """
        raise NotImplementedError

    def run(self, column: Column, bulk_options: BulkOptions, *, by: User, at: datetime) -> None:
        """Change the column: it must be locked, and checked with preview() in this transaction."""
        raise NotImplementedError


class Publish(BulkAction):
    key, label, done = "publish", "Publish or schedule", "published or scheduled"

    def preview(self, column: Column, bulk_options: BulkOptions, *, by: User, at: datetime) -> str:
        if column.state in {State.DRAFT, State.IN_REVIEW}:
            raise CannotMove(NOT_APPROVED)
        if column.state != State.APPROVED:
            raise CannotMove(f"Its status is “{scheduling.status_label(column, at=at)}” already.")
        move = self._move(column, at)
        workflow.check_move(move, column, at=at)
        return (
            f"Scheduled for {scheduling.format_date(column.published_at)}"
            if move.key == "schedule"
            else "Published now"
        )

    def run(self, column: Column, bulk_options: BulkOptions, *, by: User, at: datetime) -> None:
        scheduling.make_move(self._move(column, at), column, by=by, at=at)

    def _move(self, column: Column, at: datetime) -> Move:
        return BY_KEY["schedule" if column.is_in_future(at) else "publish"]


class Withdraw(BulkAction):
    key, label, done, option = "withdraw", "Withdraw", "withdrawn", "reason"

    def preview(self, column: Column, bulk_options: BulkOptions, *, by: User, at: datetime) -> str:
        if scheduling.is_scheduled(column, at=at):
            raise CannotMove(TO_COME)
        if column.state != State.PUBLISHED:
            raise CannotMove(
                f"Its status is “{scheduling.status_label(column, at=at)}”: readers do not see it."
            )
        return "Withdrawn: readers are told that it is no longer available"

    def run(self, column: Column, bulk_options: BulkOptions, *, by: User, at: datetime) -> None:
        scheduling.make_move(BY_KEY["withdraw"], column, by=by, at=at, note=bulk_options.reason)


class ChangeWall(BulkAction):
    key, label, done, option = "wall", "Change the wall", "given another wall", "wall"

    def preview(self, column: Column, bulk_options: BulkOptions, *, by: User, at: datetime) -> str:
        wall = Wall(bulk_options.wall)
        if column.wall == wall and not (column.follows_default or column.then_wall):
            raise CannotMove(f"Its wall is “{wall.label}” already.")
        if wall_schedule.is_forbidden(column, wall):
            raise CannotMove(NO_LEAVE.format(agency=column.source))
        return f"“{Wall(column.wall).label}” becomes “{wall.label}” and does not change later"

    def run(self, column: Column, bulk_options: BulkOptions, *, by: User, at: datetime) -> None:
        column.wall, column.follows_default = bulk_options.wall, False
        column.clear_schedule()
        save_column(column, by=by, at=at, why=f"Wall: {Wall(bulk_options.wall).label}")


class AddTopics(BulkAction):
    key, label, done, option = "add-topics", "Add topics", "filed", "topics"
    publishes = False

    def preview(self, column: Column, bulk_options: BulkOptions, *, by: User, at: datetime) -> str:
        new = [topic.name for topic in bulk_options.topics if topic not in column.topics.all()]
        if not new:
            raise CannotMove("It has these topics already.")
        return f"Filed under {', '.join(new)}"

    def run(self, column: Column, bulk_options: BulkOptions, *, by: User, at: datetime) -> None:
        topics = list(
            dict.fromkeys([*column.topics.order_by("column_topics"), *bulk_options.topics])
        )
        save_column(
            column, topics=topics, by=by, at=at, why=f"Topics added: {_names(bulk_options)}"[:200]
        )


class RemoveTopics(BulkAction):
    key, label, done, option = "remove-topics", "Remove topics", "taken out", "topics"
    publishes = False

    def preview(self, column: Column, bulk_options: BulkOptions, *, by: User, at: datetime) -> str:
        old = [topic.name for topic in bulk_options.topics if topic in column.topics.all()]
        if not old:
            raise CannotMove("It has none of these topics.")
        return f"No longer under {', '.join(old)}"

    def run(self, column: Column, bulk_options: BulkOptions, *, by: User, at: datetime) -> None:
        topics = [
            topic
            for topic in column.topics.order_by("column_topics")
            if topic not in bulk_options.topics
        ]
        save_column(
            column, topics=topics, by=by, at=at, why=f"Topics removed: {_names(bulk_options)}"[:200]
        )


ACTIONS: tuple[BulkAction, ...] = (Publish(), Withdraw(), ChangeWall(), AddTopics(), RemoveTopics())


@dataclass(frozen=True)
class Preview:
    """The effect of an action on one column, or the reason why it is refused."""

    column: Column
    message: str
    refused: str


@dataclass
class Outcome:
    done: list[Column] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)  # headlines, with the reason


def actions_of(user: Someone) -> list[BulkAction]:
    return [act for act in ACTIONS if permissions.may_publish(user) or not act.publishes]


def preview_all(
    act: BulkAction, columns: Sequence[Column], bulk_options: BulkOptions, *, by: User, at: datetime
) -> list[Preview]:
    """Preview the action.

    Pass only columns that the user may see, with source and topics prefetched.
    """
    previews = []
    for column in columns:
        try:
            _check_permission(act, column, by)
            message = act.preview(column, bulk_options, by=by, at=at)
        except CannotMove as problem:
            previews.append(Preview(column, "", problem.message))
        else:
            previews.append(Preview(column, message, ""))
    return previews


def run_all(
    act: BulkAction, seen: dict[int, int], bulk_options: BulkOptions, *, by: User, at: datetime
) -> Outcome:
    """Run the action on each column; `seen` maps primary keys to the versions that the user saw."""
    outcome = Outcome()
    names = dict(Column.objects.filter(pk__in=seen).values_list("pk", "headline"))
    # One transaction for each column, so that one refusal does not stop the others.
    for pk, version in seen.items():
        try:
            with transaction.atomic():
                column = scheduling.locked(pk, seen=version, by=by)
                _check_permission(act, column, by)
                act.preview(column, bulk_options, by=by, at=at)  # raises CannotMove
                act.run(column, bulk_options, by=by, at=at)
        except CannotMove as problem:
            outcome.refused.append((names.get(pk, "A column"), problem.message))
        else:
            outcome.done.append(column)
    return outcome


def _check_permission(act: BulkAction, column: Column, by: User) -> None:
    if act.publishes and not permissions.may_publish(by):
        raise CannotMove(NOT_EDITORS)
    if not permissions.may_change(by, column):
        raise CannotMove(NOT_THEIRS)


def _names(bulk_options: BulkOptions) -> str:
    return ", ".join(topic.name for topic in bulk_options.topics)
