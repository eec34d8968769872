"""A reader's record for moderators: number of comments by state, and reasons of hidings."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber

from accounts.models import User
from comments.models import Comment, Commenter, ModerationAct, Report, Suspension

LATELY = 3


@dataclass(frozen=True)
class History:
    commenter: Commenter
    visible: int
    hidden: int
    hidings: list[ModerationAct]
    suspension: Suspension | None
    suspensions: int


@dataclass(frozen=True)
class Tally:
    """Number of a reader's comments by state, and of reports about them."""

    posted: int
    live: int
    held: int
    hidden: int
    deleted: int
    reports: int
    upheld: int


def tally(commenter: Commenter) -> Tally:
    states = Comment.objects.filter(commenter=commenter).order_by().values_list("state")
    numbers: dict[str, int] = dict(states.annotate(Count("pk")))
    reports = Report.objects.filter(comment__commenter=commenter)
    return Tally(
        posted=sum(numbers.values()),
        live=numbers.get(Comment.State.VISIBLE, 0),
        held=numbers.get(Comment.State.WAITING, 0),
        hidden=numbers.get(Comment.State.HIDDEN, 0),
        deleted=numbers.get(Comment.State.DELETED, 0),
        **reports.aggregate(reports=Count("pk"), upheld=Count("pk", filter=Q(upheld=True))),
    )


def of(commenter: Commenter, *, at: datetime) -> History:
    return of_all([commenter], at=at)[commenter.pk]


def of_all(commenters: Iterable[Commenter], *, at: datetime) -> dict[int, History]:
    """Return records by the commenter's key, in five queries for any number of commenters."""
    by_key = {each.pk: each for each in commenters}
    counted = (
        Comment.objects.filter(commenter__in=by_key).order_by().values_list("commenter", "state")
    )
    numbers = {(key, state): number for key, state, number in counted.annotate(Count("pk"))}
    hides = ModerationAct.objects.filter(commenter__in=by_key, act=ModerationAct.Act.HIDE)
    position = Window(RowNumber(), partition_by=F("commenter"), order_by="-pk")
    hidings = list(hides.annotate(place=position).filter(place__lte=LATELY).order_by("-pk"))
    users = User.objects.filter(commenter__in=by_key)
    readers = {user.commenter.pk: user.reader_number for user in users.select_related("commenter")}
    suspended = Suspension.objects.filter(reader_number__in=readers.values())
    times = dict(suspended.order_by().values_list("reader_number").annotate(Count("pk")))
    in_force = {each.reader_number: each for each in suspended.in_force(at).order_by("ends_at")}
    return {
        key: History(
            commenter,
            visible=numbers.get((key, Comment.State.VISIBLE), 0),
            hidden=numbers.get((key, Comment.State.HIDDEN), 0),
            hidings=[act for act in hidings if act.commenter_id == key],
            suspension=in_force.get(readers[key]),
            suspensions=times.get(readers[key], 0),
        )
        for key, commenter in by_key.items()
    }
