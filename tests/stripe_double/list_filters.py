"""What can be listed, and by what."""

from fnmatch import fnmatchcase

from tests.stripe_double.form_encoding import Params
from tests.stripe_double.pagination import newest
from tests.stripe_double.shapes import StripeObject
from tests.stripe_double.store import Store

SESSIONS = "customer payment_intent subscription status customer_details"


def customers(store: Store, params: Params) -> list[StripeObject]:
    return [
        one for one in newest(store, "customer", {**params, "created": None}) if fits(one, params)
    ]


def fits(customer: StripeObject, params: Params) -> bool:
    """A deleted customer is in no list; e-mail addresses are compared as written."""
    return not customer.get("deleted") and params.get(
        "email", customer.get("email")
    ) == customer.get("email")


def prices(store: Store, params: Params) -> list[StripeObject]:
    results = newest(store, "price", params, "active", "product", "type", "currency")
    keys = params.get("lookup_keys")
    return [price for price in results if keys is None or price["lookup_key"] in keys]


def products(store: Store, params: Params) -> list[StripeObject]:
    results = newest(store, "product", params, "active")
    names = params.get("ids")
    return [product for product in results if names is None or product["id"] in names]


def coupons(store: Store, params: Params) -> list[StripeObject]:
    return newest(store, "coupon", params)


def promotion_codes(store: Store, params: Params) -> list[StripeObject]:
    results = newest(store, "promotion_code", params, "active", "customer")
    code, coupon = params.get("code"), params.get("coupon")
    results = [one for one in results if code is None or one["code"].lower() == code.lower()]
    return [one for one in results if coupon is None or one["promotion"]["coupon"] == coupon]


def sessions(store: Store, params: Params) -> list[StripeObject]:
    results = newest(
        store, "checkout.session", params, "customer", "payment_intent", "subscription", "status"
    )
    email = params.get("customer_details", {}).get("email")
    return [
        one
        for one in results
        if email is None or (one["customer_details"] or {}).get("email") == email
    ]


def subscriptions(store: Store, params: Params) -> list[StripeObject]:
    """All but the canceled ones unless a status is asked for."""
    requested = params.get("status")
    results = newest(store, "subscription", params, "customer")
    ended = ("canceled", "incomplete_expired")
    if requested is None:
        results = [one for one in results if one["status"] not in ended]
    elif requested == "ended":
        results = [one for one in results if one["status"] in ended]
    elif requested != "all":
        results = [one for one in results if one["status"] == requested]
    price = params.get("price")
    return [
        one for one in results if price is None or one["items"]["data"][0]["price"]["id"] == price
    ]


def invoices(store: Store, params: Params) -> list[StripeObject]:
    results = newest(store, "invoice", params, "customer", "status", "collection_method")
    name = params.get("subscription")
    return [
        one
        for one in results
        if name is None or one["parent"]["subscription_details"]["subscription"] == name
    ]


def invoice_payments(store: Store, params: Params) -> list[StripeObject]:
    results = newest(store, "invoice_payment", params, "invoice", "status")
    intent = params.get("payment", {}).get("payment_intent")
    return [one for one in results if intent is None or one["payment"]["payment_intent"] == intent]


def charges(store: Store, params: Params) -> list[StripeObject]:
    return newest(store, "charge", params, "customer", "payment_intent")


def payment_intents(store: Store, params: Params) -> list[StripeObject]:
    return newest(store, "payment_intent", params, "customer")


def refunds(store: Store, params: Params) -> list[StripeObject]:
    return newest(store, "refund", params, "charge", "payment_intent")


def disputes(store: Store, params: Params) -> list[StripeObject]:
    return newest(store, "dispute", params, "charge", "payment_intent")


def payment_methods(store: Store, params: Params) -> list[StripeObject]:
    return newest(store, "payment_method", params, "customer", "type")


def events(store: Store, params: Params) -> list[StripeObject]:
    results = newest(store, "event", params)
    kind, kinds = params.get("type", "*"), params.get("types")
    return [
        one
        for one in results
        if fnmatchcase(one["type"], kind) and (kinds is None or one["type"] in kinds)
    ]
