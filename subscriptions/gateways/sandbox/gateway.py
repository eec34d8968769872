"""A provider that takes no money, for trying the whole purchase locally. Only while DEBUG is on.

It behaves like a real provider: it has its own records and sends signed events, and its state must
be fetched.
"""

import hmac
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from subscriptions.gateways import minimums
from subscriptions.gateways.base import (
    Discount,
    Forged,
    GatewayRefused,
    NotThere,
    PayPage,
    RemotePayment,
    RemoteSubscription,
    Sale,
    Terms,
    WebhookEvent,
    parse_event,
)
from subscriptions.gateways.sandbox.books import Book, Charge, new_id, stamp
from subscriptions.gateways.sandbox.records import changing, record_of, send_event
from subscriptions.intervals import after
from subscriptions.models import SandboxRecord

PAGE_IS_OPEN = timedelta(hours=1)
SIGNATURE = "Sandbox-Signature"


class SandboxGateway:
    name = "sandbox"

    def __init__(self, *keys: str) -> None:
        """Ignore the keys of a real provider."""

    def open_pay_page(self, sale: Sale) -> PayPage:
        if minimums.is_too_small(first_amount(sale), sale.terms.currency):
            raise GatewayRefused("The amount is too small.", reason="amount_too_small")
        expires_at = stamp(timezone.now() + PAGE_IS_OPEN)
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

    def pay_page(self, session_id: str) -> PayPage:
        return self._page(record_of("page", session_id))

    def close_pay_page(self, session_id: str) -> None:
        with changing("page", session_id) as page:
            if page.data["state"] == "paid":
                raise GatewayRefused("It was paid already.")
            page.data["state"] = "expired"

    def subscription(self, subscription_id: str) -> RemoteSubscription:
        return self._turned(subscription_id).remote()

    def subscriptions(self) -> Iterator[RemoteSubscription]:
        for record_id in SandboxRecord.objects.filter(kind="subscription").values_list(
            "record_id", flat=True
        ):
            yield self.subscription(record_id)

    def payment(self, payment_id: str) -> RemotePayment:
        return Charge(**record_of("payment", payment_id).data["charge"]).remote()

    def cancel_at_period_end(self, subscription_id: str) -> None:
        self._change(subscription_id, lambda book, at: _set_cancel(book, at, to=True))

    def resume(self, subscription_id: str) -> None:
        self._change(subscription_id, lambda book, at: _set_cancel(book, at, to=False))

    def cancel_now(self, subscription_id: str) -> None:
        self._change(subscription_id, lambda book, at: book.end(at))

    def change_terms(self, subscription_id: str, terms: Terms, *, key: str) -> None:
        self._change(subscription_id, lambda book, at: _set_terms(book, terms))

    def set_card(self, subscription_id: str, *, works: bool) -> None:
        """Do what a reader does in the portal; a card that works pays a late charge."""

        def change(book: Book, at: float) -> None:
            book.card_works = works
            book.turn(at)

        self._change(subscription_id, change)

    def refund(self, payment_id: str, amount: int, *, key: str) -> None:
        if SandboxRecord.objects.filter(kind="refund", data__key=key).exists():
            return
        with transaction.atomic():
            for record in SandboxRecord.objects.select_for_update().filter(
                kind__in=["subscription", "payment"]
            ):
                if _send_back(record, payment_id, amount):
                    SandboxRecord.objects.create(
                        record_id=new_id("refund"), kind="refund", data={"key": key}
                    )
                    send_event(record)
                    return
        raise NotThere(payment_id)

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
            raise Forged
        messages = parse_event(body, "id", "kind", "subject", "subject_id")
        return WebhookEvent(
            messages["id"], messages["kind"], messages["subject"], messages["subject_id"]
        )

    # What only the sandbox can do: its pay page and its clock.

    def sale(self, session_id: str) -> Sale:
        data = record_of("page", session_id).data["sale"]
        discount = Discount(**data["discount"]) if data["discount"] else None
        return Sale(**{**data, "terms": Terms(**data["terms"]), "discount": discount})

    def pay(self, session_id: str, *, next_fails: bool = False) -> None:
        """Pay on the page; paying twice changes nothing.

        `next_fails`: the card fails at the next payment.
        """
        sale, at = self.sale(session_id), stamp(timezone.now())
        with changing("page", session_id) as page:
            if self._page(page).state != "open":
                return
            page.data["state"] = "paid"
            page.data["customer_id"] = sale.customer_id or _new_customer(sale)
            if sale.terms.interval:
                book = _open_book(sale, page.data["customer_id"], at)
                book.card_works = not next_fails
                SandboxRecord.objects.create(
                    record_id=book.subscription_id, kind="subscription", data=book.data()
                )
                page.data["subscription_id"] = book.subscription_id
            else:
                page.data["payment_id"] = _pay_once(sale, at)

    def undelivered(self) -> Iterator[tuple[bytes, dict[str, str]]]:
        """Yield each event that was not yet delivered, as body and headers, exactly once."""
        for record in SandboxRecord.objects.filter(kind="event"):
            # Only one of two parallel calls updates the row and delivers the event.
            if SandboxRecord.objects.filter(pk=record.pk, kind="event").update(kind="told"):
                body = json.dumps(record.data).encode()
                yield body, {SIGNATURE: sign(body)}

    def let_time_pass(self) -> None:
        for record_id in SandboxRecord.objects.filter(kind="subscription").values_list(
            "record_id", flat=True
        ):
            self._turned(record_id)

    def _turned(self, subscription_id: str) -> Book:
        self._change(subscription_id, lambda book, at: None)
        return Book.load(record_of("subscription", subscription_id).data)

    def _change(self, subscription_id: str, change: Callable[[Book, float], None]) -> None:
        at = stamp(timezone.now())
        with changing("subscription", subscription_id) as record:
            book = Book.load(record.data)
            book.turn(at)
            change(book, at)
            record.data = book.data()

    def _page(self, record: SandboxRecord) -> PayPage:
        data, terms = record.data, record.data["sale"]["terms"]
        state = data["state"]
        if state == "open" and data["expires_at"] <= stamp(timezone.now()):
            state = "expired"
        return PayPage(
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
    return max(sale.terms.amount - (sale.discount.amount_off if sale.discount else 0), 0)


def sign(body: bytes) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), b"sandbox" + body, "sha256").hexdigest()


