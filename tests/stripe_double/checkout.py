"""Checkout Sessions: what may be sold together, and the page to pay on."""

from typing import Any

from tests.stripe_double import catalog, customers
from tests.stripe_double.checkout_rules import check_session
from tests.stripe_double.discounts import check_currency, resolve, taken_off
from tests.stripe_double.errors import StripeError, invalid, needed
from tests.stripe_double.form_encoding import Params
from tests.stripe_double.metadata import merged
from tests.stripe_double.periods import DAY
from tests.stripe_double.shapes import StripeObject, shaped
from tests.stripe_double.store import Store

# What paying on the page needs to know and the session does not show.
UNDERSTOOD = """adaptive_pricing allow_promotion_codes billing_address_collection cancel_url client_reference_id
    currency customer customer_creation customer_email discounts expires_at line_items locale metadata mode
    payment_intent_data payment_method_collection payment_method_types submit_type subscription_data success_url"""
KEPT = ("subscription_data", "payment_intent_data", "customer_creation")


def create_session(store: Store, params: Params) -> StripeObject:
    check_session(store, params)
    prices = [price_of(store, item, position) for position, item in enumerate(params["line_items"])]
    check_prices(prices, params)
    currency = prices[0]["currency"]
    if "customer" in params:
        customers.living(store, params["customer"], param="customer")
        check_customers_currency(store, params, currency)
    session = new_session(store, params, currency)
    add_lines(store, session, prices, params)
    return session


def price_of(store: Store, item: Params, position: int) -> StripeObject:
    where = f"line_items[{position}]"
    if ("price" in item) == ("price_data" in item):
        raise invalid(
            "You must specify either `price` or `price_data` when passing in line_items.", where
        )
    if item.get("quantity", 1) < 1:
        raise invalid("Invalid positive integer", f"{where}[quantity]", "parameter_invalid_integer")
    if "price_data" in item:
        return catalog.new_price(store, item["price_data"], active=False)
    price = store.get("price", item["price"], param=f"{where}[price]")
    if not price["active"]:
        raise invalid(
            "The price specified is inactive. This field only accepts active prices.",
            f"{where}[price]",
        )
    return price


def check_prices(prices: list[StripeObject], params: Params) -> None:
    currencies = {price["currency"] for price in prices}
    if (
        len(currencies) > 1
        or params.get("currency", prices[0]["currency"]) != prices[0]["currency"]
    ):
        expected = params.get("currency", prices[0]["currency"])
        raise invalid(
            f"All prices on a Checkout Session must be in one currency ({expected}).", "line_items"
        )
    recurring = [price["recurring"] for price in prices if price["recurring"]]
    if params["mode"] == "payment" and recurring:
        raise invalid("You specified `payment` mode but passed a recurring price.", "mode")
    if params["mode"] == "subscription" and not recurring:
        raise invalid(
            "You must provide at least one recurring price in `subscription` mode.", "line_items"
        )
    if len({(one["interval"], one["interval_count"]) for one in recurring}) > 1:
        raise invalid(
            "Checkout does not support multiple prices with different billing intervals.",
            "line_items",
        )
    if params["mode"] == "subscription" and len(prices) > 1:
        raise StripeError(
            "The tests' Stripe sells one price a subscription.", status=501, param="line_items"
        )


def check_customers_currency(store: Store, params: Params, currency: str) -> None:
    if params["mode"] != "subscription":
        return
    for other in store.of("subscription", customer=params["customer"]):
        if other["status"] != "canceled" and other["currency"] != currency:
            raise invalid(
                "You cannot combine currencies on a single customer. This customer has an active"
                f" subscription with currency {other['currency']}."
            )


