"""The customer's portal: a page to change the card and to cancel."""

from urllib.parse import urlsplit

from tests.stripe_double import customers
from tests.stripe_double.errors import invalid, needed
from tests.stripe_double.form_encoding import Params
from tests.stripe_double.shapes import StripeObject
from tests.stripe_double.store import Store

UNDERSTOOD = "customer return_url locale flow_data"
FLOWS = ("payment_method_update", "subscription_cancel")


def create(store: Store, params: Params) -> StripeObject:
    if "customer" not in params:
        raise needed("customer")
    customer = customers.living(store, params["customer"], param="customer")
    address = urlsplit(params.get("return_url", "https://example.com"))
    if address.scheme not in ("http", "https"):
        raise invalid("Not a valid URL", "return_url", "url_invalid")
    name = store.fresh_id("billing_portal.session")
    return store.make(
        "billing_portal.session",
        id=name,
        configuration="bpc_" + customer["id"][4:],
        customer=customer["id"],
        flow=flow_of(store, params.get("flow_data")),
        locale=params.get("locale"),
        return_url=params.get("return_url"),
        url=f"{store.base_url}/p/session/{name}",
    )


def flow_of(store: Store, values: Params | None) -> StripeObject | None:
    if values is None:
        return None
    if values["type"] not in FLOWS:
        raise invalid(f"The tests' Stripe has no {values['type']} flow.", "flow_data[type]")
    chosen = values.get("subscription_cancel")
    if values["type"] == "subscription_cancel" and not chosen:
        raise needed("flow_data[subscription_cancel]")
    if chosen:
        store.get(
            "subscription",
            chosen["subscription"],
            param="flow_data[subscription_cancel][subscription]",
        )
        chosen = {"retention": None, "subscription": chosen["subscription"]}
    after = {"type": "portal_homepage", "redirect": None, "hosted_confirmation": None}
    return {
        "type": values["type"],
        "after_completion": after,
        "subscription_cancel": chosen,
        "subscription_update": None,
        "subscription_update_confirm": None,
    }
