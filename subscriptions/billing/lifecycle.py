"""The actions on a subscription: cancel, resume, change plan, refund, withdraw.

Each calls the provider first and then syncs: the provider's state is written to the Subscription,
its Payments and its Entitlement in one transaction. Nothing else writes these. GatewayError means
that our rows are unchanged.
"""

import logging
from datetime import datetime

from django.conf import settings
from django.db.models import Q, QuerySet

from accounts.exceptions import Refusal
from subscriptions import gateways, gift_entitlements
from subscriptions.billing import emails, single_payments, sync, withdrawal_history
from subscriptions.gateways.base import Gateway, GatewayError, Terms
from subscriptions.models import Payment, Price, Purchase, Subscription
from subscriptions.models.plan_changes import WITHDRAWAL

EndReason = Subscription.EndReason

logger = logging.getLogger(__name__)


class SubscriptionError(Refusal):
    """An action that the present state does not allow; the message says why."""


# Actions of readers, the desk and the scheduled job


def cancel_at_period_end(subscription: Subscription, *, at: datetime) -> Subscription:
    """Stop renewing; the reader keeps access until the end of the paid period."""
    _gateway(subscription).cancel_at_period_end(subscription.gateway_id)
    return _synced(subscription, at)


def resume(subscription: Subscription, *, at: datetime) -> Subscription:
    _gateway(subscription).resume(subscription.gateway_id)
    return _synced(subscription, at)


def change_plan(subscription: Subscription, price: Price, *, at: datetime) -> Subscription:
    """Charge another price from the next period on; charge and refund nothing for this one."""
    if price.currency != subscription.currency:
        raise SubscriptionError(
            f"The subscription is paid in {subscription.currency}, not in {price.currency}."
        )
    # An idempotency key: equal for a retry of this change, new for a change after it (`version`).
    key = f"change-{subscription.gateway_id}-{price.pk}-{subscription.version}"
    _gateway(subscription).change_terms(subscription.gateway_id, terms_of(price), key=key)
    Subscription.objects.filter(pk=subscription.pk).update(price=price)
    return _synced(subscription, at)


def cancel_now(subscription: Subscription, *, reason: str, at: datetime) -> Subscription:
    """End the subscription and its entitlement immediately, without a refund."""
    _gateway(subscription).cancel_now(subscription.gateway_id)
    subscriptions = Subscription.objects.filter(pk=subscription.pk)
    subscriptions.filter(access_revoked_at=None).update(access_revoked_at=at)
    subscriptions.filter(end_reason="").update(end_reason=reason)
    return _synced(subscription, at)


def refund(
    payment: Payment, *, amount: int | None = None, ends_access: bool = False, at: datetime
) -> None:
    """Start the refund of `amount`, or of all that is left.

    `ends_access` also ends the subscription and its entitlement, or revokes the gift.
    """
    left = payment.amount - payment.refunded
    amount = left if amount is None else amount
    if not 0 < amount <= left or not payment.is_good:
        raise SubscriptionError("There is not so much left to send back.")
    # The key contains the amount refunded before: a second partial refund has another key.
    key = f"refund-{payment.gateway_id}-{payment.refunded}-{amount}"
    if ends_access and payment.subscription is not None:
        # Ended first: if the refund fails, nothing more is charged, and it can be sent again.
        cancel_now(payment.subscription, reason=EndReason.DESK, at=at)
    gateways.named(payment.gateway).refund(payment.gateway_id, amount, key=key)
    if payment.subscription is None:
        single_payments.sync(payment, at=at)
        if ends_access:
            gift_entitlements.revoke_of(payment, at=at)
        payment.refresh_from_db()
        return
    _synced(payment.subscription, at)


def may_withdraw(subscription: Subscription, *, at: datetime) -> bool:
    """Return whether the reader may still withdraw: once, within 14 days to the second."""
    in_time = at < subscription.started_at + WITHDRAWAL
    return in_time and subscription.end_reason not in {EndReason.WITHDRAWN, EndReason.DUPLICATE}


