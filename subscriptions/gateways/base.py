"""The interface of a payment provider: its few methods, and the data that they take and return.

Money is in minor units of a currency of three capital letters; times are aware. Each method may
raise GatewayDown (the outcome is unknown: retry, with the same `key` if it takes one) or
GatewayRefused.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

Reason = Literal["", "amount_too_small", "amount_too_large", "email_invalid"]


class GatewayError(Exception):
    """A call to the provider failed."""


class GatewayDown(GatewayError):
    """The provider does not answer, or answers nonsense: retry later."""


class GatewayRefused(GatewayError):
    """The provider refuses the request. `reason` is set if there is a specific message for it."""

    def __init__(self, message: str = "", *, reason: Reason = "") -> None:
        super().__init__(message)
        self.reason = reason


class NotFound(GatewayRefused):
    """The provider has no object with this id."""


class InvalidSignature(Exception):
    """A webhook whose signature is missing, wrong or old, or whose body is not an event."""


def parse_event(body: bytes, *required: str) -> dict[str, Any]:
    """Return the JSON object of an event.

    Raise InvalidSignature if it is none, or lacks one of the fields.
    """
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError) as trouble:  # RecursionError: deeply nested JSON
        raise InvalidSignature from trouble
    if not isinstance(parsed, dict):
        raise InvalidSignature
    if not all(isinstance(parsed.get(name), str) for name in required):
        raise InvalidSignature
    return parsed


@dataclass(frozen=True)
class Discount:
    """A discount on each of the first `intervals` charges (None: on all).

    `key` identifies it at the provider.
    """

    key: str
    amount_off: int
    intervals: int | None = 1


@dataclass(frozen=True)
class Terms:
    """The agreed amount for each interval, or once (`interval` empty)."""

    product_key: str
    product: str
    amount: int
    currency: str
    interval: str = ""
    interval_count: int = 1


@dataclass(frozen=True)
class Sale:
    """The request for a payment page.

    `reference` is our unique UUID; the provider returns it with every object.
    """

    reference: str
    terms: Terms
    email: str
    success_url: str
    cancel_url: str
    trial_days: int = 0
    discount: Discount | None = None
    customer_id: str = ""


CheckoutState = Literal["open", "paid", "expired"]
PaymentState = Literal["paid", "open", "failed", "void", "refunded", "disputed", "lost"]
Subject = Literal["", "pay-page", "subscription", "payment"]


@dataclass(frozen=True)
class RemotePayment:
    """One charge.

    `state` is "refunded" only after a full refund; "paid" with `refunded` > 0 is a partial refund.
    """

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
class CheckoutSession:
    """A hosted payment page and its state."""

    session_id: str
    state: CheckoutState
    url: str
    reference: str
    amount: int
    currency: str
    expires_at: datetime
    customer_id: str = ""
    subscription_id: str = ""
    payment: RemotePayment | None = None  # of a single payment


@dataclass(frozen=True)
class Card:
    """The payment card, as far as the provider reveals it; `expires` like 04/2029."""

    brand: str = ""
    last4: str = ""
    expires: str = ""


@dataclass(frozen=True)
class RemoteSubscription:
    """The provider's present state of a subscription, with all its payments."""

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
    """A verified event.

    Only the ids are used: the object is fetched again. An empty `subject` is not ours.
    """

    event_id: str
    kind: str
    subject: Subject
    subject_id: str


class Gateway(Protocol):
    """A payment provider."""

    name: str

    def create_checkout(self, sale: Sale) -> CheckoutSession:
        """Open a page for this sale; the same reference returns the same page."""

    def retrieve_checkout(self, session_id: str) -> CheckoutSession: ...

    def expire_checkout(self, session_id: str) -> None:
        """Close the page, so that nobody can pay there.

        Raise GatewayRefused if it was paid already.
        """

    def subscription(self, subscription_id: str) -> RemoteSubscription: ...

    def subscriptions(self) -> Iterator[RemoteSubscription]:
        """Yield all that have a reference of ours, ended ones too."""

    def payment(self, payment_id: str) -> RemotePayment:
        """Return a single payment."""

    def cancel_at_period_end(self, subscription_id: str) -> None: ...

    def resume(self, subscription_id: str) -> None:
        """Undo a cancellation at the end of the period."""

    def cancel_now(self, subscription_id: str) -> None:
        """End it immediately, without a refund; do nothing if it has ended."""

    def change_terms(self, subscription_id: str, terms: Terms, *, key: str) -> None:
        """Change the terms from the next period on; charge and credit nothing for this one."""

    def refund(self, payment_id: str, amount: int, *, key: str) -> None:
        """Start the refund of `amount`; a second call with the same key does nothing."""

    def set_email(self, customer_id: str, email: str) -> None:
        """Set the address for the provider's e-mails and invoices.

        Raise NotFound if it has no such customer.
        """

    def portal_url(self, customer_id: str, *, return_url: str) -> str:
        """Return a page of the provider's on which the customer manages cards and invoices."""

    def event(self, body: bytes, headers: Mapping[str, str]) -> WebhookEvent:
        """Return the verified event; raise InvalidSignature if the signature is wrong or old."""
