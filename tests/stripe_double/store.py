"""Everything the account holds, in the order it came to be, and the clock it lives by."""

import copy
import secrets
import string
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import stripe

from tests.stripe_double.errors import missing
from tests.stripe_double.shapes import StripeObject, shaped

LETTERS = string.ascii_letters + string.digits
PREFIXES = {
    "billing_portal.session": "bps",
    "charge": "ch",
    "checkout.session": "cs_test",
    "customer": "cus",
    "discount": "di",
    "dispute": "du",
    "event": "evt",
    "invoice": "in",
    "invoice_payment": "inpay",
    "item": "li",
    "line_item": "il",
    "payment_intent": "pi",
    "payment_method": "pm",
    "price": "price",
    "product": "prod",
    "promotion_code": "promo",
    "refund": "re",
    "subscription": "sub",
    "subscription_item": "si",
    "subscription_schedule": "sub_sched",
}


@dataclass
class Clock:
    """The real time until it is set; then it stands still until it is moved."""

    stopped_at: datetime | None = None

    @property
    def now(self) -> datetime:
        return self.stopped_at or datetime.now(UTC)

    @property
    def stamp(self) -> int:
        return int(self.now.timestamp())


@dataclass
class Store:
    base_url: str = ""
    clock: Clock = field(default_factory=Clock)
    things: dict[tuple[str, str], StripeObject] = field(default_factory=dict)
    events: list[StripeObject] = field(default_factory=list)
    failing_cards: set[str] = field(default_factory=set)
    unpaid_ends_as: str = "canceled"  # or "unpaid": the account's setting for the end of dunning
    request: dict[str, str | None] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)
    session_data: dict[str, StripeObject] = field(default_factory=dict)
    kept_coupons: dict[str, StripeObject] = field(default_factory=dict)
    session_lines: dict[str, list[StripeObject]] = field(default_factory=dict)
    pending_lines: dict[str, list[StripeObject]] = field(default_factory=dict)
    told: set[tuple[str, str, int]] = field(default_factory=set)

    @property
    def now(self) -> int:
        return self.clock.stamp

    def fresh_id(self, kind: str) -> str:
        """Ids are as long as Stripe's: what stores them must have room for a session's."""
        size = 58 if kind == "checkout.session" else 24
        return f"{PREFIXES[kind]}_{''.join(secrets.choice(LETTERS) for _ in range(size))}"

    def make(self, kind: str, *, id: str | None = None, **values: Any) -> StripeObject:
        """A new object, kept."""
        data = shaped(kind, id=id or self.fresh_id(kind), **values)
        if "created" not in data and kind not in ("item", "line_item", "discount"):
            data["created"] = self.now
        self.things[kind, data["id"]] = data
        return data

    def get(self, kind: str, name: str, *, param: str | None = None) -> StripeObject:
        """The object; a name in a parameter that leads nowhere is a 400, one in the address a
        404.
        """
        results = self.things.get((kind, name))
        if results is None:
            raise missing(kind, name, param=param or "id", status=400 if param else 404)
        return results

    def of(self, kind: str, **values: Any) -> list[StripeObject]:
        """The objects of a kind with these values, oldest first."""
        return [
            data
            for data in self.all(kind)
            if all(data.get(name) == value for name, value in values.items())
        ]

    def all(self, kind: str) -> Iterator[StripeObject]:
        return (data for (of_kind, _), data in list(self.things.items()) if of_kind == kind)

    def find_any(self, name: str) -> StripeObject | None:
        return next((data for (_, key), data in self.things.items() if key == name), None)

    def emit(
        self, kind: str, thing: StripeObject, *, before: StripeObject | None = None
    ) -> StripeObject:
        """An event with the object as it is at this moment; `before` holds what changed, as it
        was.
        """
        data: StripeObject = {"object": copy.deepcopy(thing)}
        if before is not None:
            data["previous_attributes"] = copy.deepcopy(before)
        event = self.make(
            "event",
            type=kind,
            data=data,
            api_version=stripe.api_version,
            pending_webhooks=1,
            request={"id": self.request.get("id"), "idempotency_key": self.request.get("key")},
        )
        self.events.append(event)
        return event

    def change(self, kind: str, data: StripeObject, **values: Any) -> StripeObject:
        """Set the values; where one is new, an event of this kind says what it was before."""
        before = {name: data.get(name) for name, value in values.items() if data.get(name) != value}
        before = copy.deepcopy(before)
        data.update(values)
        if before:
            self.emit(kind, data, before=before)
        return data
