"""Failed payments: three notices in the days of grace, then the end, or a notice that the payment
has arrived.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from subscriptions import gateways, outbox
from subscriptions.billing import lifecycle, sync, upcoming
from subscriptions.gateways.base import GatewayError
from subscriptions.models import OutboxEmail, Payment, Purchase, Subscription
from subscriptions.outbox import Due

Status, EndReason = Subscription.Status, Subscription.EndReason

# When each notice is due, counted from the end of the paid period. The provider retries the card on
# its own schedule.
STEPS = (
    ("payment_failed", timedelta(0)),
    ("payment_failed_again", timedelta(days=3)),
    ("payment_failed_last", timedelta(days=6)),
)
NAMES = [name for name, _ in STEPS]
WORTH_TELLING = timedelta(days=3)  # a later e-mail about the outcome would only confuse


class NotAllEnded(Exception):
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
    for subscription in late(at).filter(paid_until__gt=at - sync.GRACE):
        ends_at = sync.entitled_until(subscription)
        if ends_at is None or ends_at <= at or subscription.user is None:
            continue
        begun = ends_at - sync.GRACE
        reached = [position for position, (_, wait) in enumerate(STEPS) if begun + wait <= at]
        if reached:
            name, until = STEPS[reached[-1]][0], _next_step(reached[-1], begun)
            words = {"ends_at": ends_at, "late_money": _late_money(subscription)}
            context = {"subscription": subscription, **words, **outbox.addresses(subscription)}
            yield Due(name, episode(subscription), subscription.user, context, until, subscription)


def episode(subscription: Subscription) -> str:
    """Return the outbox key of one late payment: the subscription and the end of the period paid
    before it.
    """
    return f"{subscription.pk} {subscription.paid_until:%Y-%m-%d}"


def ended(at: datetime) -> Iterator[Due]:
    """Yield the notice that a subscription ended unpaid, except to readers who have subscribed
    again.
    """
    rows = Subscription.objects.of_readers().filter(
        end_reason=EndReason.PAYMENT, user__is_active=True
    )
    rows = rows.filter(ended_at__gt=at - WORTH_TELLING, ended_at__lte=at)
    for subscription in rows.select_related("user", "price__plan", "purchase"):
        user = subscription.user
        if (
            user is not None
            and not Subscription.objects.of_readers().running().filter(user=user).exists()
        ):
            context = {"subscription": subscription}
            until = (subscription.ended_at or at) + WORTH_TELLING
            yield Due(
                "subscription_ended", str(subscription.pk), user, context, until, subscription
            )


def recovered(at: datetime) -> Iterator[Due]:
    """Yield a short notice to readers whose failed payment has arrived since we wrote to them."""
    outbox_emails = OutboxEmail.objects.filter(name__in=NAMES, claimed_at__gt=at - 2 * sync.GRACE)
    outbox_emails = outbox_emails.filter(
        subscription__status=Status.ACTIVE, subscription__ended_at=None, user__is_active=True
    )
    for outbox_email in outbox_emails.select_related(
        "user", "subscription__price__plan", "subscription__purchase"
    ):
        subscription, paid_at = outbox_email.subscription, _last_paid_at(outbox_email.subscription)
        if (
            subscription is None
            or outbox_email.user is None
            or paid_at is None
            or paid_at <= at - WORTH_TELLING
        ):
            continue
        words = {
            "renews_at": subscription.renews_at(),
            "next_money": upcoming.next_money(subscription),
        }
        context = {"subscription": subscription, **words}
        yield Due(
            "payment_recovered",
            outbox_email.key,
            outbox_email.user,
            context,
            paid_at + WORTH_TELLING,
            subscription,
        )


def end_unpaid(*, at: datetime) -> int:
    """End subscriptions at the provider that are unpaid after the grace period, so that nobody is
    charged later.
    """
    late = Subscription.objects.of_readers().filter(
        status__in=[Status.PAST_DUE, Status.UNPAID], ended_at=None
    )
    over = late.filter(paid_until__lte=at - sync.GRACE, gateway=settings.GATEWAY)
    answers = [_end(subscription, at) for subscription in over]
    if None in answers:
        raise NotAllEnded(
            f"{answers.count(None)} of {len(answers)} unpaid subscriptions could not be ended yet."
        )
    return answers.count(True)


def _end(subscription: Subscription, at: datetime) -> bool | None:
    try:
        lifecycle.sync_now(subscription.gateway, subscription.gateway_id, at=at)
        # A payment that arrived meanwhile keeps the subscription.
        subscription.refresh_from_db()
        paid_until = subscription.paid_until
        if subscription.ended_at is not None or paid_until is None or paid_until > at - sync.GRACE:
            return False
        gateways.named(subscription.gateway).cancel_now(subscription.gateway_id)
        Subscription.objects.filter(pk=subscription.pk, end_reason="").update(
            end_reason=EndReason.PAYMENT
        )
        lifecycle.sync_now(subscription.gateway, subscription.gateway_id, at=at)
    # The caller counts these and raises.
    except GatewayError:
        return None
    return True


def _next_step(position: int, begun: datetime) -> datetime:
    return begun + (STEPS[position + 1][1] if position + 1 < len(STEPS) else sync.GRACE)


def _late_money(subscription: Subscription) -> str:
    """Return the amount that could not be charged; a discount makes it less than the price."""
    payment = subscription.payments.filter(
        state__in=[Payment.State.OPEN, Payment.State.FAILED]
    ).first()
    return payment.money if payment else upcoming.next_money(subscription)


def _last_paid_at(subscription: Subscription | None) -> datetime | None:
    if subscription is None:
        return None
    paid = subscription.payments.filter(state=Payment.State.PAID, amount__gt=0).exclude(
        paid_at=None
    )
    return paid.order_by("-paid_at").values_list("paid_at", flat=True).first()
