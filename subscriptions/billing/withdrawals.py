"""Withdraw from a contract within 14 days of its start.

A declaration counts from the second it is received, even if the payment provider is down: it is
stored and its receipt is mailed. The subscription is ended and refunded immediately, or by
`refund_pending` when the provider is back.
"""

import logging
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.reader import mailboxes
from subscriptions.billing import emails, lifecycle, withdrawal_history
from subscriptions.gateways.base import GatewayError
from subscriptions.models import Payment, Price, Subscription, Withdrawal
from subscriptions.models.plan_changes import WITHDRAWAL

logger = logging.getLogger(__name__)


def ends_at(subscription: Subscription) -> datetime:
    return subscription.started_at + WITHDRAWAL


def is_refunded_in_full(user: User, price: Price, *, at: datetime) -> bool:
    """Return whether a page can promise a full refund: given once a year for each reader and plan.

    What a withdrawal really refunds is decided at its confirmation, by
    `withdrawal_history.is_refunded_in_full`.
    """
    return not withdrawal_history.may_have_withdrawn(user.reader_number, price.plan_id, at=at)


def is_within_withdrawal_period(subscription: Subscription, *, at: datetime) -> bool:
    """Return whether the reader may withdraw: within 14 days, once, also if cancelled.

    A donation is not a contract.
    """
    if subscription.is_donation or not lifecycle.may_withdraw(subscription, at=at):
        return False
    return not Withdrawal.objects.filter(subscription=subscription).exists()


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
    declaration = {"name": name, "email": email, "contract": contract}
    try:
        with transaction.atomic():
            if subscription.user is not None:
                # Of two simultaneous withdrawals of a mailbox one is first; the other sees it.
                mailboxes.lock(subscription.user)
            withdrawal = Withdrawal.objects.create(
                subscription=subscription, received_at=received_at or at, **declaration
            )
            emails.withdrawal_received(withdrawal, at=at)
    except IntegrityError:
        return Withdrawal.objects.get(subscription=subscription)
    return withdrawal


def carry_out(withdrawal: Withdrawal, *, at: datetime) -> None:
    """End the subscription and start the refund; raise GatewayError if it must be retried.

    Safe to call again.
    """
    if withdrawal.done_at is not None and not withdrawal.refund_failed:
        return
    subscription = withdrawal.subscription
    lifecycle.withdraw(subscription, declared_at=withdrawal.received_at, at=at)
    Withdrawal.objects.filter(pk=withdrawal.pk).update(done_at=at)
    withdrawal.done_at = at


def refund_pending(*, at: datetime) -> int:
    """Carry out pending withdrawals, and retry failed refunds; return how many are finished."""
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
    return list(withdrawal.subscription.payments.filter(refunded__gt=0))
