"""What a reader does to the own agreement: the provider first (lifecycle), then the mail that says so.

Every verb may raise GatewayTrouble, and then nothing has changed. Asking twice does what asking once does.
"""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from subscriptions.billing import emails, lifecycle
from subscriptions.gateways.base import GatewayError
from subscriptions.models import LeavingReason, PlanChange, Price, Subscription
from subscriptions.periods import day_in_words

EndReason = Subscription.EndReason


def cancel(subscription: Subscription, *, at: datetime) -> None:
    """Stop renewing. What is not paid for ends at once, so that a late payment is not tried any more."""
    if subscription.ended_at is not None or subscription.cancel_at_period_end:
        return
    if subscription.status in {Subscription.Status.TRIALING, Subscription.Status.ACTIVE}:
        lifecycle.cancel_at_period_end(subscription, at=at)
    else:
        lifecycle.cancel_now(subscription, reason=EndReason.VOLUNTARY, at=at)
    emails.cancelled(subscription, reads_until=lifecycle.entitled_until(subscription), at=at)


def may_resume(subscription: Subscription, *, at: datetime) -> bool:
    return subscription.is_running and subscription.cancel_at_period_end and at < subscription.period_ends_at


def resume(subscription: Subscription, *, at: datetime) -> None:
    """Take the cancellation back; it renews again."""
    if not may_resume(subscription, at=at):
        return
    cancelled_at = subscription.canceled_at or subscription.period_ends_at
    lifecycle.resume(subscription, at=at)
    emails.resumed(subscription, cancelled_at=cancelled_at, at=at)


def other_prices(subscription: Subscription) -> QuerySet[Price]:
    """What it can be changed to: the listed prices in its currency, without its own."""
    listed = Price.objects.listed().filter(currency=subscription.currency).exclude(pk=subscription.price_id or 0)
    return listed.select_related("plan").order_by("plan__position", "plan__pk", "amount")


def price_terms(price: Price) -> str:
    """ "Digital, $40 a year, including VAT"."""
    return ", ".join(part for part in (price.plan.name, f"{price.money} a {price.every}", price.tax_note) if part)


def present_terms(subscription: Subscription) -> str:
    if subscription.price is not None:
        return price_terms(subscription.price)
    return f"{subscription.what}, {subscription.money} a {subscription.every}"


def change_sentence(subscription: Subscription, price: Price) -> str:
    """What the reader confirms."""
    day = day_in_words(subscription.period_ends_at)
    return (
        f"From {day} you have {price_terms(price)}, renewed until you cancel. "
        f"Until then everything stays as it is: {present_terms(subscription)}. Nothing is charged today."
    )


def change_plan(subscription: Subscription, price: Price, *, at: datetime) -> PlanChange | None:
    """From the next period on; None where this very change is made already."""
    if subscription.price_id == price.pk:
        return None
    change = _begun(subscription, price, at)
    if change is None:
        return None
    try:
        lifecycle.change_plan(subscription, price, at=at)
    except (GatewayError, lifecycle.SubscriptionError):
        change.delete()
        raise
    PlanChange.objects.filter(pk=change.pk).update(done_at=at)
    emails.plan_changed(change, at=at)
    return change


def save_leaving_reason(subscription: Subscription, *, reason: str, words: str, at: datetime) -> None:
    """Why somebody cancelled: asked afterwards, and only if they care to say."""
    defaults = {"reason": reason, "words": words, "given_at": at}
    LeavingReason.objects.update_or_create(subscription=subscription, defaults=defaults)


def _begun(subscription: Subscription, price: Price, at: datetime) -> PlanChange | None:
    """The change as it was shown; None where another click has begun one from the same state."""
    try:
        with transaction.atomic():
            return PlanChange.objects.create(
                subscription=subscription,
                old=subscription.price,
                new=price,
                old_terms=present_terms(subscription),
                new_terms=price_terms(price),
                shown=change_sentence(subscription, price),
                takes_effect_at=subscription.period_ends_at,
                confirmed_at=at,
                from_version=subscription.version,
            )
    except IntegrityError:
        return None
