"""The scheduled jobs of all apps, which `manage.py run_scheduled` runs. They are independent."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.conf import settings

import newsletters.tasks
import submissions.tasks
from accounts.mail import outbox
from accounts.mail.outbox import Due
from operations import lost_tasks
from subscriptions import gift_entitlements
from subscriptions.billing import (
    cancellation_requests,
    customers,
    dunning,
    lifecycle,
    price_changes,
    price_emails,
    reminders,
    withdrawals,
)
from subscriptions.fulfilment import purchases, sandbox_clock, webhooks
from subscriptions.gifts import orders

logger = logging.getLogger(__name__)


class Job(Protocol):
    def __call__(self, *, at: datetime) -> int:
        """Do what is due; return how much was done."""


class PendingEventsError(Exception):
    """Some events could not be processed yet; the error is stored with each."""


@dataclass(frozen=True)
class Outcome:
    """The result of a job; `done` is None if it failed."""

    name: str
    done: int | None


def run(*, at: datetime) -> list[Outcome]:
    """Run all jobs once.

    A failed job is logged and retried at the next run; the others still run.
    """
    outcomes = []
    for name, job in JOBS:
        try:
            done = job(at=at)
        except Exception:  # one failed job must not stop the others
            logger.exception("The scheduled job failed: %s.", name)
            done = None
        outcomes.append(Outcome(name, done))
    return outcomes


def _sandbox(*, at: datetime) -> int:
    return sandbox_clock.advance_all(at) if settings.GATEWAY == "sandbox" else 0


def _events(*, at: datetime) -> int:
    done, left = webhooks.process_pending(at=at)
    if left:
        raise PendingEventsError(f"{done} events were processed, {left} must be tried again.")
    return done


def _customers(*, at: datetime) -> int:
    return customers.sync_outdated()


def _emails_due(rule: Callable[[datetime], Iterable[Due]]) -> Job:
    def job(*, at: datetime) -> int:
        return outbox.send_due(rule(at), at=at)

    return job


# The command prints the name before the number. Order: first sync with the provider, then apply the
# consequences, then send the e-mails about them.
JOBS: tuple[tuple[str, Job], ...] = (
    ("time in the sandbox", _sandbox),
    ("events", _events),
    ("open purchases", purchases.check_open_purchases),
    ("second subscriptions sent back", lifecycle.retry_refunds),
    ("subscriptions without access ended", lifecycle.end_pending),
    ("cancellations without sign-in", cancellation_requests.carry_out_pending),
    ("new addresses of customers", _customers),
    ("withdrawals", withdrawals.refund_pending),
    ("changes of price", price_changes.apply_due),
    ("unpaid subscriptions ended", dunning.end_unpaid),
    ("gifts delivered", orders.deliver_due),
    ("waiting gifts rescheduled", gift_entitlements.reschedule_all_waiting),
    ("notices of a change of price", price_emails.notify_pending),
    ("notices of another price soon", _emails_due(reminders.price_changes_soon)),
    ("notices of a withdrawn change", _emails_due(price_emails.called_off)),
    ("notices of a failed payment", _emails_due(dunning.due)),
    ("notices of an end", _emails_due(dunning.ended)),
    ("notices that the payment arrived", _emails_due(dunning.recovered)),
    ("notices of a renewal", _emails_due(reminders.renewals)),
    ("reminders twice a year", _emails_due(reminders.half_yearly)),
    ("notices of a trial’s end", _emails_due(reminders.trials)),
    ("notices of a full price", _emails_due(reminders.full_prices)),
    ("notices of a card’s end", _emails_due(reminders.cards)),
    ("notices of a gift’s end", _emails_due(reminders.gifts)),
    ("e-mails retried", outbox.retry_unsent),
    ("expired e-mails", outbox.clear_expired),
    ("background tasks queued again", lost_tasks.requeue),
    ("mailings started or resumed", newsletters.tasks.queue_due_mailings),
    ("checks of story ideas’ files queued again", submissions.tasks.retry_lost_checks),
)
