"""E-mails about a subscription.

The outbox sends each at most once for the event that its key names.
"""

from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts.absolute_urls import absolute_url
from accounts.mail import outbox
from accounts.models import OutboxEmail
from subscriptions.billing import upcoming, withdrawal_history
from subscriptions.models import Payment, PlanChange, Subscription, Withdrawal
from subscriptions.models.money import format_money


def subscription_urls(subscription: Subscription) -> dict[str, str]:
    return {
        "own_url": absolute_url(reverse("subscriptions:own")),
        "cancel_url": absolute_url(reverse("subscriptions:cancel", args=[subscription.pk])),
        "card_url": absolute_url(reverse("subscriptions:card", args=[subscription.pk])),
    }


def started(subscription: Subscription, *, withdraw_until: datetime, at: datetime) -> None:
    paid = subscription.payments.filter(state=Payment.State.PAID, amount__gt=0)
    terms_text = subscription.purchase.terms_text if subscription.purchase else ""
    context = {
        "payment": paid.order_by("made_at").first(),
        "shown": terms_text.replace("\n", "\n\n"),  # one paragraph a line
        "withdraw_until": withdraw_until,
    }
    _send("subscription_started", f"{subscription.pk}", subscription, context, at=at)


def cancelled(subscription: Subscription, *, access_until: datetime | None, at: datetime) -> None:
    change = _pending_change(subscription, at)
    terms_now = f"{subscription.what}, {subscription.money} a {subscription.every}"
    context = {
        "access_until": access_until,
        "at": at,
        "terms_now": change.old_terms if change else terms_now,
    }
    key = _key(subscription, subscription.canceled_at or at)
    _send("subscription_cancelled", key, subscription, context, at=at)


def resumed(subscription: Subscription, *, cancelled_at: datetime, at: datetime) -> None:
    """Confirm that the cancellation made at `cancelled_at` is undone."""
    is_changing = _pending_change(subscription, at) is not None
    context = {"reduced": "" if is_changing else upcoming.reduced(subscription)}
    _send("subscription_resumed", _key(subscription, cancelled_at), subscription, context, at=at)


def plan_changed(change: PlanChange, *, at: datetime) -> None:
    _send("plan_changed", f"{change.pk}", change.subscription, {"change": change}, at=at)


def withdrawal_received(withdrawal: Withdrawal, *, at: datetime) -> None:
    """Send the receipt with date and time.

    Call it in the transaction that stores the declaration.
    """
    paid = withdrawal.subscription.payments.filter(state=Payment.State.PAID, amount__gt=0)
    in_full = withdrawal_history.is_refunded_in_full(
        withdrawal.subscription, declared_at=withdrawal.received_at
    )
    due = [
        (payment.due_at_withdrawal(withdrawal.received_at, in_full=in_full), payment.currency)
        for payment in paid
    ]
    amounts = [format_money(amount, currency) for amount, currency in due if amount]
    context = {"withdrawal": withdrawal, "back": " and ".join(amounts)}
    user = withdrawal.subscription.user
    # Also to the account's address: its owner must learn of a declaration with another one.
    for to in {withdrawal.email, user.email if user else withdrawal.email}:
        key = f"{withdrawal.pk} {to}"
        _send("withdrawal_received", key, withdrawal.subscription, context, at=at, to=to)


def refund_started(payment: Payment, *, at: datetime) -> None:
    """Tell the payer about a refund.

    A further partial refund of the same payment gets its own e-mail.
    """
    key = f"{payment.pk} {payment.refunded}"
    to = payment.user.email if payment.user else payment.billed_to
    if not to or not payment.refunded:
        return
    if OutboxEmail.objects.filter(name="refund_started", key=key).exists():
        return
    outbox.send_once(
        "refund_started",
        key,
        to=to,
        user=payment.user,
        subscription=payment.subscription,
        context={"payment": payment, "is_whole": payment.refunded == payment.amount},
        at=at,
    )


def duplicate(subscription: Subscription, *, had_offer: bool = False, at: datetime) -> None:
    """Tell the reader that a duplicate subscription was ended and is refunded.

    It is a second one, or was paid on an outdated page. `had_offer`: it began with a trial or a
    lower price, and the reader has had a subscription before.
    """
    running = Subscription.objects.of_readers().running().filter(user=subscription.user)
    context = {
        "payments": list(subscription.payments.filter(amount__gt=0)),
        "another_runs": running.exclude(pk=subscription.pk).exists(),
        "had_offer": had_offer,
    }
    _send("subscription_duplicate", f"{subscription.pk}", subscription, context, at=at)


def _pending_change(subscription: Subscription, at: datetime) -> PlanChange | None:
    return subscription.plan_changes.exclude(done_at=None).filter(takes_effect_at__gt=at).first()


def _key(subscription: Subscription, moment: datetime) -> str:
    return f"{subscription.pk} {moment:%Y-%m-%dT%H:%M:%S}"


def _send(
    name: str,
    key: str,
    subscription: Subscription,
    context: dict[str, Any],
    *,
    at: datetime,
    to: str = "",
) -> None:
    user = subscription.user
    if user is None:
        return
    outbox.send_once(
        name,
        key,
        to=to or user.email,
        user=user,
        subscription=subscription,
        context={"subscription": subscription, **context},
        at=at,
    )
