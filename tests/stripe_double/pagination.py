"""Lists: newest first, a page at a time, from an object that the caller saw last."""

from tests.stripe_double.errors import invalid
from tests.stripe_double.form_encoding import Params
from tests.stripe_double.shapes import StripeObject
from tests.stripe_double.store import Store

MOST = 100


def page(items: list[StripeObject], params: Params, url: str) -> StripeObject:
    """One page of `things`, which come newest first."""
    limit = params.get("limit", 10)
    if not 1 <= limit <= MOST:
        raise invalid("This value must be between 1 and 100.", "limit", "parameter_invalid_integer")
    if before := params.get("ending_before"):
        results = items[: index_of(items, before, "ending_before")]
        return answer(results[-limit:], url, more=len(results) > limit)
    after = params.get("starting_after")
    results = items[index_of(items, after, "starting_after") + 1 :] if after else items
    return answer(results[:limit], url, more=len(results) > limit)


def answer(items: list[StripeObject], url: str, *, more: bool) -> StripeObject:
    return {"object": "list", "data": items, "has_more": more, "url": url}


def index_of(items: list[StripeObject], name: str, param: str) -> int:
    for position, data in enumerate(items):
        if data["id"] == name:
            return position
    raise invalid(f"No such object: '{name}'", param, "resource_missing")


def newest(store: Store, kind: str, params: Params, *names: str) -> list[StripeObject]:
    """The kind's objects, newest first, that agree with the parameters of these names and with
    `created`.
    """
    requested = {name: params[name] for name in names if name in params}
    return [
        data
        for data in reversed(store.of(kind, **requested))
        if created_within(data, params.get("created"))
    ]


def created_within(data: StripeObject, requested: Params | int | None) -> bool:
    if requested is None or isinstance(requested, int):
        return requested is None or data["created"] == requested
    at: int = data["created"]
    first = max(requested.get("gt", at - 1) + 1, requested.get("gte", at))
    last = min(requested.get("lt", at + 1) - 1, requested.get("lte", at))
    return bool(first <= at <= last)
