"""A running server with an account of its own, and the verbs that a test needs beside the API."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Any, Self

import stripe

from tests.stripe_double import clock, payments, refunds, subscription_changes
from tests.stripe_double.delivery import Delivery, Order, arranged, post, signed
from tests.stripe_double.idempotency import Keys
from tests.stripe_double.server import Server, pause
from tests.stripe_double.shapes import StripeObject
from tests.stripe_double.store import Store


@dataclass
class StripeDouble:
    key: str = "sk_test_double"
    webhook_secret: str = "whsec_double"
    down: bool = False
    store: Store = field(default_factory=Store)
    keys: Keys = field(default_factory=Keys)
    requests: list[dict[str, Any]] = field(default_factory=list)
    delivered: int = 0  # how many events have been delivered so far
    waits: float = 0
    loses: int = 0

    def __enter__(self) -> Self:
        self.server = Server(self)
        self.url = self.store.base_url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        ).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.server.shutdown()
        self.server.server_close()

    def client(self, **options: Any) -> stripe.StripeClient:
        """The real SDK, pointed here."""
        return stripe.StripeClient(
            self.key, base_addresses={"api": self.url}, max_network_retries=0, **options
        )

    # The clock.

    @property
    def now(self) -> datetime:
        return self.store.clock.now

    @now.setter
    def now(self, at: datetime) -> None:
        """Stop the clock at a moment, without anything falling due."""
        self.store.clock.stopped_at = at

    def advance(self, *, to: datetime) -> None:
        """Let everything until `to` fall due: renewals, attempts, ends of trials and periods."""
        with self.store.lock:
            clock.advance(self.store, to)

    # The buyer.

    def pay(self, session: str, *, email: str | None = None) -> str:
        """Press Pay on the hosted page; answers where the buyer is sent."""
        with self.store.lock:
            return payments.pay(
                self.store, self.store.get("checkout.session", session), email=email
            )

    def card_fails(self, customer: str) -> None:
        self.store.failing_cards.add(customer)

    def card_works(self, customer: str) -> None:
        self.store.failing_cards.discard(customer)

    # The provider's dashboard.

    def cancel_now(self, subscription: str) -> StripeObject:
        with self.store.lock:
            return subscription_changes.cancel(self.store, {}, subscription)

    def refund(self, payment_intent: str, amount: int | None = None) -> StripeObject:
        with self.store.lock:
            values = {"payment_intent": payment_intent} | (
                {} if amount is None else {"amount": amount}
            )
            return refunds.create(self.store, values)

    def delete_customer(self, customer: str) -> StripeObject:
        with self.store.lock:
            return subscription_changes.delete_customer(self.store, {}, customer)

    def open_dispute(self, payment_intent: str, *, reason: str = "fraudulent") -> StripeObject:
        with self.store.lock:
            charge = self.store.get("payment_intent", payment_intent)["latest_charge"]
            return refunds.open_dispute(self.store, self.store.get("charge", charge), reason=reason)

    def close_dispute(self, dispute: str, *, won: bool) -> StripeObject:
        with self.store.lock:
            return refunds.close_dispute(self.store, self.store.get("dispute", dispute), won=won)

    # The network.

    def slow(self, seconds: float) -> None:
        self.waits = seconds

    def wait(self) -> None:
        pause(self.waits)

    def lose_answer_once(self) -> None:
        """The next request is worked on, then its connection is dropped without an answer."""
        self.loses += 1

    def take_lost_answer(self) -> bool:
        with self.keys.lock:
            lost, self.loses = self.loses > 0, max(self.loses - 1, 0)
        return lost

    def note(self, method: str, path: str, encoded: str, **more: Any) -> None:
        self.requests.append({"method": method, "path": path, "body": encoded, **more})

    # Webhooks.

    @property
    def events(self) -> list[StripeObject]:
        return self.store.events

    def undelivered(self, **how: Any) -> list[StripeObject]:
        """The events since the last delivery, arranged as `deliver` would send them; they count as
        delivered now.
        """
        with self.store.lock:
            fresh, self.delivered = self.events[self.delivered :], len(self.events)
        return arranged(fresh, **how)

    def deliver(
        self,
        to: str | Callable[[Delivery], Any],
        *,
        order: Order = "as sent",
        duplicates: int = 0,
        skip: Sequence[str] = (),
        seed: int = 0,
        signed_at: int | None = None,
    ) -> list[Any]:
        """Send what has happened since the last delivery to an address or a function; answers the
        statuses.
        """
        events = self.undelivered(order=order, duplicates=duplicates, skip=skip, seed=seed)
        return [self.send(event, to, signed_at=signed_at) for event in events]

    def send(
        self,
        event: StripeObject,
        to: str | Callable[[Delivery], Any],
        *,
        signed_at: int | None = None,
    ) -> Any:
        delivery = signed(event, self.webhook_secret, at=signed_at)
        return post(to, delivery) if isinstance(to, str) else to(delivery)
