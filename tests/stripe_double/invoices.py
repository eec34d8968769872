"""Invoices: their lines, their totals, and the attempts to have them paid."""

from tests.stripe_double.charges import new_intent, try_intent
from tests.stripe_double.discounts import after_use, applied
from tests.stripe_double.periods import DAY
from tests.stripe_double.shapes import StripeObject, listed, shaped
from tests.stripe_double.store import Store

RETRIES = (1, 3, 5, 7)  # days after the first attempt failed
DRAFT_SECONDS = 3600  # a renewal's invoice can be edited for an hour before it is charged


def line_for(
    store: Store, subscription: StripeObject, *, amount: int, start: int, end: int, words: str
) -> StripeObject:
    item = subscription["items"]["data"][0]
    details = {
        "invoice_item": None,
        "proration": words.startswith(("Unused", "Remaining")),
        "proration_details": {"credited_items": None},
        "subscription": subscription["id"],
        "subscription_item": item["id"],
    }
    price = {"price": item["price"]["id"], "product": item["price"]["product"]}
    line = store.make(
        "line_item",
        amount=amount,
        currency=subscription["currency"],
        description=words,
        discount_amounts=[],
        discountable=not details["proration"],
        discounts=[],
        metadata=dict(subscription["metadata"]),
        parent={
            "type": "subscription_item_details",
            "subscription_item_details": details,
            "invoice_item_details": None,
        },
        period={"start": start, "end": end},
        pretax_credit_amounts=[],
        pricing={
            "type": "price_details",
            "price_details": price,
            "unit_amount_decimal": item["price"]["unit_amount_decimal"],
        },
        quantity=item["quantity"],
        subtotal=amount,
        taxes=[],
    )
    del store.things["line_item", line["id"]]
    return line


def new_invoice(
    store: Store,
    subscription: StripeObject,
    lines: list[StripeObject],
    *,
    reason: str,
    period: tuple[int, int],
) -> StripeObject:
    """A draft with its totals; `period` is the span that went before, as Stripe has it."""
    lines = [*store.pending_lines.pop(subscription["id"], []), *lines]
    name = store.fresh_id("invoice")
    values = new_values(store, subscription, [{**line, "invoice": name} for line in lines])
    values["lines"]["url"] = f"/v1/invoices/{name}/lines"
    values.update(billing_reason=reason, period_start=period[0], period_end=period[1])
    invoice = store.make(
        "invoice", id=name, automatically_finalizes_at=store.now + DRAFT_SECONDS, **values
    )
    store.emit("invoice.created", invoice)
    return invoice


def new_values(store: Store, subscription: StripeObject, lines: list[StripeObject]) -> StripeObject:
    customer = store.get("customer", subscription["customer"])
    return {
        "account_country": "US",
        "account_name": "Tests",
        "attempt_count": 0,
        "attempted": False,
        "auto_advance": True,
        "automatic_tax": {
            "enabled": False,
            **dict.fromkeys(("disabled_reason", "liability", "provider", "status")),
        },
        "collection_method": "charge_automatically",
        "created": store.now,
        "currency": subscription["currency"],
        "customer": customer["id"],
        "customer_email": customer["email"],
        "customer_name": customer["name"],
        "customer_tax_exempt": "none",
        "customer_tax_ids": [],
        "default_tax_rates": [],
        "discounts": list(subscription["discounts"]),
        "issuer": {"type": "self"},
        "lines": listed(lines, "/v1/invoices/upcoming/lines"),
        "metadata": {},
        "parent": parent_of(subscription),
        "payment_settings": dict.fromkeys(
            ("default_mandate", "payment_method_options", "payment_method_types")
        ),
        "period_start": store.now,
        "period_end": store.now,
        "post_payment_credit_notes_amount": 0,
        "pre_payment_credit_notes_amount": 0,
        "starting_balance": customer["balance"],
        "status": "draft",
        "status_transitions": dict.fromkeys(
            ("finalized_at", "marked_uncollectible_at", "paid_at", "voided_at")
        ),
        **totals(store, subscription, lines),
    }


def parent_of(subscription: StripeObject) -> StripeObject:
    details = {"metadata": dict(subscription["metadata"]), "subscription": subscription["id"]}
    return {"type": "subscription_details", "subscription_details": details, "quote_details": None}


def totals(store: Store, subscription: StripeObject, lines: list[StripeObject]) -> StripeObject:
    subtotal = sum(line["amount"] for line in lines)
    discountable = sum(line["amount"] for line in lines if line["discountable"])
    amounts = applied(store, subscription["discounts"], discountable)
    total = subtotal - sum(one["amount"] for one in amounts)
    return {
        "subtotal": subtotal,
        "subtotal_excluding_tax": subtotal,
        "total": total,
        "total_excluding_tax": total,
        "total_discount_amounts": amounts,
        "total_pretax_credit_amounts": [],
        "total_taxes": [],
        "amount_due": max(total, 0),
        "amount_overpaid": 0,
        "amount_paid": 0,
        "amount_remaining": max(total, 0),
        "amount_shipping": 0,
    }


