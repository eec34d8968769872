"""Failed payments: three notices in the days of grace, then the end or a notice of payment."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from accounts.mail.outbox import Due
from accounts.models import OutboxEmail
from subscriptions import gateways
from subscriptions.billing import emails, lifecycle, sync, upcoming
from subscriptions.gateways.base import GatewayError
from subscriptions.models import Payment, Purchase, Subscription

Status, EndReason = Subscription.Status, Subscription.EndReason

# When each notice is due, counted from the end of the paid period. The provider retries the card on
# its own schedule.
STEPS = (
    ("payment_failed", timedelta(0)),
    ("payment_failed_again", timedelta(days=3)),
    ("payment_failed_last", timedelta(days=6)),
)
NAMES = [name for name, _ in STEPS]
NOTIFY_WITHIN = timedelta(days=3)  # a later e-mail about the outcome would only confuse


class EndingFailed(Exception):
    """The provider did not answer for some subscriptions; the job must run again."""


def late(at: datetime) -> QuerySet[Subscription]:
    rows = Subscription.objects.of_readers().filter(
        status=Status.PAST_DUE, ended_at=None, cancel_at_period_end=False
    )
    rows = rows.exclude(purchase__state=Purchase.State.MISMATCH).exclude(
        end_reason=EndReason.DUPLICATE
    )
    rows = rows.filter(user__is_active=True, paid_until__lte=at)
    return rows.select_related("user", "price__plan", "purchase")


def due(at: datetime) -> Iterator[Due]:
    """Yield the current notice of each late payment.

    A missed notice is not sent later: the next one replaces it.
    """
    unpaid = [Payment.State.OPEN, Payment.State.FAILED]
    for subscription in late(at).filter(paid_until__gt=at - sync.GRACE):
        ends_at, user = sync.entitled_until(subscription), subscription.user
        if ends_at is None or ends_at <= at or user is None:
            continue
        begun = ends_at - sync.GRACE
        reached = [number for number, (_, wait) in enumerate(STEPS) if begun + wait <= at]
        if not reached:
            continue
        number = reached[-1]
        is_last = number + 1 == len(STEPS)
        until = ends_at if is_last else begun + STEPS[number + 1][1]
        # The amount that could not be charged; a discount makes it less than the price.
        payment = subscription.payments.filter(state__in=unpaid).first()
        context = {
            "subscription": subscription,
            "ends_at": ends_at,
            "late_money": payment.money if payment else upcoming.next_money(subscription),
            **emails.subscription_urls(subscription),
        }
        yield Due(NAMES[number], failure_key(subscription), user, context, until, subscription)


def failure_key(subscription: Subscription) -> str:
    """Return the outbox key of a late payment: the subscription and the end of its paid period."""
    return f"{subscription.pk} {subscription.paid_until:%Y-%m-%d}"


def ended(at: datetime) -> Iterator[Due]:
    """Yield the notice that a subscription ended unpaid, unless the reader subscribed again."""
    rows = Subscription.objects.of_readers().filter(
        end_reason=EndReason.PAYMENT, user__is_active=True
    )
    rows = rows.filter(ended_at__gt=at - NOTIFY_WITHIN, ended_at__lte=at)
    for subscription in rows.select_related("user", "price__plan", "purchase"):
        user, key = subscription.user, str(subscription.pk)
        running = Subscription.objects.of_readers().running().filter(user=user)
        if user is not None and not running.exists():
            context = {"subscription": subscription}
            until = (subscription.ended_at or at) + NOTIFY_WITHIN
            yield Due("subscription_ended", key, user, context, until, subscription)


def recovered(at: datetime) -> Iterator[Due]:
    """Yield a short notice to readers whose failed payment has arrived since we wrote to them."""
    outbox_emails = OutboxEmail.objects.filter(name__in=NAMES, claimed_at__gt=at - 2 * sync.GRACE)
    outbox_emails = outbox_emails.filter(
        subscription__status=Status.ACTIVE, subscription__ended_at=None, user__is_active=True
    )
    related = ("user", "subscription__price__plan", "subscription__purchase")
    for outbox_email in outbox_emails.select_related(*related):
        subscription, user = outbox_email.subscription, outbox_email.user
        if subscription is None or user is None:
            continue
        paid = subscription.payments.filter(
            state=Payment.State.PAID, amount__gt=0, paid_at__isnull=False
        )
        paid_at = paid.order_by("-paid_at").values_list("paid_at", flat=True).first()
        if paid_at is None or paid_at <= at - NOTIFY_WITHIN:
            continue
        context = {
            "subscription": subscription,
            "renews_at": subscription.renews_at(),
            "next_money": upcoming.next_money(subscription),
        }
        until = paid_at + NOTIFY_WITHIN
        yield Due("payment_recovered", outbox_email.key, user, context, until, subscription)


def end_unpaid(*, at: datetime) -> int:
    """End subscriptions that are unpaid after the grace period, so that nobody is charged later."""
    late = Subscription.objects.of_readers().filter(
        status__in=[Status.PAST_DUE, Status.UNPAID], ended_at=None
    )
    over = list(late.filter(paid_until__lte=at - sync.GRACE, gateway=settings.GATEWAY))
    ended, failed = 0, 0
    for subscription in over:
        try:
            ended += _end_if_unpaid(subscription, at)
        except GatewayError:
            failed += 1
    if failed:
        raise EndingFailed(f"{failed} of {len(over)} unpaid subscriptions could not be ended yet.")
    return ended


def _end_if_unpaid(subscription: Subscription, at: datetime) -> bool:
    lifecycle.sync_now(subscription.gateway, subscription.gateway_id, at=at)
    # A payment that arrived meanwhile keeps the subscription.
    subscription.refresh_from_db()
    paid_until = subscription.paid_until
    if subscription.ended_at is not None or paid_until is None or paid_until > at - sync.GRACE:
        return False
    gateways.named(subscription.gateway).cancel_now(subscription.gateway_id)
    unexplained = Subscription.objects.filter(pk=subscription.pk, end_reason="")
    unexplained.update(end_reason=EndReason.PAYMENT)
    lifecycle.sync_now(subscription.gateway, subscription.gateway_id, at=at)
    return True
