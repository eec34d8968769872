"""E-mails about a subscription.

The outbox sends each at most once for the event that its key names.
"""

from datetime import datetime
from typing import Any

from subscriptions import outbox
from subscriptions.billing import upcoming, withdrawal_history
from subscriptions.models import OutboxEmail, Payment, PlanChange, Subscription, Withdrawal
from subscriptions.models.money import format_money


def started(subscription: Subscription, *, withdraw_until: datetime, at: datetime) -> None:
    payment = (
        subscription.payments.filter(state=Payment.State.PAID, amount__gt=0)
        .order_by("made_at")
        .first()
    )
    text = (
        subscription.purchase.terms_text.replace("\n", "\n\n") if subscription.purchase else ""
    )  # one paragraph a line
    words = {"payment": payment, "shown": text, "withdraw_until": withdraw_until}
    _send("subscription_started", f"{subscription.pk}", subscription, words, at=at)


def cancelled(subscription: Subscription, *, access_until: datetime | None, at: datetime) -> None:
    moment = subscription.canceled_at or at
    words = {"access_until": access_until, "at": at, "terms_now": _terms_now(subscription, at)}
    _send(
        "subscription_cancelled",
        f"{subscription.pk} {moment:%Y-%m-%dT%H:%M:%S}",
        subscription,
        words,
        at=at,
    )


def resumed(subscription: Subscription, *, cancelled_at: datetime, at: datetime) -> None:
    """Confirm that the cancellation made at `cancelled_at` is undone."""
    words = {"reduced": "" if _pending_change(subscription, at) else upcoming.reduced(subscription)}
    _send(
        "subscription_resumed",
        f"{subscription.pk} {cancelled_at:%Y-%m-%dT%H:%M:%S}",
        subscription,
        words,
        at=at,
    )


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
    back = " and ".join(
        format_money(due, payment.currency)
        for payment in paid
        if (due := payment.due_at_withdrawal(withdrawal.received_at, in_full=in_full))
    )
    words = {"withdrawal": withdrawal, "back": back}
    user = withdrawal.subscription.user
    # Also to the account's address, so that its owner learns of a declaration made with another
    # address.
    for to in {withdrawal.email, user.email if user else withdrawal.email}:
        key = f"{withdrawal.pk} {to}"
        _send("withdrawal_received", key, withdrawal.subscription, words, at=at, to=to)


def refund_started(payment: Payment, *, at: datetime) -> None:
    """Tell the payer about a refund.

    A further partial refund of the same payment gets its own e-mail.
    """
    key, to = (
        f"{payment.pk} {payment.refunded}",
        payment.user.email if payment.user else payment.billed_to,
    )
    if (
        not to
        or not payment.refunded
        or OutboxEmail.objects.filter(name="refund_started", key=key).exists()
    ):
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
    """Tell the reader that a second subscription, or one paid on an outdated page, was ended and is
    refunded.

    `had_offer`: it began with a trial or a lower price, and the reader has had a subscription
    before.
    """
    payments = list(subscription.payments.filter(amount__gt=0))
    runs = (
        Subscription.objects.of_readers()
        .running()
        .filter(user=subscription.user)
        .exclude(pk=subscription.pk)
    )
    words = {"payments": payments, "another_runs": runs.exists(), "had_offer": had_offer}
    _send("subscription_duplicate", f"{subscription.pk}", subscription, words, at=at)


def _pending_change(subscription: Subscription, at: datetime) -> PlanChange | None:
    return subscription.plan_changes.exclude(done_at=None).filter(takes_effect_at__gt=at).first()


def _terms_now(subscription: Subscription, at: datetime) -> str:
    coming = _pending_change(subscription, at)
    return (
        coming.old_terms
        if coming
        else f"{subscription.what}, {subscription.money} a {subscription.every}"
    )


def _send(
    name: str,
    key: str,
    subscription: Subscription,
    words: dict[str, Any],
    *,
    at: datetime,
    to: str = "",
) -> None:
    user = subscription.user
    if user is None:
        return
    context = {"subscription": subscription, **words}
    outbox.send_once(
        name, key, to=to or user.email, user=user, subscription=subscription, context=context, at=at
    )