def withdraw(
    subscription: Subscription, *, declared_at: datetime | None = None, at: datetime
) -> list[Payment]:
    """End the subscription and start its refunds; return the payments to refund.

    A second call refunds what is left.

    `declared_at` is the time of the declaration if it is carried out later. It decides time limit,
    end and amounts.
    """
    declared_at = declared_at or at
    if declared_at >= subscription.started_at + WITHDRAWAL:
        raise SubscriptionError("The 14 days in which you can withdraw are over.")
    _gateway(subscription).cancel_now(subscription.gateway_id)
    subscriptions = Subscription.objects.filter(pk=subscription.pk).exclude(
        end_reason=EndReason.DUPLICATE
    )
    subscriptions.update(end_reason=EndReason.WITHDRAWN)
    subscriptions.filter(access_revoked_at=None).update(access_revoked_at=declared_at)
    in_full = withdrawal_history.is_refunded_in_full(subscription, declared_at=declared_at)
    cancel_now(subscription, reason=EndReason.WITHDRAWN, at=at)
    refunded = []
    for payment in list(_paid(subscription)):
        # Everything, or the unused part if the reader pays for the days until the withdrawal.
        amount = payment.due_at_withdrawal(declared_at, in_full=in_full)
        if amount:
            refund(payment, amount=amount, at=at)
            refunded.append(payment)
    return refunded


def end_pending(*, at: datetime) -> int:
    """End subscriptions that grant nothing and would renew; return how many ended.

    An earlier attempt to end them has failed.
    """
    opens_nothing = Q(access_revoked_at__isnull=False) | Q(purchase__state=Purchase.State.MISMATCH)
    left = Subscription.objects.filter(opens_nothing, ended_at=None, gateway=settings.GATEWAY)
    ended = 0
    for subscription in left.exclude(end_reason=EndReason.DUPLICATE):
        try:
            ended += _synced(subscription, at).ended_at is not None
        except GatewayError:
            logger.exception("The subscription %s must wait.", subscription.pk)
    return ended


def retry_refunds(*, at: datetime) -> int:
    """End and refund subscriptions where an earlier attempt failed; return how many are finished.

    These are duplicates, and subscriptions paid after the account was closed.
    """
    finished = 0
    for subscription in Subscription.objects.to_send_back(at).filter(gateway=settings.GATEWAY):
        try:
            _refund_all(subscription, subscription.end_reason, at)
        except (GatewayError, SubscriptionError):
            logger.exception("The refund of the subscription %s must wait.", subscription.pk)
        else:
            finished += 1
    return finished


# Sync with the provider


def sync_now(gateway: str, subscription_id: str, *, at: datetime) -> Subscription | None:
    """Sync our rows with the provider's present state; return None if the subscription is not ours.

    Then end what must not go on: refund a duplicate and one whose account is closed, and stop the
    renewal of one that was refunded, disputed or cut off.
    """
    subscription = sync.sync(gateway, subscription_id, at=at)
    if subscription is None or subscription.ended_at is not None:
        return subscription
    reason = _reason_to_end(subscription)
    if subscription.end_reason == EndReason.DUPLICATE:
        _refund_all(subscription, EndReason.DUPLICATE, at)
    elif subscription.user is None and subscription.price is not None:
        # The reader paid on a page that was still open when the account was closed.
        _refund_all(subscription, EndReason.CLOSED, at)
    elif reason:
        _gateway(subscription).cancel_now(subscription.gateway_id)
        Subscription.objects.filter(pk=subscription.pk, end_reason="").update(end_reason=reason)
        sync.sync(gateway, subscription_id, at=at)
    subscription.refresh_from_db()
    return subscription


def _reason_to_end(subscription: Subscription) -> str:
    if sync.has_mismatch(subscription):
        return EndReason.MISMATCH
    if subscription.access_revoked_at is not None:
        return EndReason.DESK
    # `sync` replaces VOLUNTARY by REFUNDED or DISPUTED.
    return EndReason.VOLUNTARY if sync.is_refunded(subscription) else ""


def _gateway(subscription: Subscription) -> Gateway:
    return gateways.named(subscription.gateway)


def _synced(subscription: Subscription, at: datetime) -> Subscription:
    sync_now(subscription.gateway, subscription.gateway_id, at=at)
    subscription.refresh_from_db()
    return subscription


def _refund_all(subscription: Subscription, reason: str, at: datetime) -> None:
    cancel_now(subscription, reason=reason, at=at)
    for payment in list(_paid(subscription)):
        refund(payment, at=at)
    if subscription.end_reason == EndReason.DUPLICATE:  # a closed account has no address
        emails.duplicate(subscription, had_offer=sync.is_second_first_offer(subscription), at=at)


def _paid(subscription: Subscription) -> QuerySet[Payment]:
    return subscription.payments.filter(state=Payment.State.PAID, amount__gt=0)


def terms_of(price: Price) -> Terms:
    return Terms(
        product_key=f"plan-{price.plan_id}",
        product=price.plan.name,
        amount=price.amount,
        currency=price.currency,
        interval=price.interval,
        interval_count=price.interval_count,
    )
