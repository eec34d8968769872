"""The sandbox's record of a subscription: how time renews it, makes payments late, or ends it."""

import secrets
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from subscriptions.dates import after
from subscriptions.gateways.base import (
    Card,
    Discount,
    PaymentState,
    RemotePayment,
    RemoteSubscription,
    Terms,
)

ABANDON_AFTER = timedelta(days=14)  # ends the subscription if the payment is still late
MAX_PERIODS = 400  # periods at a time: a clock that jumps by years must not block the page


def new_id(kind: str) -> str:
    return f"sandbox_{kind}_{secrets.token_hex(8)}"


def stamp(moment: datetime) -> float:
    return moment.timestamp()


def moment(at: float | None) -> datetime | None:
    return None if at is None else datetime.fromtimestamp(at, UTC)


@dataclass
class Charge:
    """One charge. Times are POSIX seconds, because it is stored as JSON."""

    payment_id: str
    amount: int
    currency: str
    made_at: float
    state: PaymentState = "open"
    paid_at: float | None = None
    refunded: int = 0
    refunded_at: float | None = None
    disputed_at: float | None = None
    starts_at: float | None = None
    ends_at: float | None = None
    number: str = ""

    def pay(self, at: float) -> None:
        self.state, self.paid_at = "paid", at
        self.number = self.number or f"SANDBOX-{self.payment_id[-6:].upper()}"

    def refund(self, amount: int, at: float) -> None:
        self.refunded += amount
        self.refunded_at = at
        if self.refunded == self.amount:
            self.state = "refunded"

    def remote(self) -> RemotePayment:
        return RemotePayment(
            payment_id=self.payment_id,
            state=self.state,
            amount=self.amount,
            currency=self.currency,
            made_at=datetime.fromtimestamp(self.made_at, UTC),
            paid_at=moment(self.paid_at),
            refunded=self.refunded,
            refunded_at=moment(self.refunded_at),
            disputed_at=moment(self.disputed_at),
            period_starts_at=moment(self.starts_at),
            period_ends_at=moment(self.ends_at),
            number=self.number,
        )


@dataclass
class SandboxSubscription:
    """A subscription at the sandbox."""

    subscription_id: str
    reference: str
    customer_id: str
    terms: Terms
    started_at: float
    anchor_at: float  # periods are counted from here
    period: int  # how many have begun since
    period_starts_at: float
    period_ends_at: float
    status: str = "active"
    card_works: bool = True
    discount: Discount | None = None
    next_terms: Terms | None = None
    trial_ends_at: float | None = None
    late_since: float | None = None
    cancel_at_period_end: bool = False
    canceled_at: float | None = None
    ended_at: float | None = None
    ended_by_failed_payment: bool = False
    charges: list[Charge] = field(default_factory=list)

    @classmethod
    def load(cls, data: dict[str, Any]) -> "SandboxSubscription":
        discount, next_terms = data["discount"], data["next_terms"]
        parts = {
            **data,
            "terms": Terms(**data["terms"]),
            "discount": Discount(**discount) if discount else None,
            "next_terms": Terms(**next_terms) if next_terms else None,
            "charges": [Charge(**charge) for charge in data["charges"]],
        }
        return cls(**parts)

    def data(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def is_running(self) -> bool:
        return self.ended_at is None

    def charge(self, at: float) -> None:
        due = 0 if self.status == "trialing" else self.due()
        new = Charge(new_id("in"), due, self.terms.currency, at, starts_at=self.period_starts_at)
        new.ends_at = self.period_ends_at
        self.charges.append(new)
        if self.card_works or not due:
            new.pay(at)
        else:
            self.status, self.late_since = "past_due", at

    def due(self) -> int:
        if self.discount is None:
            return self.terms.amount
        # The charge of 0 for a trial does not use up the discount.
        made = sum(
            1
            for charge in self.charges
            if charge.starts_at != self.started_at or not self.trial_ends_at
        )
        over = self.discount.intervals is not None and made >= self.discount.intervals
        return self.terms.amount if over else max(self.terms.amount - self.discount.amount_off, 0)

    def advance_to(self, at: float) -> None:
        """Let time pass up to `at`."""
        for _ in range(MAX_PERIODS):
            if not self.is_running or (self.late_since is None and self.period_ends_at > at):
                return
            if self.late_since is not None:
                if not self._retry_late_payment(at):
                    return
            elif self.cancel_at_period_end:
                self.end(self.period_ends_at)
            else:
                self._renew(self.period_ends_at)

    def _retry_late_payment(self, at: float) -> bool:
        """Retry the card, or give up; return whether the next period may begin."""
        if self.card_works:
            self.charges[-1].pay(at)
            self.status, self.late_since = "active", None
            return True
        gives_up_at = (self.late_since or at) + ABANDON_AFTER.total_seconds()
        if gives_up_at <= at or self.period_ends_at <= at:
            self.charges[-1].state = "failed"
            self.ended_by_failed_payment = True
            self.end(min(gives_up_at, self.period_ends_at))
        return False

    def _renew(self, at: float) -> None:
        self.period += 1
        if self.next_terms is not None or self.status == "trialing":
            self.terms, self.next_terms = self.next_terms or self.terms, None
            # New terms, or the end of a trial, restart the count of periods.
            self.anchor_at, self.period = at, 1
        self.period_starts_at = at
        anchor = datetime.fromtimestamp(self.anchor_at, UTC)
        self.period_ends_at = stamp(
            after(anchor, self.terms.interval, self.terms.interval_count * self.period)
        )
        self.status = "active"
        self.charge(at)

    def end(self, at: float) -> None:
        if self.is_running:
            self.status, self.ended_at = "canceled", at
            self.canceled_at = self.canceled_at or at

    def remote(self) -> RemoteSubscription:
        return RemoteSubscription(
            subscription_id=self.subscription_id,
            reference=self.reference,
            customer_id=self.customer_id,
            status=self.status,
            terms=self.next_terms or self.terms,
            started_at=datetime.fromtimestamp(self.started_at, UTC),
            period_starts_at=datetime.fromtimestamp(self.period_starts_at, UTC),
            period_ends_at=datetime.fromtimestamp(self.period_ends_at, UTC),
            cancel_at_period_end=self.cancel_at_period_end and self.is_running,
            trial_ends_at=moment(self.trial_ends_at),
            canceled_at=moment(self.canceled_at),
            ended_at=moment(self.ended_at),
            ended_by_failed_payment=self.ended_by_failed_payment,
            card=Card("Sandbox", "4242" if self.card_works else "0341", "12/2030"),
            payments=tuple(charge.remote() for charge in self.charges),
        )
