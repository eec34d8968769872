"""Withdrawing from the contract within 14 days of its start.

The declaration counts from the second it is received, whether or not the payment provider can be reached then: it is
kept, its receipt is mailed, and ending and refunding are done at once or, by `work_off`, as soon as they can be.
"""

import logging
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from subscriptions.billing import emails, lifecycle, withdrawal_history
from subscriptions.gateways.base import GatewayError
from subscriptions.models import Payment, Price, Subscription, Withdrawal

logger = logging.getLogger(__name__)


def ends_at(subscription: Subscription) -> datetime:
    """From this second on it is too late."""
    return subscription.started_at + lifecycle.WITHDRAWAL


def is_refunded_in_full(user: User, price: Price, *, at: datetime) -> bool:
    """Return whether a withdrawal refunds everything: true once a year for each reader and plan."""
    return not withdrawal_history.has_withdrawn(user.reader_number, price.plan_id, at=at)


def is_within_withdrawal_period(subscription: Subscription, *, at: datetime) -> bool:
    """Within the 14 days, once, cancelled or not; a donation is a gift and no contract."""
    declared = Withdrawal.objects.filter(subscription=subscription).exists()
    return lifecycle.may_withdraw(subscription, at=at) and not subscription.is_donation and not declared


def declare(
    subscription: Subscription,
    *,
    name: str,
    email: str,
    contract: str,
    received_at: datetime | None = None,
    at: datetime,
) -> Withdrawal:
    """Store the declaration and mail its receipt; a second click returns the first declaration.

    `received_at` is earlier than `at` if it was declared without signing in and confirmed later.
    """
    words = {"name": name, "email": email, "contract": contract, "received_at": received_at or at}
    try:
        with transaction.atomic():
            withdrawal = Withdrawal.objects.create(subscription=subscription, **words)
            emails.withdrawal_received(withdrawal, at=at)
    except IntegrityError:
        return Withdrawal.objects.get(subscription=subscription)
    return withdrawal


def carry_out(withdrawal: Withdrawal, *, at: datetime) -> None:
    """End the subscription and start the refund; GatewayTrouble where that must wait. Doing it again does no harm."""
    if withdrawal.done_at is not None and not withdrawal.refund_failed:
        return
    subscription = withdrawal.subscription
    lifecycle.withdraw(subscription, declared_at=withdrawal.received_at, at=at)
    Withdrawal.objects.filter(pk=withdrawal.pk).update(done_at=at)
    withdrawal.done_at = at


def refund_pending(*, at: datetime) -> int:
    """Carry out what had to wait, and send refunds again that failed; return how many are done now."""
    done = 0
    for withdrawal in Withdrawal.objects.to_carry_out(at).select_related("subscription"):
        try:
            carry_out(withdrawal, at=at)
        except (GatewayError, lifecycle.SubscriptionError):
            logger.exception("The withdrawal %s must wait.", withdrawal.pk)
        else:
            done += 1
    return done


def refunds(withdrawal: Withdrawal) -> list[Payment]:
    """What is on its way back."""
    return list(withdrawal.subscription.payments.filter(refunded__gt=0))
