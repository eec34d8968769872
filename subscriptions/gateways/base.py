"""The payment provider as our code sees it: the few verbs that the rules need, and what they answer.

Money is in minor units of a currency of three capital letters; moments are aware. Every verb may raise GatewayDown
(nobody knows whether it was done: ask again, with the same `key` where it takes one) or GatewayRefused.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

Reason = Literal["", "amount_too_small", "amount_too_large", "email_invalid"]


class GatewayError(Exception):
    """A verb did not go through."""


class GatewayDown(GatewayError):
    """The provider does not answer, or not with sense: try later."""


class GatewayRefused(GatewayError):
    """The provider refuses the request. `reason` is set if there is a specific message for it."""

    def __init__(self, message: str = "", *, reason: Reason = "") -> None:
        super().__init__(message)
        self.reason = reason


class NotThere(GatewayRefused):
    """The provider knows nothing of that name."""


class Forged(Exception):
    """An event whose signature is missing, wrong or too old, or whose body is no event."""


def parse_event(body: bytes, *required: str) -> dict[str, Any]:
    """Return the JSON object of an event; raise Forged if it is none, or lacks one of the fields."""
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError) as trouble:
        raise Forged from trouble
    if not isinstance(parsed, dict) or any(not isinstance(parsed.get(name), str) for name in required):
        raise Forged
    return parsed


@dataclass(frozen=True)
class Discount:
    """Off the amount of the first `intervals` charges; None: off all of them. `key` names it at the provider."""

    key: str
    amount_off: int
    intervals: int | None = 1


@dataclass(frozen=True)
class Terms:
    """What is agreed: an amount for each interval, or once (`interval` empty)."""

    product_key: str
    product: str
    amount: int
    currency: str
    interval: str = ""
    interval_count: int = 1


@dataclass(frozen=True)
class Sale:
    """What a pay page is opened for. `reference` is ours (a UUID), unique, and comes back with all that follows."""

    reference: str
    terms: Terms
    email: str
    success_url: str
    cancel_url: str
    trial_days: int = 0
    discount: Discount | None = None
    customer_id: str = ""


PayState = Literal["open", "paid", "expired"]
PaymentState = Literal["paid", "open", "failed", "void", "refunded", "disputed", "lost"]
Subject = Literal["", "pay-page", "subscription", "payment"]


@dataclass(frozen=True)
class RemotePayment:
    """One charge. `state` is "refunded" only where all went back; "paid" with `refunded` > 0 is a partial refund."""

    payment_id: str
    state: PaymentState
    amount: int
    currency: str
    made_at: datetime
    paid_at: datetime | None = None
    refunded: int = 0
    refunded_at: datetime | None = None
    disputed_at: datetime | None = None
    period_starts_at: datetime | None = None
    period_ends_at: datetime | None = None
    number: str = ""
    url: str = ""


@dataclass(frozen=True)
class PayPage:
    """A hosted pay page, and what became of it."""

    session_id: str
    state: PayState
    url: str
    reference: str
    amount: int
    currency: str
    expires_at: datetime
    customer_id: str = ""
    subscription_id: str = ""
    payment: RemotePayment | None = None  # of what is paid once


@dataclass(frozen=True)
class Card:
    """As far as the provider tells it; `expires` as in 04/2029."""

    brand: str = ""
    last4: str = ""
    expires: str = ""


@dataclass(frozen=True)
class RemoteSubscription:
    """A subscription with all its payments, as the provider has it at this moment."""

    subscription_id: str
    reference: str
    customer_id: str
    status: str  # one of Subscription.Status
    terms: Terms
    started_at: datetime
    period_starts_at: datetime
    period_ends_at: datetime
    cancel_at_period_end: bool = False
    trial_ends_at: datetime | None = None
    canceled_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by_failed_payment: bool = False
    card: Card = field(default_factory=Card)
    payments: tuple[RemotePayment, ...] = ()


@dataclass(frozen=True)
class WebhookEvent:
    """A verified event: what it is about, to be asked for afresh. An empty `subject` is nothing of ours."""

    event_id: str
    kind: str
    subject: Subject
    subject_id: str


class Gateway(Protocol):
    """A payment provider."""

    name: str

    def open_pay_page(self, sale: Sale) -> PayPage:
        """Open a page for this sale; the same reference gives the same page."""

    def pay_page(self, session_id: str) -> PayPage: ...

    def close_pay_page(self, session_id: str) -> None:
        """Nobody can pay there any more. GatewayRefused where somebody has paid already."""

    def subscription(self, subscription_id: str) -> RemoteSubscription: ...

    def subscriptions(self) -> Iterator[RemoteSubscription]:
        """All that carry a reference of ours, ended ones too."""

    def payment(self, payment_id: str) -> RemotePayment:
        """Of what was paid once."""

    def cancel_at_period_end(self, subscription_id: str) -> None: ...

    def resume(self, subscription_id: str) -> None:
        """Take back a cancellation at the period's end."""

    def cancel_now(self, subscription_id: str) -> None:
        """End it at once, without a refund; nothing happens where it has ended."""

    def change_terms(self, subscription_id: str, terms: Terms, *, key: str) -> None:
        """From the next period on; nothing is charged or credited for the present one."""

    def refund(self, payment_id: str, amount: int, *, key: str) -> None:
        """Start sending `amount` back; the same key never sends twice."""

    def set_email(self, customer_id: str, email: str) -> None:
        """Set the address for the provider's mails and invoices; raise NotThere if it has no such customer."""

    def portal_url(self, customer_id: str, *, return_url: str) -> str:
        """A page of the provider's where the customer sees to cards and invoices."""

    def event(self, body: bytes, headers: Mapping[str, str]) -> WebhookEvent:
        """The verified event; Forged where it is not the provider's, or too old."""
