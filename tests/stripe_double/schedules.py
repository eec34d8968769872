"""Subscription schedules: terms that wait for the end of the period, made from a subscription that
runs.
"""

from tests.stripe_double import billing
from tests.stripe_double.errors import StripeError, invalid
from tests.stripe_double.form_encoding import Params
from tests.stripe_double.metadata import merged
from tests.stripe_double.periods import next_end
from tests.stripe_double.shapes import StripeObject
from tests.stripe_double.store import Store

UNDERSTOOD = "end_behavior metadata phases proration_behavior"
PHASE = {
    "items",
    "start_date",
    "end_date",
    "duration",
    "proration_behavior",
    "discounts",
    "metadata",
}
EMPTY_PHASE = """application_fee_percent billing_cycle_anchor billing_thresholds collection_method
    default_payment_method description invoice_settings on_behalf_of transfer_data trial_end"""
EMPTY_DEFAULTS = (
    "application_fee_percent billing_thresholds default_payment_method description on_behalf_of"
    " transfer_data"
)


def create(store: Store, params: Params) -> StripeObject:
    """A schedule round a subscription, whose present period is its one phase."""
    if "from_subscription" not in params:
        raise StripeError("The tests' Stripe makes schedules of subscriptions only.", status=501)
    subscription = store.get("subscription", params["from_subscription"], param="from_subscription")
    check_may_have(subscription)
    item = billing.item_of(subscription)
    span = {"start_date": item["current_period_start"], "end_date": item["current_period_end"]}
    schedule = store.make(
        "subscription_schedule",
        billing_mode=subscription["billing_mode"],
        current_phase=span,
        customer=subscription["customer"],
        default_settings=default_settings(),
        end_behavior="release",
        metadata={},
        pause_schedules=[],
        phases=[phase_of(subscription, item["price"], item["quantity"], **span)],
        status="active",
        subscription=subscription["id"],
    )
    store.emit("subscription_schedule.created", schedule)
    store.change("customer.subscription.updated", subscription, schedule=schedule["id"])
    return schedule


def check_may_have(subscription: StripeObject) -> None:
    if subscription["schedule"]:
        words = (
            "You cannot migrate a subscription that is already attached to a schedule:"
            f" {subscription['schedule']}."
        )
        raise invalid(words, "from_subscription")
    if subscription["status"] == "canceled":
        raise invalid("You cannot migrate a subscription that is `canceled`.", "from_subscription")


def default_settings() -> StripeObject:
    nothing = dict.fromkeys(
        ("account_tax_ids", "custom_fields", "days_until_due", "description", "footer")
    )
    return {
        **dict.fromkeys(EMPTY_DEFAULTS.split()),
        "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None},
        "billing_cycle_anchor": "automatic",
        "collection_method": "charge_automatically",
        "invoice_settings": {**nothing, "issuer": {"type": "self"}},
    }


def phase_of(
    subscription: StripeObject,
    price: StripeObject,
    quantity: int,
    *,
    start_date: int,
    end_date: int,
) -> StripeObject:
    remaining: StripeObject = {
        "billing_thresholds": None,
        "discounts": [],
        "metadata": {},
        "tax_rates": [],
    }
    item = {**remaining, "plan": price["id"], "price": price["id"], "quantity": quantity}
    return {
        **dict.fromkeys(EMPTY_PHASE.split()),
        "add_invoice_items": [],
        "currency": subscription["currency"],
        "default_tax_rates": [],
        "discounts": [discount_of(name) for name in subscription["discounts"]],
        "items": [item],
        "metadata": {},
        "proration_behavior": "create_prorations",
        "start_date": start_date,
        "end_date": end_date,
    }


def discount_of(name: str) -> StripeObject:
    return {"coupon": None, "discount": name, "promotion_code": None}


def update(store: Store, params: Params, name: str) -> StripeObject:
    schedule = active_schedule(store, name)
    values: Params = {key: params[key] for key in ("end_behavior",) if key in params}
    if values.get("end_behavior", "release") != "release":
        raise StripeError(
            "The tests' Stripe releases schedules at their end.", status=501, param="end_behavior"
        )
    if "metadata" in params:
        values["metadata"] = merged(schedule["metadata"], params["metadata"])
    if "phases" in params:
        values["phases"] = new_phases(store, schedule, params["phases"])
    return store.change("subscription_schedule.updated", schedule, **values)


def new_phases(store: Store, schedule: StripeObject, values: list[Params]) -> list[StripeObject]:
    """The present phase, which keeps its start, and one that follows."""
    subscription = store.get("subscription", schedule["subscription"])
    if not 1 <= len(values) <= 2:
        raise StripeError(
            "The tests' Stripe knows the present phase and one more.", status=501, param="phases"
        )
    if values[0].get("start_date") != schedule["phases"][0]["start_date"]:
        raise invalid(
            "You can not modify the start date of the current phase.", "phases[0][start_date]"
        )
    phases: list[StripeObject] = []
    for position, one in enumerate(values):
        phases.append(
            new_phase(store, subscription, one, f"phases[{position}]", before=phases[-1:])
        )
    return phases


