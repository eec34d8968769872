"""Customers, and the cards they pay with."""

import re

from tests.stripe_double.catalog import announced, changes
from tests.stripe_double.errors import invalid
from tests.stripe_double.form_encoding import Params
from tests.stripe_double.metadata import merged
from tests.stripe_double.shapes import NO_ADDRESS, StripeObject
from tests.stripe_double.store import Store

CREATED_WITH = """address balance description email invoice_settings metadata name phone preferred_locales tax_exempt"""
EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
CARDS = {"visa": "4242", "mastercard": "4444", "amex": "0005"}
NO_CARD_CHECKS = {
    "address_line1_check": None,
    "address_postal_code_check": None,
    "cvc_check": "pass",
}


def check_email(email: str | None, param: str = "email") -> None:
    if email and not EMAIL.match(email):
        raise invalid(f"Invalid email address: {email}", param, "email_invalid")


def create_customer(store: Store, params: Params) -> StripeObject:
    check_email(params.get("email"))
    settings = params.get("invoice_settings", {})
    customer = store.make(
        "customer",
        address=params.get("address") or None,
        balance=params.get("balance", 0),
        delinquent=False,
        description=params.get("description"),
        email=params.get("email"),
        invoice_prefix=store.fresh_id("customer")[-8:].upper(),
        invoice_settings=invoice_settings(settings.get("default_payment_method")),
        metadata=merged({}, params.get("metadata")),
        name=params.get("name"),
        next_invoice_sequence=1,
        phone=params.get("phone"),
        preferred_locales=params.get("preferred_locales", []),
        tax_exempt=params.get("tax_exempt", "none"),
    )
    return announced(store, "customer.created", customer)


def invoice_settings(method: str | None) -> StripeObject:
    return {
        "custom_fields": None,
        "default_payment_method": method,
        "footer": None,
        "rendering_options": None,
    }


def update_customer(store: Store, params: Params, name: str) -> StripeObject:
    check_email(params.get("email"))
    customer = living(store, name)
    values = changes(customer, params)
    if settings := params.get("invoice_settings"):
        method = settings.get("default_payment_method")
        if method:
            store.get("payment_method", method, param="invoice_settings[default_payment_method]")
        values["invoice_settings"] = invoice_settings(method)
    return store.change("customer.updated", customer, **values)


def living(store: Store, name: str, *, param: str | None = None) -> StripeObject:
    """The customer, who must not have been deleted."""
    customer = store.get("customer", name, param=param)
    if customer.get("deleted"):
        raise invalid(f"No such customer: '{name}'", param or "id", "resource_missing")
    return customer


def retrieve_customer(store: Store, params: Params, name: str) -> StripeObject:
    """A deleted customer answers too, with little more than that."""
    return store.get("customer", name)


def forget_customer(store: Store, customer: StripeObject) -> StripeObject:
    store.emit("customer.deleted", customer)
    stub = {"id": customer["id"], "object": "customer", "deleted": True}
    store.things["customer", customer["id"]] = stub
    for method in store.of("payment_method", customer=customer["id"]):
        method["customer"] = None
    return stub


def new_card(
    store: Store, customer: str | None, *, email: str | None, brand: str = "visa"
) -> StripeObject:
    """A card as the hosted page takes it, attached to the customer where there is one."""
    method = store.make(
        "payment_method",
        allow_redisplay="limited",
        billing_details={
            "address": NO_ADDRESS,
            "email": email,
            "name": None,
            "phone": None,
            "tax_id": None,
        },
        card=card(brand),
        customer=customer,
        metadata={},
        type="card",
    )
    if customer:
        store.emit("payment_method.attached", method)
    return method


def card(brand: str) -> StripeObject:
    return {
        "brand": brand,
        "checks": NO_CARD_CHECKS,
        "country": "US",
        "display_brand": brand,
        "exp_month": 8,
        "exp_year": 2030,
        "fingerprint": f"fp{brand}",
        "funding": "credit",
        "generated_from": None,
        "last4": CARDS[brand],
        "networks": {"available": [brand], "preferred": None},
        "regulated_status": "unregulated",
        "three_d_secure_usage": {"supported": True},
        "wallet": None,
    }
