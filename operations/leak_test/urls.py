"""All URLs of the site: walks the URLconf and fills in the placeholders."""

from collections.abc import Callable, Iterator
from itertools import product
from typing import NamedTuple

from django.urls import URLResolver, get_resolver
from django.utils.regex_helper import normalize

Values = Callable[[str], list[str]]


class Address(NamedTuple):
    """A path and the name of its URL pattern."""

    name: str
    path: str


class Shape(NamedTuple):
    """A path with placeholders, such as /columns/%(slug)s/."""

    name: str
    path: str
    placeholders: tuple[str, ...]


def every_address(values: Values) -> list[Address]:
    """Return the URLs with all combinations of the values that `values(placeholder)` returns."""
    results = {
        Address(shape.name, shape.path % dict(zip(shape.placeholders, chosen, strict=True)))
        for shape in _shapes(get_resolver(), Shape("", "/", ()))
        for chosen in product(*(values(name) for name in shape.placeholders))
    }
    return sorted(results, key=lambda address: address.path)


def _shapes(resolver: URLResolver, before: Shape) -> Iterator[Shape]:
    for pattern in resolver.url_patterns:
        for ending, placeholders in normalize(pattern.pattern.regex.pattern):
            own = pattern.namespace if isinstance(pattern, URLResolver) else pattern.name
            name = f"{before.name}:{own or ''}".strip(":")
            # Django names unnamed groups _0, _1, ... and starts again in each included URLconf.
            shape = Shape(name, before.path + ending, (*before.placeholders, *placeholders))
            if isinstance(pattern, URLResolver):
                yield from _shapes(pattern, shape)
            else:
                yield shape