def new_phase(
    store: Store,
    subscription: StripeObject,
    values: Params,
    where: str,
    *,
    before: list[StripeObject],
) -> StripeObject:
    if beyond := set(values) - PHASE:
        raise StripeError(
            f"The tests' Stripe does not act upon {where} {sorted(beyond)}.",
            status=501,
            param=where,
        )
    item = only_item(values, where)
    price = store.get("price", item.get("price", ""), param=f"{where}[items][0][price]")
    if price["currency"] != subscription["currency"] or not price["recurring"]:
        raise invalid(
            f"The price specified must be recurring, in {subscription['currency']}.",
            f"{where}[items]",
        )
    start = before[0]["end_date"] if before else values["start_date"]
    made = phase_of(
        subscription,
        price,
        item.get("quantity", 1),
        start_date=start,
        end_date=end_of(values, where, start),
    )
    made["proration_behavior"] = values.get("proration_behavior", "create_prorations")
    made["discounts"] = inherited_discounts(
        store, subscription, values.get("discounts") or [], where
    )
    return made


def only_item(values: Params, where: str) -> Params:
    items = values["items"]
    if len(items) != 1 or set(items[0]) - {"price", "quantity"}:
        raise StripeError(
            "The tests' Stripe sells one price a subscription.", status=501, param=f"{where}[items]"
        )
    results: Params = items[0]
    return results


def end_of(values: Params, where: str, start: int) -> int:
    if ("end_date" in values) == ("duration" in values):
        raise invalid("Each phase needs one of `end_date` and `duration`.", where)
    if "duration" in values:
        span = values["duration"]
        return next_end(start, start, span["interval"], span.get("interval_count", 1))
    end = int(values["end_date"])
    if end <= start:
        raise invalid("The end of a phase must come after its start.", f"{where}[end_date]")
    return end


def inherited_discounts(
    store: Store, subscription: StripeObject, values: list[Params], where: str
) -> list[StripeObject]:
    """Discounts that the subscription has; a phase that names none has none."""
    for one in values:
        if set(one) != {"discount"}:
            raise StripeError(
                "The tests' Stripe keeps discounts, it adds none by schedule.",
                status=501,
                param=where,
            )
        if one["discount"] not in subscription["discounts"]:
            raise invalid(
                f"No such discount: '{one['discount']}'", f"{where}[discounts]", "resource_missing"
            )
    return [discount_of(one["discount"]) for one in values]


def active_schedule(store: Store, name: str) -> StripeObject:
    schedule = store.get("subscription_schedule", name)
    if schedule["status"] not in ("active", "not_started"):
        raise invalid(f"You can not change a schedule that is `{schedule['status']}`.")
    return schedule


def release(store: Store, params: Params, name: str) -> StripeObject:
    """The subscription goes on alone, as it is at this moment."""
    schedule = active_schedule(store, name)
    let_go(store, schedule, status="released", released_at=store.now)
    store.emit("subscription_schedule.released", schedule)
    return schedule


def let_go(store: Store, schedule: StripeObject, *, status: str, **moments: int) -> None:
    name = schedule["subscription"]
    schedule.update(status=status, subscription=None, current_phase=None, **moments)
    if status == "released":
        schedule["released_subscription"] = name
    store.change("customer.subscription.updated", store.get("subscription", name), schedule=None)


def turn(store: Store, subscription: StripeObject) -> None:
    """The period's end: the phase that begins now brings its price; after the last one the schedule
    lets go.
    """
    if not subscription["schedule"]:
        return
    schedule = store.get("subscription_schedule", subscription["schedule"])
    following = [
        one
        for one in schedule["phases"]
        if one["start_date"] >= schedule["current_phase"]["end_date"]
    ]
    if not following:
        let_go(store, schedule, status="released", released_at=store.now)
        store.emit("subscription_schedule.released", schedule)
        return
    enter(store, subscription, schedule, following[0])


def enter(
    store: Store, subscription: StripeObject, schedule: StripeObject, phase: StripeObject
) -> None:
    item, phase_item = billing.item_of(subscription), phase["items"][0]
    price = store.get("price", phase_item["price"])
    if any(
        price["recurring"][name] != item["price"]["recurring"][name]
        for name in ("interval", "interval_count")
    ):
        subscription["billing_cycle_anchor"] = item["current_period_end"]
    item.update(price=price, plan=billing.plan_of(price), quantity=phase_item["quantity"])
    subscription["discounts"] = [one["discount"] for one in phase["discounts"]]
    schedule["current_phase"] = {"start_date": phase["start_date"], "end_date": phase["end_date"]}
    store.emit("subscription_schedule.updated", schedule)
