"""Whether an answer has the shape that the SDK's own classes describe."""

import inspect
from decimal import Decimal
from types import NoneType
from typing import Any, ClassVar, ForwardRef, Literal, Union, get_args, get_origin

import stripe
from stripe import ListObject, StripeObject
from stripe._stripe_object import UntypedStripeObject

from tests.stripe_double.shapes import CLASSES

PLAIN: dict[Any, tuple[type, ...]] = {
    int: (int,),
    str: (str,),
    bool: (bool,),
    float: (int, float),
    Decimal: (str, Decimal),
}


def complaints(target: Any, hint: Any = None, path: str = "") -> list[str]:
    """What is wrong with the thing, empty when it conforms; without a hint its `object` says what
    it should be.
    """
    if hint is None:
        hint = CLASSES[target["object"]]
        path = target["object"]
    choices = [resolved(choice) for choice in alternatives(hint)]
    if Any in choices or (target is None and NoneType in choices):
        return []
    words = [
        word for choice in choices if get_origin(choice) is Literal for word in get_args(choice)
    ]
    if words and not isinstance(target, dict):
        return [] if target in words else [f"{path}: {target!r} is none of {words}"]
    results = [against(target, choice, path) for choice in choices if fits(target, choice)]
    if not results:
        return [f"{path}: {target!r} is no {hint}"]
    return min(results, key=len)


def alternatives(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if get_origin(hint) is Union else (hint,)


def resolved(hint: Any) -> Any:
    """A class that the SDK names in quotation marks; one that it hides is not checked."""
    name = hint.__forward_arg__ if isinstance(hint, ForwardRef) else hint
    return getattr(stripe, name, Any) if isinstance(name, str) else hint


def fits(target: Any, kind: Any) -> bool:
    if kind in PLAIN:
        return isinstance(target, PLAIN[kind]) and (kind is bool or not isinstance(target, bool))
    if get_origin(kind) is list:
        return isinstance(target, list)
    return isinstance(target, dict) and (
        get_origin(kind) in (dict, ListObject, UntypedStripeObject) or is_object(kind)
    )


def is_object(kind: Any) -> bool:
    return inspect.isclass(kind) and issubclass(kind, StripeObject)


def against(target: Any, kind: Any, path: str) -> list[str]:
    if get_origin(kind) is list:
        return every(target, get_args(kind)[0], path)
    if get_origin(kind) is ListObject:
        return every(target["data"], get_args(kind)[0], path)
    if is_object(kind) and not issubclass(kind, UntypedStripeObject):
        return of_object(target, kind, path)
    return []


def every(items: list[Any], hint: Any, path: str) -> list[str]:
    return [
        one
        for position, target in enumerate(items)
        for one in complaints(target, hint, f"{path}[{position}]")
    ]


def of_object(data: dict[str, Any], kind: Any, path: str) -> list[str]:
    known = {
        name: hint
        for name, hint in kind.__annotations__.items()
        if get_origin(hint) is not ClassVar
    }
    if not known or data.get("deleted"):
        return []
    wrong = [f"{path}.{name}: not a field" for name in data if name not in known]
    wrong += [
        f"{path}.{name}: missing"
        for name, hint in known.items()
        if name not in data and not optional(hint)
    ]
    for name, value in data.items():
        if name in known:
            wrong += complaints(value, known[name], f"{path}.{name}")
    return wrong


def optional(hint: Any) -> bool:
    return NoneType in get_args(hint)
