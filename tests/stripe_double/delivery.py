"""Webhooks: the account's events as signed requests, in whatever order and number a test wants."""

import json
import random
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import stripe

from tests.stripe_double.shapes import StripeObject

Order = str | Callable[[list[StripeObject]], list[StripeObject]]


@dataclass(frozen=True)
class Delivery:
    """One signed webhook: the very bytes of the body, and its headers."""

    event: StripeObject
    body: bytes
    signature: str

    @property
    def headers(self) -> dict[str, str]:
        return {
            "Content-Type": "application/json; charset=utf-8",
            "Stripe-Signature": self.signature,
        }

    @property
    def for_django(self) -> dict[str, Any]:
        """The keyword arguments for `client.post(address, **delivery.for_django)`."""
        return {
            "data": self.body,
            "content_type": "application/json",
            "headers": {"Stripe-Signature": self.signature},
        }


def arranged(
    events: Iterable[StripeObject],
    *,
    order: Order = "as sent",
    duplicates: int = 0,
    skip: Sequence[str] = (),
    seed: int = 0,
) -> list[StripeObject]:
    """The events without those of the skipped types, each sent `duplicates` times more, in the
    order wanted.
    """
    remaining = [event for event in events if event["type"] not in skip and event["id"] not in skip]
    chosen = [event for event in remaining for _ in range(duplicates + 1)]
    if callable(order):
        return order(chosen)
    if order == "shuffled":
        random.Random(seed).shuffle(chosen)
    elif order == "reversed":
        chosen.reverse()
    elif order != "as sent":
        raise ValueError(f"{order} is no order: as sent, reversed, shuffled, or a function")
    return chosen


def signed(event: StripeObject, secret: str, *, at: int | None = None) -> Delivery:
    """`at` is the moment in the signature (Unix seconds), the real now unless given."""
    body = json.dumps(event, indent=2)
    signature = stripe.WebhookSignature.generate_signature_header(body, secret, timestamp=at)
    return Delivery(event, body.encode(), signature)


def post(address: str, delivery: Delivery) -> int:
    """Send it; answers the status, as Stripe looks at nothing else."""
    request = urllib.request.Request(
        address, data=delivery.body, headers=delivery.headers, method="POST"
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
