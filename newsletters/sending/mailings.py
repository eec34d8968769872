"""Schedule, pause, resume and stop the mailing of an issue, and report its progress."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.exceptions import Refusal
from newsletters.models import Delivery, Issue, Mailing

State = Mailing.State


class SendingError(Refusal):
    """Raised with a sentence for the desk."""


@dataclass(frozen=True)
class Report:
    """Progress of a mailing: number of deliveries by state."""

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
    """Schedule the issue for `due_at`. Raises SendingError if it is empty or sending has begun."""
    if not issue.words and not issue.issue_columns.exists():
        raise SendingError("This issue is empty: write a few words, or choose a column.")
    mailing, is_new = Mailing.objects.get_or_create(issue=issue, defaults={"due_at": due_at})
    if not is_new and not Mailing.objects.filter(pk=mailing.pk, state=State.WAITING).update(
        due_at=due_at
    ):
        raise SendingError("This issue is on its way already.")
    return mailing


@transaction.atomic
def unschedule(issue: Issue) -> bool:
    """Delete the mailing if sending has not begun, and return whether it was deleted."""
    # This update locks the row, so that no worker can begin before it is deleted.
    if not Mailing.objects.filter(issue=issue, state=State.WAITING).update(state=State.STOPPED):
        return False
    Mailing.objects.filter(issue=issue).delete()
    return True


def pause(mailing: Mailing) -> bool:
    """Stop sending for now.

    The e-mail that is being written is not sent either (see worker._mark_sending).
    """
    return _change_state(mailing, State.SENDING, State.PAUSED)


def resume(mailing: Mailing) -> bool:
    return _change_state(mailing, State.PAUSED, State.SENDING)


def stop(mailing: Mailing, *, at: datetime) -> bool:
    """Stop for good. Sent e-mails cannot be recalled."""
    open_ones = Mailing.objects.filter(pk=mailing.pk, state__in=[State.SENDING, State.PAUSED])
    return open_ones.update(state=State.STOPPED, finished_at=at) == 1


@transaction.atomic
def send_doubtful(mailing: Mailing) -> int:
    """Send all unsure deliveries again and return their number.

    Some recipients may get the e-mail twice.
    """
    Mailing.objects.select_for_update().get(
        pk=mailing.pk
    )  # so that worker.finish() does not mark it as sent meanwhile
    again = mailing.deliveries.filter(state=Delivery.State.UNSURE).update(
        state=Delivery.State.WAITING, claim="", error=""
    )
    if again:
        _change_state(mailing, State.SENT, State.SENDING)
    return again


def due(*, at: datetime, idle_since: datetime) -> list[int]:
    """Return keys of mailings that are due, or that no worker has worked on since `idle_since`."""
    begin = Mailing.objects.filter(state=State.WAITING, due_at__lte=at)
    idle = Mailing.objects.filter(state=State.SENDING).exclude(worked_at__gt=idle_since)
    return list((begin | idle).order_by("due_at", "pk").values_list("pk", flat=True))


def _change_state(mailing: Mailing, before: str, after: str) -> bool:
    turned = Mailing.objects.filter(pk=mailing.pk, state=before).update(
        state=after, finished_at=None
    )
    return turned == 1
