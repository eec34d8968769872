"""What can be listed, and by what."""

from fnmatch import fnmatchcase

from tests.stripe_double.paging import newest
from tests.stripe_double.shapes import Thing
from tests.stripe_double.store import Store
from tests.stripe_double.wire import Params

SESSIONS = "customer payment_intent subscription status customer_details"


def customers(store: Store, params: Params) -> list[Thing]:
    return [one for one in newest(store, "customer", {**params, "created": None}) if fits(one, params)]


def fits(customer: Thing, params: Params) -> bool:
    """A deleted customer is in no list; e-mail addresses are compared as written."""
    return not customer.get("deleted") and params.get("email", customer.get("email")) == customer.get("email")


def prices(store: Store, params: Params) -> list[Thing]:
    found = newest(store, "price", params, "active", "product", "type", "currency")
    keys = params.get("lookup_keys")
    return [price for price in found if keys is None or price["lookup_key"] in keys]


def products(store: Store, params: Params) -> list[Thing]:
    found = newest(store, "product", params, "active")
    names = params.get("ids")
    return [product for product in found if names is None or product["id"] in names]


def coupons(store: Store, params: Params) -> list[Thing]:
    return newest(store, "coupon", params)


def promotion_codes(store: Store, params: Params) -> list[Thing]:
    found = newest(store, "promotion_code", params, "active", "customer")
    code, coupon = params.get("code"), params.get("coupon")
    found = [one for one in found if code is None or one["code"].lower() == code.lower()]
    return [one for one in found if coupon is None or one["promotion"]["coupon"] == coupon]


def sessions(store: Store, params: Params) -> list[Thing]:
    found = newest(store, "checkout.session", params, "customer", "payment_intent", "subscription", "status")
    email = params.get("customer_details", {}).get("email")
    return [one for one in found if email is None or (one["customer_details"] or {}).get("email") == email]


def subscriptions(store: Store, params: Params) -> list[Thing]:
    """All but the canceled ones unless a status is asked for."""
    asked = params.get("status")
    found = newest(store, "subscription", params, "customer")
    ended = ("canceled", "incomplete_expired")
    if asked is None:
        found = [one for one in found if one["status"] not in ended]
    elif asked == "ended":
        found = [one for one in found if one["status"] in ended]
    elif asked != "all":
        found = [one for one in found if one["status"] == asked]
    price = params.get("price")
    return [one for one in found if price is None or one["items"]["data"][0]["price"]["id"] == price]


def invoices(store: Store, params: Params) -> list[Thing]:
    found = newest(store, "invoice", params, "customer", "status", "collection_method")
    name = params.get("subscription")
    return [one for one in found if name is None or one["parent"]["subscription_details"]["subscription"] == name]


def invoice_payments(store: Store, params: Params) -> list[Thing]:
    found = newest(store, "invoice_payment", params, "invoice", "status")
    intent = params.get("payment", {}).get("payment_intent")
    return [one for one in found if intent is None or one["payment"]["payment_intent"] == intent]


def charges(store: Store, params: Params) -> list[Thing]:
    return newest(store, "charge", params, "customer", "payment_intent")


def payment_intents(store: Store, params: Params) -> list[Thing]:
    return newest(store, "payment_intent", params, "customer")


def refunds(store: Store, params: Params) -> list[Thing]:
    return newest(store, "refund", params, "charge", "payment_intent")


def disputes(store: Store, params: Params) -> list[Thing]:
    return newest(store, "dispute", params, "charge", "payment_intent")


def payment_methods(store: Store, params: Params) -> list[Thing]:
    return newest(store, "payment_method", params, "customer", "type")


def events(store: Store, params: Params) -> list[Thing]:
    found = newest(store, "event", params)
    kind, kinds = params.get("type", "*"), params.get("types")
    return [one for one in found if fnmatchcase(one["type"], kind) and (kinds is None or one["type"] in kinds)]
