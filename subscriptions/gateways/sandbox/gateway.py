"""A provider that takes no money, for trying the whole purchase locally. Only while DEBUG is on.

It behaves like a real provider: it has its own records and sends signed events, and its state must
be fetched.
"""

import hmac
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from subscriptions.dates import after
from subscriptions.gateways import minimums
from subscriptions.gateways.base import (
    CheckoutSession,
    Discount,
    GatewayRefused,
    InvalidSignature,
    NotFound,
    RemotePayment,
    RemoteSubscription,
    Sale,
    Terms,
    WebhookEvent,
    parse_event,
)
from subscriptions.gateways.sandbox.records import changing, record_of, send_event
from subscriptions.gateways.sandbox.subscription import Charge, SandboxSubscription, new_id, stamp
from subscriptions.models import SandboxRecord

CHECKOUT_LASTS = timedelta(hours=1)
SIGNATURE = "Sandbox-Signature"


class SandboxGateway:
    name = "sandbox"

    def __init__(self, *keys: str) -> None:
        """Ignore the keys of a real provider."""

    def create_checkout(self, sale: Sale) -> CheckoutSession:
        if minimums.is_too_small(first_amount(sale), sale.terms.currency):
            raise GatewayRefused("The amount is too small.", reason="amount_too_small")
        expires_at = stamp(timezone.now() + CHECKOUT_LASTS)
        data = {
            "reference": sale.reference,
            "sale": asdict(sale),
            "state": "open",
            "expires_at": expires_at,
        }
        # The id comes from the sale, so that two parallel requests get the same page.
        page, _ = SandboxRecord.objects.get_or_create(
            record_id=f"sandbox_page_{sale.reference}", defaults={"kind": "page", "data": data}
        )
        return self._page(page)

    def retrieve_checkout(self, session_id: str) -> CheckoutSession:
        return self._page(record_of("page", session_id))

    def expire_checkout(self, session_id: str) -> None:
        with changing("page", session_id) as page:
            if page.data["state"] == "paid":
                raise GatewayRefused("It was paid already.")
            page.data["state"] = "expired"

    def subscription(self, subscription_id: str) -> RemoteSubscription:
        return self._advanced(subscription_id).remote()

    def subscriptions(self) -> Iterator[RemoteSubscription]:
        for record in SandboxRecord.objects.filter(kind="subscription"):
            yield self.subscription(record.record_id)

    def payment(self, payment_id: str) -> RemotePayment:
        return Charge(**record_of("payment", payment_id).data["charge"]).remote()

    def cancel_at_period_end(self, subscription_id: str) -> None:
        with self._changing(subscription_id) as (subscription, at):
            _check_running(subscription)
            subscription.cancel_at_period_end, subscription.canceled_at = True, at

    def resume(self, subscription_id: str) -> None:
        with self._changing(subscription_id) as (subscription, _):
            _check_running(subscription)
            subscription.cancel_at_period_end, subscription.canceled_at = False, None

    def cancel_now(self, subscription_id: str) -> None:
        with self._changing(subscription_id) as (subscription, at):
            subscription.end(at)

    def change_terms(self, subscription_id: str, terms: Terms, *, key: str) -> None:
        with self._changing(subscription_id) as (subscription, _):
            _check_running(subscription)
            subscription.next_terms = terms

    def set_card(self, subscription_id: str, *, works: bool) -> None:
        """Do what a reader does in the portal; a card that works pays a late charge."""
        with self._changing(subscription_id) as (subscription, at):
            subscription.card_works = works
            subscription.advance_to(at)

    def refund(self, payment_id: str, amount: int, *, key: str) -> None:
        if SandboxRecord.objects.filter(kind="refund", data__key=key).exists():
            return
        with transaction.atomic():
            for record in SandboxRecord.objects.select_for_update().filter(
                kind__in=["subscription", "payment"]
            ):
                if _refund(record, payment_id, amount):
                    _create_record(new_id("refund"), "refund", {"key": key})
                    send_event(record)
                    return
        raise NotFound(payment_id)

    def set_email(self, customer_id: str, email: str) -> None:
        # It sends no event, and early sandbox customers have no record yet.
        SandboxRecord.objects.update_or_create(
            record_id=customer_id, defaults={"kind": "customer", "data": {"email": email}}
        )

    def email(self, customer_id: str) -> str:
        sandbox_record = SandboxRecord.objects.filter(
            kind="customer", record_id=customer_id
        ).first()
        return str(sandbox_record.data["email"]) if sandbox_record else ""

    def portal_url(self, customer_id: str, *, return_url: str) -> str:
        return reverse("subscriptions:sandbox-portal", args=[customer_id])

    def event(self, body: bytes, headers: Mapping[str, str]) -> WebhookEvent:
        if not hmac.compare_digest(headers.get(SIGNATURE, "").encode(), sign(body).encode()):
            raise InvalidSignature
        event = parse_event(body, "id", "kind", "subject", "subject_id")
        return WebhookEvent(event["id"], event["kind"], event["subject"], event["subject_id"])

    # What only the sandbox can do: its pay page and its clock.

    def sale(self, session_id: str) -> Sale:
        data = record_of("page", session_id).data["sale"]
        discount = Discount(**data["discount"]) if data["discount"] else None
        return Sale(**{**data, "terms": Terms(**data["terms"]), "discount": discount})

    def pay(self, session_id: str, *, next_fails: bool = False) -> None:
        """Pay the checkout session; do nothing if it is not open.

        With `next_fails` the card fails at the next payment.
        """
        sale, at = self.sale(session_id), stamp(timezone.now())
        with changing("page", session_id) as page:
            if self._page(page).state != "open":
                return
            page.data["state"] = "paid"
            customer_id = sale.customer_id
            if not customer_id:
                customer_id = new_id("customer")
                _create_record(customer_id, "customer", {"email": sale.email})
            page.data["customer_id"] = customer_id
            if sale.terms.interval:
                subscription = _new_subscription(sale, customer_id, at)
                subscription.card_works = not next_fails
                _create_record(subscription.subscription_id, "subscription", subscription.data())
                page.data["subscription_id"] = subscription.subscription_id
            else:
                charge = Charge(new_id("pay"), first_amount(sale), sale.terms.currency, at)
                charge.pay(at)
                data = {"charge": asdict(charge), "reference": sale.reference}
                _create_record(charge.payment_id, "payment", data)
                page.data["payment_id"] = charge.payment_id

    def undelivered(self) -> Iterator[tuple[bytes, dict[str, str]]]:
        """Yield each event that was not yet delivered, as body and headers, exactly once."""
        for record in SandboxRecord.objects.filter(kind="event"):
            # Only one of two parallel calls updates the row and delivers the event.
            if SandboxRecord.objects.filter(pk=record.pk, kind="event").update(kind="told"):
                body = json.dumps(record.data).encode()
                yield body, {SIGNATURE: sign(body)}

    def advance(self) -> None:
        for record in SandboxRecord.objects.filter(kind="subscription"):
            self._advanced(record.record_id)

    def _advanced(self, subscription_id: str) -> SandboxSubscription:
        with self._changing(subscription_id) as (subscription, _):
            return subscription

    @contextmanager
    def _changing(self, subscription_id: str) -> Iterator[tuple[SandboxSubscription, float]]:
        """Lock the subscription, let time pass up to now, and save all changes."""
        at = stamp(timezone.now())
        with changing("subscription", subscription_id) as record:
            subscription = SandboxSubscription.load(record.data)
            subscription.advance_to(at)
            yield subscription, at
            record.data = subscription.data()

    def _page(self, record: SandboxRecord) -> CheckoutSession:
        data, terms = record.data, record.data["sale"]["terms"]
        state = data["state"]
        if state == "open" and data["expires_at"] <= stamp(timezone.now()):
            state = "expired"
        return CheckoutSession(
            session_id=record.record_id,
            state=state,
            url=reverse("subscriptions:sandbox-pay", args=[record.record_id]),
            reference=data["reference"],
            amount=first_amount(self.sale(record.record_id)),
            currency=terms["currency"],
            expires_at=datetime.fromtimestamp(data["expires_at"], UTC),
            customer_id=data.get("customer_id", ""),
            subscription_id=data.get("subscription_id", ""),
            payment=self.payment(data["payment_id"]) if "payment_id" in data else None,
        )


