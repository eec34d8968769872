"""What Stripe refuses to put into one Checkout Session, before it looks at prices."""

from urllib.parse import urlsplit

from tests.stripe_double.customers import check_email
from tests.stripe_double.errors import invalid, needed
from tests.stripe_double.form_encoding import Params
from tests.stripe_double.store import Store

HALF_HOUR, DAY = 1800, 86_400
SLACK = 60  # seconds a request may have been on its way


def check_session(store: Store, params: Params) -> None:
    for name in ("mode", "line_items", "success_url"):
        if not params.get(name):
            raise needed(name)
    check_addresses(params)
    check_person(params)
    check_expiry(store, params)
    check_mode(params)
    if params.get("discounts") and "allow_promotion_codes" in params:
        raise invalid(
            "You may only specify one of these parameters: allow_promotion_codes, discounts."
        )
    if len(params.get("discounts", [])) > 1:
        raise invalid("You may only specify at most 1 discount.", "discounts")


def check_addresses(params: Params) -> None:
    for name in ("success_url", "cancel_url"):
        address = urlsplit(params.get(name, "https://example.com/"))
        if address.scheme not in ("http", "https") or not address.netloc:
            raise invalid("Not a valid URL", name, "url_invalid")


def check_person(params: Params) -> None:
    if "customer" in params and "customer_email" in params:
        raise invalid("You may only specify one of these parameters: customer, customer_email.")
    check_email(params.get("customer_email"), "customer_email")
    if len(params.get("client_reference_id", "")) > 200:
        raise invalid("Invalid string: must be at most 200 characters", "client_reference_id")


def check_expiry(store: Store, params: Params) -> None:
    wait = params.get("expires_at", store.now + DAY) - store.now
    if wait < HALF_HOUR - SLACK:
        raise invalid(
            "The `expires_at` timestamp must be at least 30 minutes from Checkout Session"
            " creation.",
            "expires_at",
        )
    if wait > DAY + SLACK:
        raise invalid(
            "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.",
            "expires_at",
        )


def check_mode(params: Params) -> None:
    mode, data = params["mode"], params.get("subscription_data")
    if mode == "setup":
        raise invalid("The tests' Stripe has no setup mode.", "mode")
    if mode == "payment" and data is not None:
        raise invalid(
            "You can not pass `subscription_data` in `payment` mode.", "subscription_data"
        )
    if mode == "subscription" and "payment_intent_data" in params:
        raise invalid(
            "You can not pass `payment_intent_data` in `subscription` mode.", "payment_intent_data"
        )
    if mode == "subscription" and "customer_creation" in params:
        raise invalid(
            "`customer_creation` can only be used in `payment` and `setup` mode.",
            "customer_creation",
        )
    if mode == "subscription" and "submit_type" in params:
        raise invalid("You can not pass `submit_type` in `subscription` mode.", "submit_type")
    check_trial(data or {})


def check_trial(data: Params) -> None:
    if "trial_end" in data and "trial_period_days" in data:
        raise invalid("You may only specify one of these parameters: trial_end, trial_period_days.")
    days = data.get("trial_period_days", 1)
    if not 1 <= days <= 730:
        raise invalid(
            "The minimum number of trial period days is 1, the maximum 730.",
            "subscription_data[trial_period_days]",
        )