def _open_book(sale: Sale, customer_id: str, at: float) -> Book:
    start = datetime.fromtimestamp(at, UTC)
    trial_end = start + timedelta(days=sale.trial_days)
    end = (
        trial_end
        if sale.trial_days
        else after(start, sale.terms.interval, sale.terms.interval_count)
    )
    book = Book(new_id("sub"), sale.reference, customer_id, sale.terms, at, at, 1, at, stamp(end))
    book.discount = sale.discount
    if sale.trial_days:
        book.status, book.trial_ends_at = "trialing", stamp(trial_end)
    book.charge(at)
    return book


def _new_customer(sale: Sale) -> str:
    return SandboxRecord.objects.create(
        record_id=new_id("customer"), kind="customer", data={"email": sale.email}
    ).record_id


def _pay_once(sale: Sale, at: float) -> str:
    charge = Charge(new_id("pay"), first_amount(sale), sale.terms.currency, at)
    charge.pay(at)
    data = {"charge": asdict(charge), "reference": sale.reference}
    return SandboxRecord.objects.create(
        record_id=charge.payment_id, kind="payment", data=data
    ).record_id


def _set_cancel(book: Book, at: float, *, to: bool) -> None:
    if not book.runs:
        raise GatewayRefused("It has ended already.")
    book.cancel_at_period_end, book.canceled_at = to, at if to else None


def _set_terms(book: Book, terms: Terms) -> None:
    if not book.runs:
        raise GatewayRefused("It has ended already.")
    book.next_terms = terms


def _send_back(record: SandboxRecord, payment_id: str, amount: int) -> bool:
    """Refund a charge in this record; return False if it is not there.

    Raise GatewayRefused if less is left.
    """
    book = Book.load(record.data) if record.kind == "subscription" else None
    charges = book.charges if book else [Charge(**record.data["charge"])]
    for charge in charges:
        if charge.payment_id == payment_id:
            if charge.state != "paid" or amount > charge.amount - charge.refunded:
                raise GatewayRefused("There is not so much left to send back.")
            charge.send_back(amount, stamp(timezone.now()))
            record.data = book.data() if book else {**record.data, "charge": asdict(charge)}
            record.save(update_fields=["data"])
            return True
    return False
