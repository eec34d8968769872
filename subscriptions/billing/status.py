"""The status of a subscription at a time, for the pages that describe it to the reader."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Exists, OuterRef

from accounts.models import User
from subscriptions.billing import sync, upcoming, withdrawal_history, withdrawals
from subscriptions.models import PlanChange, Subscription

Status, EndReason = Subscription.Status, Subscription.EndReason
END_REASONS = {
    EndReason.WITHDRAWN: ": you withdrew from the contract",
    EndReason.REFUNDED: ": what you had paid was sent back",
    EndReason.PAYMENT: ", because a payment did not go through",
    EndReason.DISPUTED: ", because its payment is disputed",
    EndReason.MISMATCH: (
        ", because something else was paid than was shown. We look at it and write to you"
    ),
}


RENEWS = Exists(  # for a queryset of entitlements: the subscription renews
    Subscription.objects.running().filter(entitlement=OuterRef("pk"), cancel_at_period_end=False)
)
SHARED = Exists(  # for a queryset of members' entitlements: the group owner's subscription renews
    Subscription.objects.running().filter(
        user__owned_group__group_seats__entitlement=OuterRef("pk"),
        user__owned_group__ends_at=None,
        price__plan__seats__gt=1,
        cancel_at_period_end=False,
    )
)


class State(StrEnum):
    TRIAL = "trial"
    ACTIVE = "active"
    CANCELLED = "cancelled"  # but still running until the end of the paid period
    LATE = "late"
    SUSPENDED = "stopped"  # still exists at the provider, but grants no access
    ENDED = "ended"


@dataclass(frozen=True)
class SubscriptionStatus:
    """The status of one subscription at one time.

    `access_until` is the end of access, days of grace included.
    """

    subscription: Subscription
    state: State
    access_until: datetime | None
    reads: bool
    coming: PlanChange | None
    may_withdraw: bool
    withdraw_until: datetime
    is_donation: bool
    at: datetime

    @property
    def terms(self) -> str:
        return terms(self.subscription)

    @property
    def terms_now(self) -> str:
        return self.coming.old_terms if self.coming else f"{self.subscription.what}, {self.terms}"

    @property
    def reduced(self) -> str:
        return "" if self.coming else upcoming.reduced(self.subscription)

    @property
    def pays_until_withdrawal(self) -> bool:
        """Return whether a withdrawal now would refund only the days after it."""
        return not withdrawal_history.is_refunded_in_full(self.subscription, declared_at=self.at)

    @property
    def may_change(self) -> bool:
        """Return whether another price can be chosen.

        Not for donations, for late payments, or after a cancellation.
        """
        return self.state in {State.TRIAL, State.ACTIVE} and self.subscription.price is not None

    @property
    def may_cancel(self) -> bool:
        return self.state in {State.TRIAL, State.ACTIVE, State.LATE, State.SUSPENDED}

    @property
    def is_trial(self) -> bool:
        return self.state == State.TRIAL

    @property
    def is_active(self) -> bool:
        return self.state == State.ACTIVE

    @property
    def is_cancelled(self) -> bool:
        return self.state == State.CANCELLED

    @property
    def is_late(self) -> bool:
        return self.state == State.LATE

    @property
    def is_suspended(self) -> bool:
        return self.state == State.SUSPENDED

    @property
    def is_running(self) -> bool:
        return self.state != State.ENDED

    @property
    def end_reason(self) -> str:
        """Return why it ended, to be added to the sentence that says when."""
        return END_REASONS.get(EndReason(self.subscription.end_reason or EndReason.VOLUNTARY), "")


def status_of(subscription: Subscription, *, at: datetime) -> SubscriptionStatus:
    access_until = sync.entitled_until(subscription)
    changes = subscription.plan_changes.exclude(done_at=None)
    coming = changes.select_related("old__plan", "new__plan").first()
    return SubscriptionStatus(
        subscription=subscription,
        state=_state(subscription, access_until, at),
        access_until=access_until,
        reads=access_until is not None and at < access_until,
        coming=coming if coming is not None and coming.takes_effect_at > at else None,
        may_withdraw=withdrawals.is_within_withdrawal_period(subscription, at=at),
        withdraw_until=withdrawals.ends_at(subscription),
        is_donation=subscription.is_donation,
        at=at,
    )


def of_reader(user: User, *, at: datetime) -> list[SubscriptionStatus]:
    """Return the running subscriptions; if none grants access, also the one that ended last."""
    own = Subscription.objects.filter(user=user).exclude(end_reason=EndReason.DUPLICATE)
    own = own.select_related("price__plan", "purchase")
    statuses = [status_of(subscription, at=at) for subscription in own.filter(ended_at=None)]
    running = [status for status in statuses if status.is_running]
    if any(not status.is_donation for status in running):
        return running
    last = own.of_readers().exclude(ended_at=None).order_by("-ended_at", "-pk").first()
    return [*running, status_of(last, at=at)] if last else running


def terms(subscription: Subscription) -> str:
    price = f"{subscription.money} a {subscription.every}"
    note = subscription.price.tax_note if subscription.price else ""
    return f"{price}, {note}" if note else price


def _state(subscription: Subscription, access_until: datetime | None, at: datetime) -> State:
    """Return the state; `access_until` comes from the caller because it needs queries."""
    if subscription.ended_at is not None or subscription.status == Status.CANCELED:
        return State.ENDED
    if subscription.status == Status.PAST_DUE:
        return State.LATE
    if not subscription.is_running:
        return State.SUSPENDED
    grants_access = subscription.price is not None and not subscription.is_donation
    if grants_access and (access_until is None or access_until <= at):
        return State.SUSPENDED
    if subscription.cancel_at_period_end:
        return State.CANCELLED
    return State.TRIAL if subscription.status == Status.TRIALING else State.ACTIVE
