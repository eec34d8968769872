"""Changes by readers of their own subscription, at the provider (lifecycle) and by e-mail.

Each may raise GatewayError, and then nothing has changed. Each is idempotent.
"""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from subscriptions.billing import emails, lifecycle, sync
from subscriptions.dates import day_in_words
from subscriptions.gateways.base import GatewayError
from subscriptions.models import CancellationReason, PlanChange, Price, Subscription

EndReason = Subscription.EndReason


def cancel(subscription: Subscription, *, at: datetime) -> None:
    """Stop renewing, or end immediately if a payment is late or missing.

    Otherwise the provider would retry that payment.
    """
    if subscription.ended_at is not None or subscription.cancel_at_period_end:
        return
    if subscription.status in {Subscription.Status.TRIALING, Subscription.Status.ACTIVE}:
        lifecycle.cancel_at_period_end(subscription, at=at)
    else:
        lifecycle.cancel_now(subscription, reason=EndReason.VOLUNTARY, at=at)
    emails.cancelled(subscription, access_until=sync.entitled_until(subscription), at=at)


def may_resume(subscription: Subscription, *, at: datetime) -> bool:
    is_cancelled = subscription.is_running and subscription.cancel_at_period_end
    return is_cancelled and at < subscription.period_ends_at


def resume(subscription: Subscription, *, at: datetime) -> None:
    if not may_resume(subscription, at=at):
        return
    cancelled_at = subscription.canceled_at or subscription.period_ends_at
    lifecycle.resume(subscription, at=at)
    emails.resumed(subscription, cancelled_at=cancelled_at, at=at)


def other_prices(subscription: Subscription) -> QuerySet[Price]:
    prices = Price.objects.listed().filter(currency=subscription.currency)
    prices = prices.exclude(pk=subscription.price_id or 0).select_related("plan")
    return prices.order_by("plan__position", "plan__pk", "amount")


def price_terms(price: Price) -> str:
    parts = [price.plan.name, f"{price.money} a {price.every}"]
    if price.tax_note:
        parts.append(price.tax_note)
    return ", ".join(parts)


def present_terms(subscription: Subscription) -> str:
    if subscription.price is not None:
        return price_terms(subscription.price)
    return f"{subscription.what}, {subscription.money} a {subscription.every}"


def change_sentence(subscription: Subscription, price: Price) -> str:
    day = day_in_words(subscription.period_ends_at)
    return (
        f"From {day} you have {price_terms(price)}, renewed until you cancel. Until then everything"
        f" stays as it is: {present_terms(subscription)}. Nothing is charged today."
    )


def change_plan(subscription: Subscription, price: Price, *, at: datetime) -> PlanChange | None:
    """Change the price from the next period on; return None if this change was made already."""
    if subscription.price_id == price.pk:
        return None
    change = _create_change(subscription, price, at)
    if change is None:
        return None
    try:
        lifecycle.change_plan(subscription, price, at=at)
    except (GatewayError, lifecycle.SubscriptionError):
        # Without this the unique row would block the next attempt.
        change.delete()
        raise
    PlanChange.objects.filter(pk=change.pk).update(done_at=at)
    emails.plan_changed(change, at=at)
    return change


def save_cancellation_reason(
    subscription: Subscription, *, reason: str, words: str, at: datetime
) -> None:
    defaults = {"reason": reason, "words": words, "created_at": at}
    CancellationReason.objects.update_or_create(subscription=subscription, defaults=defaults)


def _create_change(subscription: Subscription, price: Price, at: datetime) -> PlanChange | None:
    """Create the change with the displayed terms.

    Return None if another click created it from the same version.
    """
    try:
        with transaction.atomic():
            return PlanChange.objects.create(
                subscription=subscription,
                old=subscription.price,
                new=price,
                old_terms=present_terms(subscription),
                new_terms=price_terms(price),
                terms_text=change_sentence(subscription, price),
                takes_effect_at=subscription.period_ends_at,
                confirmed_at=at,
                from_version=subscription.version,
            )
    except IntegrityError:
        return None
