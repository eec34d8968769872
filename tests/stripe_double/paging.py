"""Lists: newest first, a page at a time, from an object that the caller saw last."""

from tests.stripe_double.problems import invalid
from tests.stripe_double.shapes import Thing
from tests.stripe_double.store import Store
from tests.stripe_double.wire import Params

MOST = 100


def page(things: list[Thing], params: Params, url: str) -> Thing:
    """One page of `things`, which come newest first."""
    limit = params.get("limit", 10)
    if not 1 <= limit <= MOST:
        raise invalid("This value must be between 1 and 100.", "limit", "parameter_invalid_integer")
    if before := params.get("ending_before"):
        found = things[: place_of(things, before, "ending_before")]
        return answer(found[-limit:], url, more=len(found) > limit)
    after = params.get("starting_after")
    found = things[place_of(things, after, "starting_after") + 1 :] if after else things
    return answer(found[:limit], url, more=len(found) > limit)


def answer(things: list[Thing], url: str, *, more: bool) -> Thing:
    return {"object": "list", "data": things, "has_more": more, "url": url}


def place_of(things: list[Thing], name: str, param: str) -> int:
    for place, thing in enumerate(things):
        if thing["id"] == name:
            return place
    raise invalid(f"No such object: '{name}'", param, "resource_missing")


def newest(store: Store, kind: str, params: Params, *names: str) -> list[Thing]:
    """The kind's objects, newest first, that agree with the parameters of these names and with `created`."""
    wanted = {name: params[name] for name in names if name in params}
    return [thing for thing in reversed(store.of(kind, **wanted)) if created_within(thing, params.get("created"))]


def created_within(thing: Thing, asked: Params | int | None) -> bool:
    if asked is None or isinstance(asked, int):
        return asked is None or thing["created"] == asked
    at: int = thing["created"]
    first = max(asked.get("gt", at - 1) + 1, asked.get("gte", at))
    last = min(asked.get("lt", at + 1) - 1, asked.get("lte", at))
    return bool(first <= at <= last)
