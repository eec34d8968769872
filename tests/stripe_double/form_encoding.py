"""Stripe's form encoding: customer[metadata][a]=b becomes nested dictionaries."""

import re
from typing import Any
from urllib.parse import parse_qsl

from tests.stripe_double.errors import invalid

Params = dict[str, Any]
PART = re.compile(r"\[([^\]]*)\]")
KEY = re.compile(r"^[^\[\]]+(\[[^\[\]]*\])*$")


def decode(encoded: str) -> Params:
    """Nested dictionaries of strings; arrays stay dictionaries keyed by their index until their
    type is known.
    """
    params: Params = {}
    for key, value in parse_qsl(encoded, keep_blank_values=True):
        if not KEY.match(key):
            raise invalid(f"Invalid parameter name: {key}")
        head, _, _ = key.partition("[")
        set_nested(params, [head, *PART.findall(key)], value)
    return params


def set_nested(params: Params, path: list[str], value: str) -> None:
    name, *rest = path
    name = name or str(len(params))
    if not rest:
        params[name] = value
        return
    inner = params.setdefault(name, {})
    if not isinstance(inner, dict):
        raise invalid(f"Invalid object: {name}", name)
    set_nested(inner, rest, value)
