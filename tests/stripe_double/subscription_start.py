"""Subscriptions that a program starts without a page, with a card that is already attached."""

from tests.stripe_double import billing, customers
from tests.stripe_double.checkout import check_customers_currency, trial_end
from tests.stripe_double.errors import StripeError, declined, invalid
from tests.stripe_double.form_encoding import Params
from tests.stripe_double.shapes import StripeObject
from tests.stripe_double.store import Store
from tests.stripe_double.subscription_changes import new_discounts

UNDERSTOOD = """customer default_payment_method description discounts items metadata payment_behavior trial_end
    trial_period_days"""
TEST_CARDS = {"pm_card_visa": "visa", "pm_card_mastercard": "mastercard", "pm_card_amex": "amex"}
FAILING_LATER = "pm_card_chargeCustomerFail"


def attach(store: Store, params: Params, name: str) -> StripeObject:
    """One of Stripe's test cards becomes a card of the customer's own."""
    customer = customers.living(store, params["customer"], param="customer")
    if name == "pm_card_chargeDeclined":
        raise declined()
    if name in TEST_CARDS or name == FAILING_LATER:
        if name == FAILING_LATER:
            store.failing_cards.add(customer["id"])
        brand = TEST_CARDS.get(name, "visa")
        return customers.new_card(store, customer["id"], email=customer["email"], brand=brand)
    method = store.get("payment_method", name)
    return store.change("payment_method.attached", method, customer=customer["id"])


def create(store: Store, params: Params) -> StripeObject:
    customer = customers.living(store, params["customer"], param="customer")
    price, quantity = bought(store, params)
    check_customers_currency(
        store, {"mode": "subscription", "customer": customer["id"]}, price["currency"]
    )
    method, ends = method_for(store, customer, params), trial_end(store, params)
    if method is None and not ends:
        raise invalid(
            "This customer has no attached payment source or default payment method.",
            code="resource_missing",
        )
    if not ends and customer["id"] in store.failing_cards:
        refuse(params)
    subscription = billing.start(
        store,
        customer=customer["id"],
        price=price,
        quantity=quantity,
        method=params.get("default_payment_method"),
        trial_end=ends,
        metadata=params.get("metadata"),
        description=params.get("description"),
    )
    subscription["discounts"] = new_discounts(store, subscription, params.get("discounts") or [])
    customer["currency"] = price["currency"]
    store.emit("customer.subscription.created", subscription)
    billing.collect(
        store, subscription, billing.invoice_now(store, subscription, reason="subscription_create")
    )
    return subscription


def bought(store: Store, params: Params) -> tuple[StripeObject, int]:
    items = params.get("items", [])
    if len(items) != 1 or set(items[0]) - {"price", "quantity"}:
        raise StripeError(
            "The tests' Stripe sells one price a subscription.", status=501, param="items"
        )
    price = store.get("price", items[0].get("price", ""), param="items[0][price]")
    if not price["recurring"]:
        raise invalid(
            "The price specified is set to `type=one_time` but this field only accepts"
            " `type=recurring`."
        )
    return price, items[0].get("quantity", 1)


def method_for(store: Store, customer: StripeObject, params: Params) -> StripeObject | None:
    name = (
        params.get("default_payment_method")
        or customer["invoice_settings"]["default_payment_method"]
    )
    return store.get("payment_method", name, param="default_payment_method") if name else None


def refuse(params: Params) -> None:
    """A first payment that fails leaves an incomplete subscription at Stripe unless an error was
    asked for.
    """
    if params.get("payment_behavior") != "error_if_incomplete":
        raise StripeError(
            "The tests' Stripe knows no incomplete subscriptions.",
            status=501,
            param="payment_behavior",
        )
    raise declined()
