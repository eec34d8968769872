"""What is for sale: products, prices, coupons and promotion codes."""

import re
from typing import Any

from tests.stripe_double.errors import StripeError, invalid, needed
from tests.stripe_double.form_encoding import Params
from tests.stripe_double.metadata import merged
from tests.stripe_double.shapes import StripeObject
from tests.stripe_double.store import Store

PRODUCT = (
    "id name active description images metadata type unit_label statement_descriptor url tax_code"
)
PRICE = """active currency lookup_key transfer_lookup_key metadata nickname product product_data recurring tax_behavior
    unit_amount"""
COUPON = """id amount_off currency duration duration_in_months max_redemptions metadata name percent_off redeem_by"""
CODE = "active code customer expires_at max_redemptions metadata promotion"
OWN_ID = re.compile(r"^[A-Za-z0-9_-]{1,200}$")


def create_product(store: Store, params: Params) -> StripeObject:
    return announced(store, "product.created", new_product(store, params))


def new_product(store: Store, params: Params, *, active: bool = True) -> StripeObject:
    remaining = {
        name: params.get(name)
        for name in ("description", "unit_label", "statement_descriptor", "url", "tax_code")
    }
    return store.make(
        "product",
        id=own_id(store, "product", params),
        name=params["name"],
        active=params.get("active", active),
        images=params.get("images", []),
        marketing_features=[],
        metadata=merged({}, params.get("metadata")),
        type=params.get("type", "service"),
        updated=store.now,
        **remaining,
    )


def own_id(store: Store, kind: str, params: Params) -> str | None:
    name: str | None = params.get("id")
    if name is not None and not OWN_ID.match(name):
        raise invalid(f"Invalid {kind} id: {name}", "id")
    if name is not None and (kind, name) in store.things:
        raise invalid(
            f"{kind.capitalize()} already exists.", code="resource_already_exists", param=None
        )
    return name


def update_product(store: Store, params: Params, name: str) -> StripeObject:
    product = store.get("product", name)
    return store.change("product.updated", product, **changes(product, params))


def changes(data: StripeObject, params: Params) -> Params:
    """The values to set: metadata merged, an empty text as None, nothing that is not the object's
    own.
    """
    values: dict[str, Any] = {
        name: None if value == "" else value for name, value in params.items()
    }
    values.pop("expand", None)
    if "metadata" in params:
        values["metadata"] = merged(data["metadata"], params["metadata"])
    return values


def create_price(store: Store, params: Params) -> StripeObject:
    if "product_data" in params and "product" in params:
        raise invalid("You may only specify one of these parameters: product, product_data.")
    take_over_lookup_key(store, params)
    return announced(store, "price.created", new_price(store, params))


def take_over_lookup_key(store: Store, params: Params) -> None:
    key = params.get("lookup_key")
    holders = store.of("price", lookup_key=key) if key else []
    if holders and not params.get("transfer_lookup_key"):
        raise invalid(f"A price (`{holders[0]['id']}`) already uses that lookup key.", "lookup_key")
    for price in holders:
        store.change("price.updated", price, lookup_key=None)


def new_price(store: Store, params: Params, *, active: bool = True) -> StripeObject:
    amount = unit_amount(params)
    recurring = params.get("recurring")
    return store.make(
        "price",
        active=params.get("active", active),
        billing_scheme="per_unit",
        currency=params["currency"],
        lookup_key=params.get("lookup_key"),
        metadata=merged({}, params.get("metadata")),
        nickname=params.get("nickname"),
        product=product_of(store, params, active=active),
        recurring=recurrence(recurring) if recurring else None,
        tax_behavior=params.get("tax_behavior", "unspecified"),
        type="recurring" if recurring else "one_time",
        unit_amount=amount,
        unit_amount_decimal=str(amount),
    )


def unit_amount(params: Params) -> int:
    if "unit_amount" not in params:
        raise invalid(
            "Prices require an `unit_amount` or `unit_amount_decimal` parameter to be set.",
            "unit_amount",
        )
    amount: int = params["unit_amount"]
    if not 0 <= amount <= 99_999_999:
        low = amount < 0
        words = (
            "This value must be greater than or equal to 0."
            if low
            else "This value must be at most 99999999."
        )
        raise invalid(f"Invalid integer: {words}", "unit_amount", "parameter_invalid_integer")
    return amount


def product_of(store: Store, params: Params, *, active: bool) -> str:
    if data := params.get("product_data"):
        return str(new_product(store, data, active=active)["id"])
    if "product" not in params:
        raise needed("product")
    return str(store.get("product", params["product"], param="product")["id"])