def finalize(store: Store, invoice: StripeObject) -> None:
    """Give the number, settle with the customer's balance, and open it for payment."""
    customer = store.get("customer", invoice["customer"])
    use_balance(invoice, customer)
    number = customer["next_invoice_sequence"]
    customer["next_invoice_sequence"] = number + 1
    address = f"{store.base_url}/invoices/{invoice['id']}"
    transitions = {**invoice["status_transitions"], "finalized_at": store.now}
    invoice.update(
        status="open",
        number=f"{customer['invoice_prefix']}-{number:04}",
        automatically_finalizes_at=None,
        effective_at=store.now,
        hosted_invoice_url=address,
        invoice_pdf=f"{address}/pdf",
        status_transitions=transitions,
    )
    store.emit("invoice.finalized", invoice)
    if invoice["amount_due"] == 0:
        mark_paid(store, invoice)


def use_balance(invoice: StripeObject, customer: StripeObject) -> None:
    """A credit (a negative balance) pays first; a negative total becomes a credit."""
    balance, total = customer["balance"], invoice["total"]
    owed = total + min(balance, 0)
    after = min(owed, 0) if total >= 0 else balance + total
    due = max(owed, 0) if total >= 0 else 0
    customer["balance"] = after if balance <= 0 or total < 0 else balance
    invoice.update(
        starting_balance=balance,
        ending_balance=customer["balance"],
        amount_due=due,
        amount_remaining=due,
    )


def mark_paid(store: Store, invoice: StripeObject) -> None:
    due = invoice["amount_due"]
    transitions = {**invoice["status_transitions"], "paid_at": store.now}
    invoice.update(
        status="paid",
        amount_paid=due,
        amount_remaining=0,
        attempted=True,
        auto_advance=False,
        next_payment_attempt=None,
        status_transitions=transitions,
    )
    for payment in store.of("invoice_payment", invoice=invoice["id"]):
        payment.update(amount_paid=due, status="paid")
        payment["status_transitions"]["paid_at"] = store.now
        store.emit("invoice_payment.paid", payment)
    store.emit("invoice.paid", invoice)
    store.emit("invoice.payment_succeeded", invoice)
    use_up_discounts(store, invoice)


def use_up_discounts(store: Store, invoice: StripeObject) -> None:
    subscription = store.get(
        "subscription", invoice["parent"]["subscription_details"]["subscription"]
    )
    if invoice["subtotal"] > 0:
        left = after_use(store, subscription["discounts"])
        subscription["discounts"] = [name for name in subscription["discounts"] if name in left]


def attempt(store: Store, invoice: StripeObject, method: StripeObject | None) -> bool:
    """One attempt at an open invoice; after a failure the next attempt has its day, until there is
    none left.
    """
    intent = intent_of(store, invoice)
    invoice["attempt_count"] += 1
    invoice["attempted"] = True
    if try_intent(store, intent, method):
        mark_paid(store, invoice)
        return True
    invoice["next_payment_attempt"] = next_attempt(store, invoice)
    store.emit("invoice.payment_failed", invoice)
    return False


def next_attempt(store: Store, invoice: StripeObject) -> int | None:
    made = invoice["attempt_count"]
    if made > len(RETRIES):
        return None
    since = 0 if made == 1 else RETRIES[made - 2]
    return int(store.now + (RETRIES[made - 1] - since) * DAY)


def intent_of(store: Store, invoice: StripeObject) -> StripeObject:
    """The invoice's one payment intent, made at the first attempt."""
    for payment in store.of("invoice_payment", invoice=invoice["id"]):
        return store.get("payment_intent", payment["payment"]["payment_intent"])
    due, currency = invoice["amount_due"], invoice["currency"]
    intent = new_intent(store, amount=due, currency=currency, customer=invoice["customer"])
    intent["description"] = words_for(invoice)
    store.emit("payment_intent.created", intent)
    store.make(
        "invoice_payment",
        amount_paid=None,
        amount_requested=due,
        currency=currency,
        invoice=invoice["id"],
        is_default=True,
        payment={"type": "payment_intent", "payment_intent": intent["id"]},
        status="open",
        status_transitions={"canceled_at": None, "paid_at": None},
    )
    return intent


def words_for(invoice: StripeObject) -> str:
    return (
        "Subscription creation"
        if invoice["billing_reason"] == "subscription_create"
        else "Subscription update"
    )


def preview(store: Store, subscription: StripeObject, line: StripeObject) -> StripeObject:
    """The invoice as it would be, without an id."""
    lines = [*store.pending_lines.get(subscription["id"], []), line]
    visible = {**new_values(store, subscription, lines), "billing_reason": "upcoming"}
    return {name: value for name, value in shaped("invoice", **visible).items() if name != "id"}
