"""`expand`: ids replaced by what they stand for, at most four levels deep, of which a list's `data`
is one.
"""

import copy
from collections.abc import Callable
from typing import Any

from tests.stripe_double.errors import invalid
from tests.stripe_double.shapes import StripeObject, listed
from tests.stripe_double.store import Store

DEEPEST = 4


def lines_of(store: Store, session: StripeObject) -> StripeObject:
    return listed(
        store.session_lines[session["id"]], f"/v1/checkout/sessions/{session['id']}/line_items"
    )


def payments_of(store: Store, invoice: StripeObject) -> StripeObject:
    return listed(store.of("invoice_payment", invoice=invoice["id"]), "/v1/invoice_payments")


def subscriptions_of(store: Store, customer: StripeObject) -> StripeObject:
    results = [
        one
        for one in store.of("subscription", customer=customer["id"])
        if one["status"] != "canceled"
    ]
    return listed(results, f"/v1/customers/{customer['id']}/subscriptions")


def refunds_of(store: Store, charge: StripeObject) -> StripeObject:
    return listed(
        store.of("refund", charge=charge["id"])[::-1], f"/v1/charges/{charge['id']}/refunds"
    )


# Fields that are left out of an answer unless they are asked for.
ON_REQUEST: dict[tuple[str, str], Callable[[Store, StripeObject], StripeObject]] = {
    ("checkout.session", "line_items"): lines_of,
    ("invoice", "payments"): payments_of,
    ("customer", "subscriptions"): subscriptions_of,
    ("charge", "refunds"): refunds_of,
}


def expanded(store: Store, data: StripeObject, paths: list[str]) -> StripeObject:
    """A copy of the thing, with these paths expanded."""
    answer = copy.deepcopy(data)
    for path in paths:
        names = path.split(".")
        if len(names) > DEEPEST:
            raise invalid(
                f"You cannot expand more than 4 levels of a property. Property: {path}", "expand"
            )
        walk(store, answer, names, path)
    return answer


def walk(store: Store, target: Any, names: list[str], path: str) -> None:
    if isinstance(target, list):
        for one in target:
            walk(store, one, names, path)
        return
    if target is None or not names:
        return
    name, *rest = names
    target[name] = value_of(store, target, name, path)
    walk(store, target[name], rest, path)


def value_of(store: Store, data: StripeObject, name: str, path: str) -> Any:
    requested = ON_REQUEST.get((data.get("object", ""), name))
    if requested and name not in data:
        return copy.deepcopy(requested(store, data))
    if not isinstance(data, dict) or name not in data:
        raise cannot(path)
    value = data[name]
    if isinstance(value, list) and value and isinstance(value[0], str):
        return [look_up(store, one, path) for one in value]
    return look_up(store, value, path) if isinstance(value, str) else value


def look_up(store: Store, name: str, path: str) -> StripeObject:
    results = store.find_any(name)
    if results is None:
        raise cannot(path)
    return copy.deepcopy(results)


def cannot(path: str) -> Exception:
    return invalid(f"This property cannot be expanded ({path}).", "expand")
