"""What the desk does with an issue on its way: schedule, pause, go on, stop; and how far it is."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from newsletters.models import Delivery, Issue, Mailing

State = Mailing.State


class CannotBeSent(Exception):
    """The message says why, for the desk."""


@dataclass(frozen=True)
class Report:
    """How far a mailing is."""

    numbers: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.numbers.values())

    @property
    def left(self) -> int:
        return sum(self.numbers[state] for state in Delivery.OPEN)

    @property
    def done(self) -> int:
        return self.total - self.left

    @property
    def sent(self) -> int:
        return self.numbers[Delivery.State.SENT]

    @property
    def failed(self) -> int:
        return self.numbers[Delivery.State.FAILED]

    @property
    def unsure(self) -> int:
        return self.numbers[Delivery.State.UNSURE]

    @property
    def gone(self) -> int:
        return self.numbers[Delivery.State.LEFT]


def report(mailing: Mailing) -> Report:
    return Report(mailing.deliveries.numbers())


@transaction.atomic
def schedule(issue: Issue, *, due_at: datetime) -> Mailing:
    """It goes out by itself at that moment. What has begun cannot be scheduled again."""
    if not issue.words and not issue.places.exists():
        raise CannotBeSent("This issue is empty: write a few words, or choose a column.")
    mailing, is_new = Mailing.objects.get_or_create(issue=issue, defaults={"due_at": due_at})
    if not is_new and not Mailing.objects.filter(pk=mailing.pk, state=State.WAITING).update(due_at=due_at):
        raise CannotBeSent("This issue is on its way already.")
    return mailing


@transaction.atomic
def unschedule(issue: Issue) -> bool:
    """Back to a draft, if it has not begun; from the first statement on no worker can begin it."""
    if not Mailing.objects.filter(issue=issue, state=State.WAITING).update(state=State.STOPPED):
        return False
    Mailing.objects.filter(issue=issue).delete()
    return True


def pause(mailing: Mailing) -> bool:
    """No further mail goes, not even the one that is being written."""
    return _turn(mailing, State.SENDING, State.PAUSED)


def go_on(mailing: Mailing) -> bool:
    return _turn(mailing, State.PAUSED, State.SENDING)


def stop(mailing: Mailing, *, at: datetime) -> bool:
    """For good; what has gone has gone."""
    open_ones = Mailing.objects.filter(pk=mailing.pk, state__in=[State.SENDING, State.PAUSED])
    return open_ones.update(state=State.STOPPED, finished_at=at) == 1


@transaction.atomic
def send_doubtful(mailing: Mailing) -> int:
    """Send those again of which nobody can say whether they went; how many. Some of them may come twice."""
    Mailing.objects.select_for_update().get(pk=mailing.pk)  # nobody finds it finished meanwhile
    again = mailing.deliveries.filter(state=Delivery.State.UNSURE).update(
        state=Delivery.State.WAITING, claim="", trouble=""
    )
    if again:
        _turn(mailing, State.SENT, State.SENDING)
    return again


def due(*, at: datetime, idle_since: datetime) -> list[int]:
    """The mailings whose time has come, and those that were begun and nobody has worked at since then."""
    begin = Mailing.objects.filter(state=State.WAITING, due_at__lte=at)
    idle = Mailing.objects.filter(state=State.SENDING).exclude(worked_at__gt=idle_since)
    return list((begin | idle).order_by("due_at", "pk").values_list("pk", flat=True))


def _turn(mailing: Mailing, before: str, after: str) -> bool:
    turned = Mailing.objects.filter(pk=mailing.pk, state=before).update(state=after, finished_at=None)
    return turned == 1
