"""Subscriptions and payments when an account is closed.

The provider must end every subscription before anything is deleted. Amounts, dates, numbers and
terms are retained by law, but without name and address: the provider has the invoices with these.
"""

from datetime import datetime

from accounts.models import User
from accounts.signals import ClosingRefused
from subscriptions.billing import cancellation_requests, checkout, lifecycle
from subscriptions.gateways.base import GatewayError
from subscriptions.models import (
    CancellationReason,
    CancellationRequest,
    Payment,
    Purchase,
    Subscription,
    Withdrawal,
)

WAITS = (
    "Your subscription could not be cancelled, because the payment provider does not answer or"
    " refuses. We don’t close your account before that is done, so that nothing more is charged."
    " Please try again in a few minutes."
)
JUST_PAID = (
    "A payment of yours is just coming in. Please look at your account in a minute, and close it"
    " then if you still want to."
)
State = Purchase.State


def end_agreements(user: User, *, at: datetime) -> None:
    try:
        for purchase in Purchase.objects.filter(user=user, state=State.OPEN):
            if not checkout.abandon(purchase):
                raise ClosingRefused(JUST_PAID)
        for subscription in Subscription.objects.filter(user=user, ended_at=None):
            lifecycle.cancel_now(subscription, reason=Subscription.EndReason.CLOSED, at=at)
    except GatewayError as trouble:
        raise ClosingRefused(WAITS) from trouble


def delete_personal_data(user: User) -> None:
    """Delete personal data, in the transaction that deletes the account.

    Raise ClosingRefused if a purchase or subscription began in the meantime.
    """
    running = Subscription.objects.filter(user=user, ended_at=None).exists()
    if running or Purchase.objects.filter(user=user, state=State.OPEN).exists():
        raise ClosingRefused(JUST_PAID)
    Purchase.objects.filter(user=user).update(email="")
    Payment.objects.filter(user=user).update(billed_to="")
    Withdrawal.objects.filter(subscription__user=user).update(name="", email="")
    CancellationReason.objects.filter(subscription__user=user).update(words="")
    declarations = CancellationRequest.objects.filter(cancellation_requests.filter_for_user(user))
    declarations.update(account_closed=True)
