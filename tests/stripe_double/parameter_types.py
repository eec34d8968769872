"""Checks what was sent against the SDK's own generated TypedDicts, and gives numbers and truth
values their types.

The SDK writes an enumeration as `Literal[...] | str`, open to values of later versions; Stripe does
not accept others, and neither does this.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal, NotRequired, Required, Union, get_args, get_origin

from stripe import RequestOptions
from typing_extensions import get_type_hints, is_typeddict

from tests.stripe_double.errors import invalid, needed, unknown
from tests.stripe_double.form_encoding import Params
from tests.stripe_double.metadata import check_metadata

OPTIONS = frozenset(RequestOptions.__annotations__)  # of the call, never sent as parameters
ENUMERATIONS = {"currency": re.compile(r"^[A-Za-z]{3}$")}  # what the SDK leaves as plain text


@cache
def fields(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(
        kind, localns={"StripeContext": object, "Mapping": Mapping}, include_extras=True
    )
    return {name: hint for name, hint in hints.items() if name not in OPTIONS}


def check(params: Params, kind: Any, prefix: str = "") -> Params:
    """The parameters with their types, or Stripe's refusal of the first that is wrong."""
    known = fields(kind)
    checked = {}
    for name, value in params.items():
        spelled = f"{prefix}[{name}]" if prefix else name
        if name not in known:
            raise unknown(spelled)
        checked[name] = convert(value, known[name], spelled)
    for name in known:
        if name not in params and name in kind.__required_keys__:
            raise needed(f"{prefix}[{name}]" if prefix else name)
    return checked


def convert(value: Any, hint: Any, name: str) -> Any:
    hint = bare(hint)
    choices = get_args(hint) if get_origin(hint) is Union else (hint,)
    words = [
        word for choice in choices if get_origin(choice) is Literal for word in get_args(choice)
    ]
    if isinstance(value, str) and value in words:
        return value
    if value == "":
        raise empty(name)
    others = [
        choice
        for choice in choices
        if get_origin(choice) is not Literal and choice is not type(None)
    ]
    if str in others and any(words):
        others.remove(str)
    if not others:
        raise not_one_of(words, name)
    return first_fitting(value, others, name, words)


def bare(hint: Any) -> Any:
    while get_origin(hint) in (NotRequired, Required):
        (hint,) = get_args(hint)
    return hint


def first_fitting(value: Any, choices: list[Any], name: str, words: list[str]) -> Any:
    """The value as the first of the types that takes it; an object goes to the type that is an
    object.
    """
    fitting = [choice for choice in choices if takes(value, choice)]
    if fitting:
        return as_type(value, fitting[0], name)
    if any(words) and isinstance(value, str):
        raise not_one_of(words, name)
    return as_type(value, choices[0], name)


def takes(value: Any, kind: Any) -> bool:
    if is_typeddict(kind) or get_origin(kind) in (dict, list):
        return isinstance(value, dict)
    pattern = PATTERNS.get(kind.__name__)
    return isinstance(value, str) and (pattern is None or bool(pattern.match(value)))


PATTERNS = {
    "int": re.compile(r"^-?\d{1,18}$"),
    "float": re.compile(r"^-?\d+(\.\d+)?$"),
    "Decimal": re.compile(r"^-?\d+(\.\d+)?$"),
    "bool": re.compile(r"^(true|false)$"),
}


def as_type(value: Any, kind: Any, name: str) -> Any:
    if is_typeddict(kind):
        return check(must_be_object(value, name), kind, name)
    if get_origin(kind) is list:
        return as_list(value, get_args(kind)[0], name)
    if get_origin(kind) is dict:
        return check_metadata(must_be_object(value, name), name)
    return as_plain(value, kind, name)


def as_plain(value: Any, kind: Any, name: str) -> Any:
    word = {"int": "integer", "bool": "boolean", "float": "decimal", "Decimal": "decimal"}.get(
        kind.__name__, "string"
    )
    if not takes(value, kind):
        code = "parameter_invalid_integer" if word == "integer" else None
        raise invalid(f"Invalid {word}: {value}", name, code)
    if kind is bool:
        return value == "true"
    if kind in (int, float):
        return kind(value)
    return checked_text(value, name)


def checked_text(value: str, name: str) -> str:
    last = re.split(r"[\[\]]+", name.rstrip("]"))[-1]
    pattern = ENUMERATIONS.get(last)
    if pattern and not pattern.match(value):
        raise invalid(f"Invalid {last}: {value.lower()}.", name)
    if len(value) > 5000:
        raise invalid(
            f"Invalid string: {value[:20]}…; must be at most 5000 characters",
            name,
            "parameter_invalid_string",
        )
    return value.lower() if pattern else value


def must_be_object(value: Any, name: str) -> Params:
    if not isinstance(value, dict):
        raise invalid("Invalid object", name)
    return value


def as_list(value: Any, kind: Any, name: str) -> list[Any]:
    if not isinstance(value, dict) or sorted(value) != sorted(map(str, range(len(value)))):
        raise invalid("Invalid array", name)
    return [
        convert(value[str(position)], kind, f"{name}[{position}]") for position in range(len(value))
    ]


def not_one_of(words: list[str], name: str) -> Exception:
    *most, last = [word for word in words if word]
    listed = f"{', '.join(most)}, or {last}" if most else last
    return invalid(f"Invalid {name}: must be one of {listed}", name)


def empty(name: str) -> Exception:
    return invalid(
        f"You passed an empty string for '{name}'. We assume empty values are an attempt to unset a"
        f" parameter; however '{name}' cannot be unset. You should remove '{name}' from your"
        " request or supply a non-empty value.",
        name,
        "parameter_invalid_empty",
    )