def recurrence(values: Params) -> StripeObject:
    count = values.get("interval_count", 1)
    days = {"day": 1, "week": 7, "month": 30, "year": 365}[values["interval"]]
    if count < 1 or days * count > 3 * 366:
        raise invalid(
            "The maximum number of intervals is 3 years' worth.", "recurring[interval_count]"
        )
    return {
        "interval": values["interval"],
        "interval_count": count,
        "meter": None,
        "trial_period_days": values.get("trial_period_days"),
        "usage_type": "licensed",
    }


def update_price(store: Store, params: Params, name: str) -> StripeObject:
    price = store.get("price", name)
    take_over_lookup_key(store, params)
    values = {
        key: value for key, value in changes(price, params).items() if key != "transfer_lookup_key"
    }
    return store.change("price.updated", price, **values)


def create_coupon(store: Store, params: Params) -> StripeObject:
    check_coupon(params)
    coupon = store.make(
        "coupon",
        id=own_id(store, "coupon", params) or store.fresh_id("promotion_code")[-8:],
        amount_off=params.get("amount_off"),
        currency=params.get("currency"),
        duration=params.get("duration", "once"),
        duration_in_months=params.get("duration_in_months"),
        max_redemptions=params.get("max_redemptions"),
        metadata=merged({}, params.get("metadata")),
        name=params.get("name"),
        percent_off=params.get("percent_off"),
        redeem_by=params.get("redeem_by"),
        times_redeemed=0,
        valid=True,
    )
    return announced(store, "coupon.created", coupon)


def check_coupon(params: Params) -> None:
    percent, amount = params.get("percent_off"), params.get("amount_off")
    if (percent is None) == (amount is None):
        raise invalid("You must pass either percent_off or amount_off, and not both.")
    if percent is not None and not 0 < percent <= 100:
        raise invalid("Invalid percent_off: must be greater than 0 and at most 100.", "percent_off")
    if amount is not None and amount < 1:
        raise invalid("Invalid positive integer", "amount_off", "parameter_invalid_integer")
    if amount is not None and "currency" not in params:
        raise needed("currency")
    if (params.get("duration") == "repeating") != ("duration_in_months" in params):
        raise invalid(
            "`duration_in_months` belongs to a `repeating` duration.", "duration_in_months"
        )


def update_coupon(store: Store, params: Params, name: str) -> StripeObject:
    coupon = store.get("coupon", name)
    return store.change("coupon.updated", coupon, **changes(coupon, params))


def delete_coupon(store: Store, params: Params, name: str) -> StripeObject:
    store.emit("coupon.deleted", store.get("coupon", name))
    store.kept_coupons[name] = store.things.pop(("coupon", name))
    return {"id": name, "object": "coupon", "deleted": True}


def create_promotion_code(store: Store, params: Params) -> StripeObject:
    promotion = params["promotion"]
    coupon = store.get("coupon", promotion.get("coupon", ""), param="promotion[coupon]")
    code = params.get("code") or store.fresh_id("promotion_code")[-8:].upper()
    if any(
        other["code"].lower() == code.lower() for other in store.of("promotion_code", active=True)
    ):
        raise invalid(f"An active promotion code with `code: {code}` already exists.", "code")
    made = store.make(
        "promotion_code",
        active=params.get("active", True),
        code=code,
        customer=params.get("customer"),
        expires_at=params.get("expires_at"),
        max_redemptions=params.get("max_redemptions"),
        metadata=merged({}, params.get("metadata")),
        promotion={"type": "coupon", "coupon": coupon["id"]},
        restrictions={
            "first_time_transaction": False,
            "minimum_amount": None,
            "minimum_amount_currency": None,
        },
        times_redeemed=0,
    )
    return announced(store, "promotion_code.created", made)


def update_promotion_code(store: Store, params: Params, name: str) -> StripeObject:
    code = store.get("promotion_code", name)
    return store.change("promotion_code.updated", code, **changes(code, params))


def redeem(store: Store, coupon: StripeObject, promotion_code: str | None) -> None:
    """One redemption more of a coupon (and of the code that stands for it)."""
    coupon["times_redeemed"] += 1
    coupon["valid"] = is_valid(store, coupon)
    if promotion_code:
        store.get("promotion_code", promotion_code)["times_redeemed"] += 1


def is_valid(store: Store, coupon: StripeObject) -> bool:
    limit, last = coupon["max_redemptions"], coupon["redeem_by"]
    return (limit is None or coupon["times_redeemed"] < limit) and (
        last is None or store.now < last
    )


def usable(store: Store, name: str, *, param: str) -> StripeObject:
    """The coupon, or a refusal because its redemptions or its time are over."""
    coupon = store.get("coupon", name, param=param)
    if not is_valid(store, coupon):
        raise StripeError(f"Coupon expired: {name}", code="coupon_expired", param=param)
    return coupon


def announced(store: Store, kind: str, data: StripeObject) -> StripeObject:
    store.emit(kind, data)
    return data