def first_amount(sale: Sale) -> int:
    if sale.trial_days:
        return 0
    off = sale.discount.amount_off if sale.discount else 0
    return max(sale.terms.amount - off, 0)


def sign(body: bytes) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), b"sandbox" + body, "sha256").hexdigest()


def _create_record(record_id: str, kind: str, data: dict[str, Any]) -> None:
    SandboxRecord.objects.create(record_id=record_id, kind=kind, data=data)


def _new_subscription(sale: Sale, customer_id: str, at: float) -> SandboxSubscription:
    start = datetime.fromtimestamp(at, UTC)
    if sale.trial_days:
        end = start + timedelta(days=sale.trial_days)
    else:
        end = after(start, sale.terms.interval, sale.terms.interval_count)
    subscription = SandboxSubscription(
        new_id("sub"), sale.reference, customer_id, sale.terms, at, at, 1, at, stamp(end)
    )
    subscription.discount = sale.discount
    if sale.trial_days:
        subscription.status, subscription.trial_ends_at = "trialing", stamp(end)
    subscription.charge(at)
    return subscription


def _check_running(subscription: SandboxSubscription) -> None:
    if not subscription.is_running:
        raise GatewayRefused("It has ended already.")


def _refund(record: SandboxRecord, payment_id: str, amount: int) -> bool:
    """Refund a charge in this record; return False if it is not there.

    Raise GatewayRefused if less is left.
    """
    subscription = SandboxSubscription.load(record.data) if record.kind == "subscription" else None
    charges = subscription.charges if subscription else [Charge(**record.data["charge"])]
    charge = next((charge for charge in charges if charge.payment_id == payment_id), None)
    if charge is None:
        return False
    if charge.state != "paid" or amount > charge.amount - charge.refunded:
        raise GatewayRefused("There is not so much left to send back.")
    charge.refund(amount, stamp(timezone.now()))
    if subscription:
        record.data = subscription.data()
    else:
        record.data = {**record.data, "charge": asdict(charge)}
    record.save(update_fields=["data"])
    return True
