"""The clock: what falls due between one moment and the next, in the order it falls due."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from tests.stripe_double import billing, invoices, payments, schedules
from tests.stripe_double.periods import DAY, moment
from tests.stripe_double.shapes import StripeObject
from tests.stripe_double.store import Store

Due = tuple[int, Callable[[], object]]
UPCOMING_DAYS = 7
DUE_STATES = ("active", "trialing", "past_due")


def advance(store: Store, to: datetime) -> None:
    """Everything that falls due until `to`, each thing at its own moment; then the clock stands at
    `to`.
    """
    end = int(to.timestamp())
    while True:
        first = min(all_due(store), key=lambda due: due[0], default=None)
        if first is None or first[0] > end:
            break
        store.clock.stopped_at = max(store.clock.now, moment(first[0]))
        first[1]()
    store.clock.stopped_at = to


def all_due(store: Store) -> Iterator[Due]:
    for session in store.of("checkout.session", status="open"):
        yield session["expires_at"], partial(payments.expire_if_late, store, session)
    for subscription in store.all("subscription"):
        if subscription["status"] in DUE_STATES:
            yield from due_of(store, subscription)
    for invoice in store.all("invoice"):
        yield from due_payment(store, invoice)


def due_of(store: Store, subscription: StripeObject) -> Iterator[Due]:
    end = billing.item_of(subscription)["current_period_end"]
    ending = subscription["cancel_at"]
    if subscription["status"] == "trialing":
        yield from due_once(
            store,
            "trial_will_end",
            subscription,
            end - 3 * DAY,
            partial(billing.send_trial_will_end, store, subscription),
        )
    if ending is None or ending > end:
        yield from due_once(
            store,
            "upcoming",
            subscription,
            end - UPCOMING_DAYS * DAY,
            partial(upcoming, store, subscription),
        )
        yield end, partial(renew, store, subscription)
    if ending is not None:
        yield ending, partial(billing.end, store, subscription, reason="cancellation_requested")


def renew(store: Store, subscription: StripeObject) -> None:
    schedules.turn(store, subscription)
    billing.renew(store, subscription)


def due_once(
    store: Store, what: str, subscription: StripeObject, at: int, act: Callable[[], object]
) -> Iterator[Due]:
    """What is told once a period, and never after its moment was long gone when the period
    began.
    """
    item = billing.item_of(subscription)
    key = (what, subscription["id"], item["current_period_end"])
    if key not in store.told and (at > item["current_period_start"] or what == "trial_will_end"):
        yield at, act


def upcoming(store: Store, subscription: StripeObject) -> None:
    """A look ahead at the next invoice: it has no id and is kept nowhere."""
    item = billing.item_of(subscription)
    store.told.add(("upcoming", subscription["id"], item["current_period_end"]))
    ahead = {**item, "current_period_start": item["current_period_end"]}
    ahead["current_period_end"] = billing.end_of(
        item["price"], anchor=subscription["billing_cycle_anchor"], start=item["current_period_end"]
    )
    next_one = {
        **subscription,
        "status": "active",
        "items": {**subscription["items"], "data": [ahead]},
    }
    line = billing.full_line(store, next_one)
    store.emit("invoice.upcoming", invoices.preview(store, next_one, line))


def due_payment(store: Store, invoice: StripeObject) -> Iterator[Due]:
    """A draft that is to be charged, or the next attempt at an open invoice."""
    subscription = store.get(
        "subscription", invoice["parent"]["subscription_details"]["subscription"]
    )
    if invoice["status"] == "draft" and invoice["automatically_finalizes_at"]:
        yield (
            invoice["automatically_finalizes_at"],
            partial(first_attempt, store, subscription, invoice),
        )
    if (
        invoice["status"] == "open"
        and invoice["next_payment_attempt"]
        and subscription["status"] != "canceled"
    ):
        yield (
            invoice["next_payment_attempt"],
            partial(billing.collect, store, subscription, invoice),
        )


def first_attempt(store: Store, subscription: StripeObject, invoice: StripeObject) -> None:
    if subscription["status"] == "canceled":
        invoice["automatically_finalizes_at"] = None
        return
    invoices.finalize(store, invoice)
    billing.collect(store, subscription, invoice)
