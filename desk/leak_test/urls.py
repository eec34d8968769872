"""Every address of the site: the whole URL conf walked, its placeholders filled with what there is."""

from collections.abc import Callable, Iterator
from itertools import product
from typing import NamedTuple

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.regex_helper import normalize

Values = Callable[[str], list[str]]


class Address(NamedTuple):
    """A path, and the name of the pattern that answers it."""

    name: str
    path: str


class Shape(NamedTuple):
    """A path with placeholders, as in /columns/%(slug)s/."""

    name: str
    path: str
    placeholders: tuple[str, ...]


def every_address(values: Values) -> list[Address]:
    """`values(placeholder)` gives what to fill in; every combination is asked."""
    results = {
        Address(shape.name, shape.path % dict(zip(shape.placeholders, chosen, strict=True)))
        for shape in _shapes(get_resolver(), Shape("", "/", ()))
        for chosen in product(*(values(name) for name in shape.placeholders))
    }
    return sorted(results, key=lambda address: address.path)


def _shapes(resolver: URLResolver, before: Shape) -> Iterator[Shape]:
    for pattern in resolver.url_patterns:
        for ending, placeholders in normalize(pattern.pattern.regex.pattern):
            name = f"{before.name}:{_own_name(pattern)}".strip(":")
            # A placeholder without a name of its own is called _0, _1 ... anew in every part.
            shape = Shape(name, before.path + ending, (*before.placeholders, *placeholders))
            if isinstance(pattern, URLResolver):
                yield from _shapes(pattern, shape)
            else:
                yield shape


def _own_name(pattern: URLPattern | URLResolver) -> str:
    own = pattern.namespace if isinstance(pattern, URLResolver) else pattern.name
    return own or ""
