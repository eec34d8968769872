"""Discounts: a coupon at work on a session or a subscription, and what it takes off an amount."""

from decimal import ROUND_HALF_UP, Decimal

from tests.stripe_double.catalog import redeem, usable
from tests.stripe_double.errors import StripeError, invalid
from tests.stripe_double.form_encoding import Params
from tests.stripe_double.periods import add_months
from tests.stripe_double.shapes import StripeObject
from tests.stripe_double.store import Store


def resolve(store: Store, values: list[Params]) -> list[tuple[StripeObject, str | None]]:
    """The coupons that were named, each with the promotion code that named it."""
    return [resolve_one(store, one, position) for position, one in enumerate(values)]


def resolve_one(store: Store, values: Params, position: int) -> tuple[StripeObject, str | None]:
    if sum(name in values for name in ("coupon", "promotion_code")) != 1:
        raise invalid(
            "Each discount must name exactly one of `coupon` and `promotion_code`.",
            f"discounts[{position}]",
        )
    if "coupon" in values:
        return usable(store, values["coupon"], param=f"discounts[{position}][coupon]"), None
    param = f"discounts[{position}][promotion_code]"
    code = store.get("promotion_code", values["promotion_code"], param=param)
    check_promotion_code(store, code, param)
    return usable(store, code["promotion"]["coupon"], param=param), code["id"]


def check_promotion_code(store: Store, code: StripeObject, param: str) -> None:
    over = code["expires_at"] is not None and code["expires_at"] <= store.now
    used_up = (
        code["max_redemptions"] is not None and code["times_redeemed"] >= code["max_redemptions"]
    )
    if over or used_up or not code["active"]:
        raise StripeError(
            "This promotion code is expired.", code="promotion_code_expired", param=param
        )


def check_currency(coupon: StripeObject, currency: str) -> None:
    if coupon["amount_off"] is not None and coupon["currency"] != currency:
        raise invalid(
            f"The coupon's currency ({coupon['currency']}) does not match the currency of the"
            f" prices ({currency}).",
            "discounts",
        )


def taken_off(coupon: StripeObject, amount: int) -> int:
    """What the coupon takes off, in minor units; never more than there is."""
    if coupon["percent_off"] is not None:
        share = Decimal(amount) * Decimal(str(coupon["percent_off"])) / 100
        return int(share.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    return min(int(coupon["amount_off"]), amount)


def grant(
    store: Store,
    coupon: StripeObject,
    code: str | None,
    *,
    customer: str,
    subscription: str,
    session: str | None,
) -> StripeObject:
    """The coupon redeemed on a subscription."""
    redeem(store, coupon, code)
    months = coupon["duration_in_months"]
    return store.make(
        "discount",
        checkout_session=session,
        customer=customer,
        end=add_months(store.now, months) if coupon["duration"] == "repeating" else None,
        promotion_code=code,
        source={"type": "coupon", "coupon": coupon["id"]},
        start=store.now,
        subscription=subscription,
    )


def coupon_of(store: Store, discount: str) -> StripeObject:
    """The coupon, which may have been deleted since: what was granted stays."""
    name = store.get("discount", discount)["source"]["coupon"]
    return store.things.get(("coupon", name)) or store.kept_coupons[name]


def applied(store: Store, discounts: list[str], amount: int) -> list[StripeObject]:
    """What each discount takes off in turn."""
    amounts = []
    for name in discounts:
        off = taken_off(coupon_of(store, name), max(amount, 0))
        amount -= off
        amounts.append({"amount": off, "discount": name})
    return amounts


def still_on(store: Store, discounts: list[str], *, at: int) -> list[str]:
    """The discounts whose time is not over."""
    ends = {name: store.get("discount", name)["end"] for name in discounts}
    return [name for name, end in ends.items() if end is None or end > at]


def after_use(store: Store, discounts: list[str]) -> list[str]:
    """The discounts that stay after a charge: those meant for one charge are used up."""
    return [name for name in discounts if coupon_of(store, name)["duration"] != "once"]