def new_session(store: Store, params: Params, currency: str) -> StripeObject:
    name = store.fresh_id("checkout.session")
    email = params.get("customer_email")
    subscribing = params["mode"] == "subscription"
    creation = (
        None
        if "customer" in params
        else "always"
        if subscribing
        else params.get("customer_creation")
    )
    session = store.make(
        "checkout.session",
        id=name,
        adaptive_pricing=params.get("adaptive_pricing", {"enabled": False}),
        automatic_tax={"enabled": False, "liability": None, "provider": None, "status": None},
        allow_promotion_codes=params.get("allow_promotion_codes"),
        billing_address_collection=params.get("billing_address_collection"),
        cancel_url=params.get("cancel_url"),
        client_reference_id=params.get("client_reference_id"),
        currency=currency,
        custom_fields=[],
        custom_text=dict.fromkeys(
            ("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")
        ),
        customer=params.get("customer"),
        customer_creation=(
            creation if "customer" in params or subscribing else creation or "if_required"
        ),
        customer_email=email,
        customer_details=details(email) if email else None,
        expires_at=params.get("expires_at", store.now + DAY),
        invoice_creation=None if subscribing else no_invoice(),
        locale=params.get("locale"),
        metadata=merged({}, params.get("metadata")),
        mode=params["mode"],
        payment_method_collection=params.get(
            "payment_method_collection", "always" if subscribing else "if_required"
        ),
        payment_method_options={"card": {"request_three_d_secure": "automatic"}},
        payment_method_types=params.get("payment_method_types", ["card"]),
        payment_status="unpaid",
        phone_number_collection={"enabled": False},
        shipping_options=[],
        status="open",
        submit_type=params.get("submit_type"),
        success_url=params["success_url"],
        ui_mode="hosted_page",
        url=f"{store.base_url}/c/pay/{name}",
    )
    store.session_data[name] = {key: params[key] for key in KEPT if key in params}
    return session


def details(email: str | None) -> StripeObject:
    empty = dict.fromkeys(("address", "business_name", "individual_name", "name", "phone"))
    return {**empty, "email": email, "tax_exempt": "none", "tax_ids": None}


def no_invoice() -> StripeObject:
    names = (
        "account_tax_ids",
        "custom_fields",
        "description",
        "footer",
        "issuer",
        "rendering_options",
    )
    return {"enabled": False, "invoice_data": {**dict.fromkeys(names), "metadata": {}}}


def add_lines(
    store: Store, session: StripeObject, prices: list[StripeObject], params: Params
) -> None:
    trial = trial_end(store, params.get("subscription_data", {})) is not None
    lines = [
        new_line(store, price, item, free=trial)
        for price, item in zip(prices, params["line_items"], strict=True)
    ]
    subtotal = sum(line["amount_subtotal"] for line in lines)
    off = add_discounts(store, session, params.get("discounts", []), subtotal)
    lines[0].update(amount_discount=off, amount_total=lines[0]["amount_subtotal"] - off)
    check_minimum(subtotal - off, session["currency"])
    session.update(
        amount_subtotal=subtotal,
        amount_total=subtotal - off,
        total_details={"amount_discount": off, "amount_shipping": 0, "amount_tax": 0},
    )
    store.session_lines[session["id"]] = lines


def new_line(store: Store, price: StripeObject, item: Params, *, free: bool) -> StripeObject:
    quantity = item.get("quantity", 1)
    amount = 0 if free else price["unit_amount"] * quantity
    return shaped(
        "item",
        id=store.fresh_id("item"),
        amount_discount=0,
        amount_subtotal=amount,
        amount_tax=0,
        amount_total=amount,
        currency=price["currency"],
        description=store.get("product", price["product"])["name"],
        price=price,
        quantity=quantity,
    )


def add_discounts(store: Store, session: StripeObject, values: list[Params], amount: int) -> int:
    """Keep the discounts on the session; answers what they take off today."""
    coupons = resolve(store, values)
    before = amount
    for coupon, _ in coupons:
        check_currency(coupon, session["currency"])
        amount -= taken_off(coupon, amount)
    visible = [{"coupon": coupon["id"], "promotion_code": code} for coupon, code in coupons]
    session["discounts"] = visible
    return before - amount


def check_minimum(total: int, currency: str) -> None:
    least = {"gbp": 30, "jpy": 50, "sek": 300, "nok": 300, "dkk": 250, "pln": 200}.get(currency, 50)
    if 0 < total < least:
        raise invalid(
            f"The Checkout Session's total amount due must add up to at least {least} in"
            f" {currency}'s smallest unit.",
            "line_items",
            "amount_too_small",
        )


def trial_end(store: Store, data: dict[str, Any]) -> int | None:
    if days := data.get("trial_period_days"):
        return int(store.now + days * DAY)
    return data.get("trial_end")


def expire_session(store: Store, params: Params, name: str) -> StripeObject:
    session = store.get("checkout.session", name)
    if session["status"] != "open":
        raise invalid('Only Checkout Sessions with a status in ["open"] can be expired.')
    session.update(status="expired", url=None)
    store.emit("checkout.session.expired", session)
    return session


def session_lines(store: Store, params: Params, name: str) -> list[StripeObject]:
    store.get("checkout.session", name)
    return store.session_lines[name]


def update_session(store: Store, params: Params, name: str) -> StripeObject:
    session = store.get("checkout.session", name)
    if "metadata" not in params:
        raise needed("metadata")
    session["metadata"] = merged(session["metadata"], params["metadata"])
    return session
