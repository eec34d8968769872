"""`expand`: ids replaced by what they stand for, at most four levels deep, of which a list's `data` is one."""

import copy
from collections.abc import Callable
from typing import Any

from tests.stripe_double.problems import invalid
from tests.stripe_double.shapes import Thing, listed
from tests.stripe_double.store import Store

DEEPEST = 4


def lines_of(store: Store, session: Thing) -> Thing:
    return listed(store.session_lines[session["id"]], f"/v1/checkout/sessions/{session['id']}/line_items")


def payments_of(store: Store, invoice: Thing) -> Thing:
    return listed(store.of("invoice_payment", invoice=invoice["id"]), "/v1/invoice_payments")


def subscriptions_of(store: Store, customer: Thing) -> Thing:
    found = [one for one in store.of("subscription", customer=customer["id"]) if one["status"] != "canceled"]
    return listed(found, f"/v1/customers/{customer['id']}/subscriptions")


def refunds_of(store: Store, charge: Thing) -> Thing:
    return listed(store.of("refund", charge=charge["id"])[::-1], f"/v1/charges/{charge['id']}/refunds")


# Fields that are left out of an answer unless they are asked for.
ON_REQUEST: dict[tuple[str, str], Callable[[Store, Thing], Thing]] = {
    ("checkout.session", "line_items"): lines_of,
    ("invoice", "payments"): payments_of,
    ("customer", "subscriptions"): subscriptions_of,
    ("charge", "refunds"): refunds_of,
}


def expanded(store: Store, thing: Thing, paths: list[str]) -> Thing:
    """A copy of the thing, with these paths expanded."""
    answer = copy.deepcopy(thing)
    for path in paths:
        names = path.split(".")
        if len(names) > DEEPEST:
            raise invalid(f"You cannot expand more than 4 levels of a property. Property: {path}", "expand")
        walk(store, answer, names, path)
    return answer


def walk(store: Store, thing: Any, names: list[str], path: str) -> None:
    if isinstance(thing, list):
        for one in thing:
            walk(store, one, names, path)
        return
    if thing is None or not names:
        return
    name, *rest = names
    thing[name] = value_of(store, thing, name, path)
    walk(store, thing[name], rest, path)


def value_of(store: Store, thing: Thing, name: str, path: str) -> Any:
    asked = ON_REQUEST.get((thing.get("object", ""), name))
    if asked and name not in thing:
        return copy.deepcopy(asked(store, thing))
    if not isinstance(thing, dict) or name not in thing:
        raise cannot(path)
    value = thing[name]
    if isinstance(value, list) and value and isinstance(value[0], str):
        return [look_up(store, one, path) for one in value]
    return look_up(store, value, path) if isinstance(value, str) else value


def look_up(store: Store, name: str, path: str) -> Thing:
    found = store.find_any(name)
    if found is None:
        raise cannot(path)
    return copy.deepcopy(found)


def cannot(path: str) -> Exception:
    return invalid(f"This property cannot be expanded ({path}).", "expand")
